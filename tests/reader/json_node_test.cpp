// SPDX-License-Identifier: MIT
#include "reader/json_node.h"

#include <gtest/gtest.h>

#include "reader/number_text.h"

namespace bbplay::reader {
namespace {

TEST(JsonNode, KnowsLineColumnAndPointerOfEveryValue) {
  const JsonDocument document = JsonDocument::parse(
      "\xEF\xBB\xBF{\n  \"a/b\": [1, {\"c~\": \"say \\\"hi\\\\\"}]\n}", "t.json");
  const JsonNode text = document.root()["a/b"].children()[1]["c~"];
  EXPECT_EQ(text.text(), "say \"hi\\");
  EXPECT_EQ(text.pointer(), "/a~1b/1/c~0");
  EXPECT_EQ(text.position(), (SourcePosition{2, 21}));
}

TEST(JsonNode, KnowsTheTextOfEveryValue) {
  const JsonDocument document = JsonDocument::parse(
      R"( {"n": -1.50, "t": "a\"b", "b": [true,false , null], "o": {"x":{}}} )", "t.json");
  const JsonNode root = document.root();
  EXPECT_EQ(root["n"].source_text(), "-1.50");
  EXPECT_EQ(root["t"].source_text(), R"("a\"b")");
  EXPECT_EQ(root["b"].source_text(), "[true,false , null]");
  EXPECT_EQ(root["b"].children()[1].source_text(), "false");
  EXPECT_EQ(root["b"].children()[2].source_text(), "null");
  EXPECT_EQ(root["o"].source_text(), R"({"x":{}})");
  EXPECT_EQ(root["o"].position(), (SourcePosition{1, 59}));
  EXPECT_EQ(root.position(), (SourcePosition{1, 2}));
}

TEST(JsonNode, FindsMembersOfLargeObjects) {
  std::string text = "{";
  for (int i = 0; i < 5000; ++i) {
    text += "\"k" + std::to_string(i * 7919 % 5000) + "\": " + std::to_string(i) + ", ";
  }
  const JsonDocument document = JsonDocument::parse(text + R"("k42": "last"})", "t.json");
  EXPECT_EQ(document.root().size(), 5001u);
  EXPECT_EQ(document.root()["k42"].text(), "last");
  EXPECT_EQ(document.root()["k7919"].exists(), false);
  EXPECT_EQ(document.root()["k2919"].number(), 1.0);
}

TEST(JsonNode, CountsLinesWhereverTheyBreak) {
  for (const std::size_t blanks : {0u, 4090u, 4093u, 4094u, 4095u, 4096u, 9000u}) {
    const std::string text =
        std::string(blanks, ' ') + "[1,\n\n2, 3" + std::string(5000, '\n') + ",4]";
    const JsonDocument document = JsonDocument::parse(text, "t.json");
    const std::vector<JsonNode> values = document.root().children();
    EXPECT_EQ(document.root().position(), (SourcePosition{1, blanks + 1})) << blanks;
    EXPECT_EQ(values[0].position(), (SourcePosition{1, blanks + 2})) << blanks;
    EXPECT_EQ(values[1].position(), (SourcePosition{3, 1})) << blanks;
    EXPECT_EQ(values[2].position(), (SourcePosition{3, 4})) << blanks;
    EXPECT_EQ(values[3].position(), (SourcePosition{5003, 2})) << blanks;
  }
}

TEST(JsonNode, ShowsTheLineOfAFinding) {
  const JsonDocument document = JsonDocument::parse("{\n\t\"é\": [12]\n}", "t.json");
  Diagnostics findings("t.json");
  document.root()["é"].children()[0].report(findings, Severity::error, "too much");
  EXPECT_EQ(findings.findings()[0].text_with_excerpt(),
            "t.json:2:9: error: /é/0: too much\n 2 |  \"é\": [12]\n   |        ^~");
  document.root()["é"].report_key(findings, Severity::warning, "what?");
  EXPECT_EQ(findings.findings()[1].text_with_excerpt(),
            "t.json:2:2: warning: /é: what?\n 2 |  \"é\": [12]\n   |  ^~~");
}

TEST(JsonNode, FindsKeysWithEscapedQuotes) {
  const JsonDocument document = JsonDocument::parse(R"({"a\\\"b\\": 1})", "t.json");
  Diagnostics findings("t.json");
  document.root().children()[0].report_key(findings, Severity::warning, "what?");
  EXPECT_EQ(findings.findings()[0].position, (SourcePosition{1, 2}));
  EXPECT_EQ(findings.findings()[0].width, 10u);
}

TEST(JsonNode, LastDuplicateWins) {
  const JsonDocument document = JsonDocument::parse(R"({"a": 1, "a": 2})", "t.json");
  EXPECT_EQ(document.root()["a"].number(), 2.0);
}

TEST(JsonNode, ReadsNumbersAsTheReferenceDoes) {
  EXPECT_EQ(number_from_text(" 1_000.5e-1 "), 100.05);
  EXPECT_EQ(number_from_text("+3"), 3.0);
  for (const char* bad : {"", "abc", "1_", "_1", "1__0", "nan", "inf", "0x10", "1 2"}) {
    EXPECT_FALSE(number_from_text(bad)) << bad;
  }
}

TEST(JsonNode, ReadsTextsWithAndWithoutEscapesBesideEachOther) {
  const JsonDocument document = JsonDocument::parse(
      R"({"a\u0062": "\u00e9t\u00E9", "plain": "été", "": "", "\/": "a\n", "n": "\ud83d\ude00x", "z": "end"})",
      "t.json");
  const JsonNode root = document.root();
  EXPECT_EQ(root["ab"].text(), "été");
  EXPECT_EQ(root["plain"].text(), "été");
  EXPECT_EQ(root[""].text(), "");
  EXPECT_EQ(root["/"].text(), "a\n");
  EXPECT_EQ(root["n"].text(), "\xF0\x9F\x98\x80x");
  EXPECT_EQ(root["z"].text(), "end");
  EXPECT_EQ(root["n"].source_text(), R"("\ud83d\ude00x")");
}

TEST(JsonNode, GoesThroughWhatAValueHolds) {
  const JsonDocument document = JsonDocument::parse(R"({"l": [3, [4, 5], 6], "e": []})", "t.json");
  const JsonChildren list = document.root()["l"].children();
  EXPECT_EQ(list.size(), 3u);
  EXPECT_EQ(list.front().number(), 3.0);
  EXPECT_EQ(list[2].number(), 6.0);
  const std::vector<JsonNode> copies = list;
  ASSERT_EQ(copies.size(), 3u);
  EXPECT_EQ(copies[1].children()[1].number(), 5.0);
  for (const JsonNode none : {document.root()["e"], JsonNode(), list.front()}) {
    EXPECT_TRUE(none.children().empty());
    for (const JsonNode child : none.children()) ADD_FAILURE() << child.describe();
  }
}

TEST(JsonNode, RefusesWhatTakesTooMuchMemoryWhereItPassesTheLimit) {
  const auto why = [](const std::string& text, const JsonDocument::Limits& limits) {
    try {
      (void)JsonDocument::parse(text, "t.json", limits);
      return std::string();
    } catch (const TrackError& error) {
      return error.diagnostics().findings()[0].text();
    }
  };
  constexpr std::size_t kMiB = 1u << 20;
  const std::string ones = "[1" + std::string(2 * 30'000, ' ');
  std::string list = "[1";
  for (int i = 0; i < 30'000; ++i) list += ",1";
  EXPECT_EQ(why(list + "]", {.memory = 2 * kMiB}), "");
  EXPECT_EQ(why(list + "]", {.memory = kMiB}),
            "t.json:1:49430: error: more than 1 MiB with 40 bytes for each of its values");
  EXPECT_EQ(why(ones + "]", {.memory = kMiB}), "");

  const std::string longest(kMiB, 'x');
  EXPECT_EQ(why("[\"" + longest + "\"]", {}), "");
  EXPECT_EQ(why("[1, \"" + longest + "x\"]", {}),
            "t.json:1:5: error: a text of more than 1 MiB; only a data: URL may be longer");
  EXPECT_EQ(why("{\"" + longest + "x\": 1}", {}),
            "t.json:1:2: error: a text of more than 1 MiB; only a data: URL may be longer");
  EXPECT_EQ(why("[\"DATA:" + longest + "\"]", {}), "");
}

TEST(JsonNode, RefusesHostileTextWithAPlace) {
  for (const std::string& bad :
       {std::string(200'000, '['), std::string("{\"a\": NaN}"), std::string("{\"a\": 1e999}"),
        std::string("{\"a\": }"), std::string("\xFF\xFE{\0}\0", 6), std::string("{} x"),
        std::string()}) {
    try {
      (void)JsonDocument::parse(bad, "t.json");
      ADD_FAILURE() << bad.substr(0, 20);
    } catch (const TrackError& error) {
      EXPECT_EQ(error.diagnostics().errors(), 1u);
      EXPECT_TRUE(std::string(error.what()).starts_with("t.json:1:")) << error.what();
    }
  }
}

}  // namespace
}  // namespace bbplay::reader
