// SPDX-License-Identifier: MIT
// What people write for JSON, and what they are told.
#include "reader/json_fault.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "reader/json_node.h"
#include "support/golden.h"
#include "support/mutations.h"
#include "support/scratch_folder.h"

namespace bbplay::reader {
namespace {

/// Stands before the place that has to be named; it is not part of the text.
constexpr std::string_view kHere = "^^";

struct Case {
  std::string_view text, message;
};

// clang-format off
constexpr Case kCases[] = {
    // comments
    {"{\n  ^^// my track\n  \"steps\": []\n}", "a comment (//), which JSON does not have; remove it, or make it the \"description\" of a step or voice"},
    {"{\"steps\": [], ^^/* soon */ \"a\": 1}", "a comment (/*), which JSON does not have; remove it, or make it the \"description\" of a step or voice"},
    {"^^# my track\n{}", "a comment (#), which JSON does not have; remove it, or make it the \"description\" of a step or voice"},
    {"{\"a\": 1 ^^# one\n}", "a comment (#), which JSON does not have; remove it, or make it the \"description\" of a step or voice"},
    // commas
    {"{\"steps\": [1, 2^^,]}", "a comma after the last element; remove it"},
    {"{\"steps\": [1, 2]^^,\n}", "a comma after the last element; remove it"},
    {"{\"a\": 1,^^, \"b\": 2}", "two commas in a row; remove one"},
    {"[^^, 1]", "a comma before the first element; remove it"},
    {"{\n  \"a\": 1^^\n  \"b\": 2\n}", "a comma is missing after this value"},
    {"[{\"a\": 1}^^\n {\"b\": 2}]", "a comma is missing after this value"},
    {"{\"a\": \"x\"^^\n\n\n\n \"b\": 2}", "a comma is missing after this value"},
    {"[1^^ 2]", "a comma is missing after this value"},
    {"{\"a\": 0.5^^;\n}", "a semicolon after the last element; remove it"},
    {"{\"a\": 1^^; \"b\": 2}", "a semicolon between values; write \",\""},
    {"{\"a\": ^^0,5}", "a comma in a number; write 0.5"},
    {"{\"a\": ^^1,000}",
     "a comma in a number; write 1000, or 1.000 if the comma is a decimal one"},
    {"{\"a\": ^^-20,125}",
     "a comma in a number; write -20125, or -20.125 if the comma is a decimal one"},
    {"{\"a\": ^^0,125}", "a comma in a number; write 0.125"},
    // colons
    {"{\"a\"^^ 1}", "the colon after the key \"a\" is missing"},
    {"{\"a\"^^ \"b\"}", "the colon after the key \"a\" is missing"},
    {"{\"a\" ^^= 1}", "\"=\" after a key; write \":\""},
    {"{\"a\" ^^=> 1}", "\"=>\" after a key; write \":\""},
    {"{\"a\":^^: 1}", "two colons; remove one"},
    {"{\"a\"^^: }", "the value after this colon is missing"},
    {"{\"a\"^^:, \"b\": 1}", "the value after this colon is missing"},
    {"{^^: 1}", "the key before this colon is missing"},
    {"{^^\"a\", \"b\"}", "the key \"a\" has no value; write \":\" and one (a list is written in \"[\" and \"]\")"},
    // quotes
    {"{^^'steps': []}", "single quotes, as Python prints them; write \"steps\" (from Python: json.dump, not print)"},
    {"{\"type\": ^^'pink'}", "single quotes; write \"pink\""},
    {"{\"a\": ^^'it's one', \"b\": 'x'}", "single quotes; write \"it's one\""},
    {"{\"a\": ^^\"\"\"one\"\"\"}", "three quotes, as in Python; write one on each side"},
    {"{\"a\": \"b\"^^+\"c\"}", "texts joined with \"+\"; write them as one"},
    {"{^^“steps”: []}", "a typographic quote (“); write '\"'"},
    {"{\"type\": ^^„pink“}", "a typographic quote („); write '\"'"},
    {"{\"type\": ^^`pink`}", "a backtick; write '\"'"},
    {"{^^steps: []}", "a key without quotes; write \"steps\""},
    {"{^^1: 2}", "a key without quotes; write \"1\""},
    {"{^^größe: 1}", "a key without quotes; write \"größe\""},
    {"{\"type\": ^^pink}", "a text without quotes; write \"pink\""},
    {"{\"type\": ^^deep brown, \"a\": 1}", "a text without quotes; write \"deep brown\""},
    {"{^^type\": \"pink\"}", "the quote that opens \"type\" is missing"},
    {"{\"type\": ^^pink\", \"a\": 1}", "the quote that opens \"pink\" is missing"},
    {"{^^\"type: \"pink\"}", "the quote that closes \"type\" is missing"},
    {"{\"type\": ^^\"pink, \"a\": 1}", "the quote that closes \"pink\" is missing"},
    {"{^^\"duration: 10\", \"a\": 1}", "key and value in one pair of quotes; write \"duration\": and the value"},
    {"{\"a\": \"say ^^\"hello\" now\"}", "a quote inside a text; write '\\\"'"},
    // what is never closed
    {"{\n  \"type\": ^^\"pink,\n  \"a\": 1\n}", "this text is not closed; write '\"' where it ends"},
    {"{\n  ^^\"type: 1,\n  \"a\": 1\n}", "this text is not closed; write '\"' where it ends"},
    {"{\"a\": [1, ^^\"Rela", "this text is not closed; the file ends in it"},
    {"{\n \"steps\": [\n  ^^{\"duration\": 1\n ]\n}", "\"{\" is not closed before the \"]\" of line 4; \"}\" is missing there"},
    {"{\n \"steps\": [\n  {\"voices\": ^^[{\"a\": 1}\n  }\n ]\n}", "\"[\" is not closed before the \"}\" of line 4; \"]\" is missing there"},
    {"{\n \"global\": ^^{\n  \"rate\": 1,\n \"steps\": {\n  \"a\": 1\n }\n}\n", "\"{\" is not closed; \"}\" is missing"},
    {"{\"a\": ^^[1, 2, \"b\": 3}", "\"[\" is not closed before the key \"b\" of line 1; \"]\" is missing there"},
    {"[^^{\"a\": 1, {\"a\": 2}]", "\"{\" is not closed before the \"{\" of line 1; \"}\" is missing there"},
    {"^^{\"a\": 1\n", "\"{\" is not closed; \"}\" is missing"},
    {"{\"steps\": [\n {\"duration\": 1^^,\n", "the file ends here, cut off: not closed are \"{\" of line 2, \"[\" of line 1, \"{\" of line 1"},
    {"[[[[1^^]", "the file ends here, cut off: not closed are \"[\" of line 1, \"[\" of line 1, \"[\" of line 1"},
    {"{\"a\": 1}^^}", "\"}\" closes nothing that is open; remove it"},
    {"{\"a\": 1^^]", "\"]\" does not close the \"{\" of line 1; write \"}\""},
    {"{\"a\": 1^^},\n \"b\": 2}", "this \"}\" closes the \"{\" of line 1, but more follows; remove it"},
    {"^^[\"a\": 1]", "\"[\" around keys and values; write \"{\" and \"}\""},
    {"{\"steps\": [\n {\"a\": {\"b\": 1}}^^},\n {\"a\": 2}\n]}", "one \"}\" too many; remove it"},
    {"{\"steps\": [\n {\"a\": [1]^^], \"b\": \"]\"},\n {\"a\": 2}\n]}", "one \"]\" too many; remove it"},
    {"{\"a\": [1]^^],\n \"b\": 2}", "one \"]\" too many; remove it"},
    {"{\"steps\": [\n {\"a\": 1},\n ^^\"a\": 2, \"b\": [3]},\n {\"a\": 4}\n]}", "\"{\" is missing before the key \"a\""},
    {"{\"params\":\n ^^\"baseFreq\": 200}, \"a\": 1}", "\"{\" is missing before the key \"baseFreq\""},
    {"{\"a\": [1, 2^^)}", "a round bracket; write \"]\""},
    // words of other languages
    {"{\"loop\": ^^True}", "True is no word of JSON; write true"},
    {"{\"loop\": ^^False}", "False is no word of JSON; write false"},
    {"{\"path\": ^^None}", "None is no word of JSON; write null"},
    {"{\"path\": ^^undefined}", "undefined is no word of JSON; write null"},
    {"{\"loop\": ^^yes}", "yes is no word of JSON; write true, or \"yes\" as a text"},
    {"{\"loop\": ^^ture}", "ture is no word of JSON; write true, or \"ture\" as a text"},
    {"{\"a\": ^^NaN}", "NaN is no number of JSON; write one"},
    {"{\"a\": ^^-Infinity}", "-Infinity is no number of JSON; write one"},
    {"{\"a\": ^^u\"pink\"}", "a Python text (u\"); write it without the u"},
    {"{\"a\": ^^np.float64(3)}", "an expression (np.float64(...)); write its value alone"},
    {"{\"a\": ^^(1, 2)}", "a round bracket; a list is written in \"[\" and \"]\""},
    // numbers
    {"{\"a\": ^^007}", "a number with leading zeros; write 7"},
    {"{\"a\": ^^+5}", "a plus sign before a number; write 5"},
    {"{\"a\": ^^.5}", "a number that begins with a point; write 0.5"},
    {"{\"a\": ^^-.5}", "a number that begins with a point; write -0.5"},
    {"{\"a\": ^^5.}", "a number with nothing behind its point; write 5"},
    {"{\"a\": ^^0x1F}", "a hexadecimal number; write 31"},
    {"{\"a\": ^^44_100}", "a number with underscores; write 44100"},
    {"{\"a\": ^^300s}", "a unit behind a number; write 300"},
    {"{\"a\": ^^5m, \"b\": 1}", "a unit behind a number; write 300"},
    {"{\"a\": ^^1h}", "a unit behind a number; write 3600"},
    {"{\"a\": ^^500ms}", "a unit behind a number; write 0.5"},
    {"{\"a\": ^^0.2kHz}", "a unit behind a number; write 200"},
    {"{\"a\": ^^-20dB}", "a unit behind a number; write 0.1"},
    {"{\"gain_db\": ^^-20dB}", "a unit behind a number; write -20"},
    {"{\"a\": ^^10 min\n}", "a unit behind a number; write 600"},
    {"[^^90 deg]", "a unit behind a number; write 90"},
    {"{\"a\": ^^7furlongs}", "a unit behind a number; write 7 alone"},
    {"{\"a\": ^^300 Hz}", "a unit behind a number; write 300"},
    {"{\"a\": 7 ^^furlongs}", "a unit behind a number; write the number alone"},
    {"{\"a\": ^^10:00}", "a time with a colon; write 600"},
    {"{\"a\": ^^1:02:03}", "a time with a colon; write 3723"},
    {"{\"a\": ^^10:75}", "a time with a colon; write it in seconds"},
    {"{\"a\": ^^50%}", "a percentage; write 0.5"},
    {"{\"a\": ^^1.000,5}", "a comma in a number; write 1000.5"},
    {"{\"a\": ^^1,000.5}", "a comma in a number; write 1000.5"},
    {"{\"a\": ^^10*60}", "a calculation; write its result"},
    {"{\"a\": ^^1/2}", "a fraction; write its value"},
    {"{\"a\": ^^1e}", "an exponent without digits (1e)"},
    {"{\"a\": ^^2024-01-05}", "2024-01-05 is not a number; write it with digits and a point, or in quotes"},
    // inside texts
    {"{\"a\": \"one^^\ntwo\"}", "a line break inside a text; write \"\\n\" for it"},
    {"{\"a\": \"one^^\ttwo\"}", "a tab inside a text; write \"\\t\" for it"},
    {"{\"a\": \"C:^^\\Users\\me.wav\"}", "a single backslash (\"\\U\"); write \"\\\\\", or \"/\" in a path"},
    {"{\"a\": \"C:^^\\users\\me.wav\"}", "a single backslash (\"\\u\" without four hexadecimal digits); write \"\\\\\", or \"/\" in a path"},
    {"{\"a\": \"it^^\\'s\"}", "\"\\'\" is no escape of JSON; write ' alone"},
    {"{\"a\": \"^^\\ud800\"}", "half a surrogate pair; write the character itself"},
    {"{\"a\": \"caf^^\xE9\"}", "the byte 0xE9 is not UTF-8 (an older encoding?); save the file as UTF-8"},
    {"{\"a\": \"^^\x01\"}", "a control character inside a text; write \"\\u0001\" or remove it"},
    // around the track
    {"^^\n \n", "the file is empty"},
    {"{\"a\": 1}\n^^{\"a\": 2}\n", "a second value: the first one ended in line 1; a file holds one (a list of them is written in \"[\" and \"]\")"},
    {"{\"a\": 1}^^;", "a semicolon after the end; remove it"},
    {"{\"a\": 1}^^,\n", "a comma after the end; remove it"},
    {"{\"a\": 1}\n^^bye", "text after the end of the track, which is in line 1; remove it"},
    {"^^const track = {\"a\": 1};", "text before the \"{\" of line 1 with which a track begins (\"const\"); remove it"},
    {"^^hello", "not a JSON text: it begins with \"hello\""},
    {"^^```json\n{}\n```", "a fence of Markdown (```); remove its line"},
    {"{\"a\": 1,\n^^<<<<<<< HEAD\n\"b\": 1}", "a mark of an unfinished merge (<<<<<<<); keep one of the two versions"},
    {"{\"a\": 1, ^^...}", "three dots for something left out; write it, or remove them"},
    {"{\"a\":^^\u00A01}", "a no-break space (U+00A0) outside of a text; replace it with a blank"},
    {"{\"a\"^^\uFF1A1}", "a full-width colon (\uFF1A); write \":\""},
    {"^^{\\rtf1\\ansi}", "a document of a word processor (RTF); save it as plain text"},
    {"^^PK\x03\x04", "a ZIP archive; unpack it first"},
};
// clang-format on

SourcePosition position_of(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const auto lines = static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
  return {lines + 1, offset - (before.rfind('\n') + 1) + 1};
}

TEST(JsonFault, IsNamedForWhatItIsAtItsCause) {
  for (const Case& each : kCases) {
    std::string text(each.text);
    const std::size_t here = text.find(kHere);
    ASSERT_NE(here, text.npos) << text;
    text.erase(here, kHere.size());
    const SourcePosition place = position_of(text, here);
    const std::string expected = "t.json:" + std::to_string(place.line) + ':' +
                                 std::to_string(place.column) +
                                 ": error: " + std::string(each.message);
    try {
      (void)JsonDocument::parse(text, "t.json");
      ADD_FAILURE() << text << " is JSON";
    } catch (const TrackError& error) {
      EXPECT_EQ(error.what(), expected) << text;
    }
  }
}

TEST(JsonFault, IsNotThereInJson) {
  for (const std::string_view text :
       {"{}", " [ ] ", "null", "-0.5e+3", "\"\\ud83d\\ude00 \\udc00\"", "[[[]], {\"a\": {}}]\n",
        "{\"a\": [1, -2.5, true, false, null, \"x\\n\\u00e9é\"], \"b\": {\"c\": \"\"}}"}) {
    EXPECT_EQ(json_fault(text), std::nullopt) << text;
    EXPECT_NO_THROW((void)JsonDocument::parse(std::string(text), "t.json")) << text;
  }
}

constexpr std::string_view kPieces[] = {
    "\"", "'",   ",",    ":",    "{",    "}",    "[",   "]",      "\n",   "\\", "//", "#",  "=",
    "0",  ".5",  "True", "None", "+",    "-",    "“",   "\u00A0", "\xE9", "/*", "\t", "..", ";",
    "x",  "\\u", "e",    "--",   "\xF0", "<!--", "```", "0x",     "a b",  "(",  "\r", "é",  "%"};

/// The part of an error's text after its place.
bool is_from_the_parser(const Finding& finding) {
  return finding.message.starts_with("not valid JSON");
}

TEST(JsonFault, OfMutatedTracksIsInsideOfThem) {
  test::Dice dice(4);
  std::size_t readable = 0, refused = 0;
  const test::GoldenFamily family("tracks");
  for (const test::GoldenCase& golden : family.cases()) {
    const std::string original =
        test::bytes_of(golden.folder / golden.node["track"].text()).substr(0, 3'000);
    for (int round = 0; round < 300; ++round) {
      const std::string text = test::mutated(original, kPieces, dice);
      const auto fault = json_fault(text);
      try {
        (void)JsonDocument::parse(text, "m.json");
        EXPECT_EQ(fault, std::nullopt) << text;
        ++readable;
      } catch (const TrackError& error) {
        ++refused;
        const Finding& finding = error.diagnostics().findings().at(0);
        EXPECT_FALSE(is_from_the_parser(finding)) << finding.text() << '\n' << text;
        const SourcePosition end = position_of(text, text.size());
        EXPECT_LE(finding.position.line, end.line);
        EXPECT_GE(finding.position.column, 1u);
        EXPECT_EQ(finding.message.find('\n'), std::string::npos) << "one line";
        if (!fault) continue;  // UTF-16, or a number that is too large
        EXPECT_LE(fault->offset, text.size());
        EXPECT_EQ(finding.position, position_of(text, fault->offset));
      }
    }
  }
  EXPECT_GT(readable, 100u);
  EXPECT_GT(refused, 1'000u);
}

TEST(JsonFault, OfHostileTextsIsFoundWithoutRecursionAndInLinearTime) {
  const auto repeated = [](std::string_view piece, std::size_t times) {
    std::string out;
    for (std::size_t i = 0; i < times; ++i) out += piece;
    return out;
  };
  constexpr std::size_t kMany = 1'000'000;
  EXPECT_EQ(json_fault(std::string(kMany, '[')), std::nullopt) << "deeper than is followed";
  for (const std::string& text :
       {"[" + repeated("{},", kMany) + "}", "[" + repeated("\"a\",", kMany),
        "[" + repeated("{}\n,", kMany) + "{]", "{\"a\":" + std::string(kMany, ' ') + "}",
        std::string(kMany, 'x'), std::string(kMany, '\''), "[" + std::string(kMany, '9') + "x]",
        "[\"" + std::string(kMany, 'a'), "[0" + std::string(kMany, '.'), std::string(kMany, '/')}) {
    const auto fault = json_fault(text);  // quadratic time would be a matter of hours
    ASSERT_TRUE(fault) << text.substr(0, 20);
    EXPECT_LE(fault->offset, text.size());
    EXPECT_LT(fault->message.size(), 400u);
  }
}

}  // namespace
}  // namespace bbplay::reader
