// SPDX-License-Identifier: MIT
#include "terminal/config_file.h"

#include <gtest/gtest.h>

namespace bbplay::app {
namespace {

using Texts = std::vector<std::string>;

TEST(ConfigFile, ReadsWhatTomlAndIniHaveInCommon) {
  const std::vector<ConfigEntry> entries = read_config(
      "\xEF\xBB\xBF# mine\r\n"
      "[default]\n"
      "; old\n"
      "quiet\n"
      "  rate = 4000   # Hz\n"
      "title = \"Track #1, late\" # a name\n"
      "comment = two words\n"
      "'device'='USB'\n"
      "presets = [ \"a b\",\n"
      "  'c',  # the other\n"
      "  d ]\n"
      "date =");
  ASSERT_EQ(entries.size(), 7u);
  EXPECT_EQ(entries[0].key, "quiet");
  EXPECT_EQ(entries[0].values, Texts{"true"});
  EXPECT_EQ(entries[1].key, "rate");
  EXPECT_EQ(entries[1].values, Texts{"4000"});
  EXPECT_EQ(entries[1].key_place, (SourcePosition{5, 3}));
  EXPECT_EQ(entries[1].value_place, (SourcePosition{5, 10}));
  EXPECT_EQ(entries[2].values, Texts{"Track #1, late"});
  EXPECT_EQ(entries[3].values, Texts{"two words"});
  EXPECT_EQ(entries[4].key, "device");
  EXPECT_EQ(entries[4].values, Texts{"USB"});
  EXPECT_EQ(entries[5].values, (Texts{"a b", "c", "d"}));
  EXPECT_EQ(entries[6].key, "date");
  EXPECT_EQ(entries[6].values, Texts{""});
  EXPECT_EQ(entries[6].key_place, (SourcePosition{12, 1}));
}

TEST(ConfigFile, NamesThePlaceOfWhatIsWrong) {
  struct Case {
    std::string text;
    SourcePosition place;
    std::string message;
  };
  for (const Case& each : std::vector<Case>{
           {"a = 1\n b: 2", {2, 3}, "\":\" after a name; write \"=\""},
           {"a = 'b", {1, 5}, "this text is not closed; write \"'\" where it ends"},
           {"a = [1\n 2]", {2, 2}, "a comma or \"]\" is missing before this"},
           {"a = [1, \"", {1, 9}, "this text is not closed; write '\"' where it ends"},
           {"a = [", {1, 5}, "\"[\" is not closed; \"]\" is missing"},
           {"a = [1", {1, 5}, "\"[\" is not closed; \"]\" is missing"},
           {"a = [1] 2", {1, 9}, "text after the value; remove it"},
           {"[ab] # c", {1, 1}, "the section [ab]: options stand in none; remove the line"}}) {
    try {
      (void)read_config(each.text);
      ADD_FAILURE() << each.text;
    } catch (const ConfigFault& fault) {
      EXPECT_EQ(fault.place(), each.place) << each.text;
      EXPECT_EQ(fault.what(), each.message);
    }
  }
}

}  // namespace
}  // namespace bbplay::app
