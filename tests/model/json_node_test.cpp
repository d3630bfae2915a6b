// SPDX-License-Identifier: MIT
#include "model/json_node.h"

#include <gtest/gtest.h>

namespace bbplay::model {
namespace {

TEST(JsonNode, KnowsLineColumnAndPointerOfEveryValue) {
  const JsonDocument document = JsonDocument::parse(
      "\xEF\xBB\xBF{\n  \"a/b\": [1, {\"c~\": \"say \\\"hi\\\\\"}]\n}", "t.json");
  const JsonNode text = document.root()["a/b"].children()[1]["c~"];
  EXPECT_EQ(text.text(), "say \"hi\\");
  EXPECT_EQ(text.pointer(), "/a~1b/1/c~0");
  EXPECT_EQ(text.position(), (SourcePosition{2, 21}));
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
}  // namespace bbplay::model
