// SPDX-License-Identifier: MIT
#include "bbplay/model/text.h"

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace bbplay::model {
namespace {

TEST(Text, ValidTextStaysAsItIs) {
  for (const std::string text : {"", "night",
                                 "Stra\xC3\x9F"
                                 "e \xE2\x82\xAC \xF0\x9F\x98\x80",
                                 "\xF4\x8F\xBF\xBF", "\xEF\xBF\xBF"}) {
    EXPECT_TRUE(is_valid_utf8(text)) << text;
    EXPECT_EQ(valid_utf8(text), text);
    EXPECT_EQ(plain_text(text), text);
    EXPECT_EQ(printable(text), text);
  }
}

TEST(Text, WhatIsNoCharacterIsReplacedByteForByte) {
  const std::string r = "\xEF\xBF\xBD";
  const std::vector<std::pair<std::string, std::string>> cases{
      {"a\xFF"
       "b",
       "a" + r + "b"},
      {"\x80", r},
      {"\xC3", r},                          // cut off
      {"\xE2\x82", r + r},                  // cut off
      {"\xC0\xAF", r + r},                  // a slash in too many bytes
      {"\xED\xA0\x80", r + r + r},          // half a surrogate pair
      {"\xF4\x90\x80\x80", r + r + r + r},  // beyond U+10FFFF
      {"\xE2\x28\xA1", r + "(" + r},
      {std::string("a\0b", 3), "a" + r + "b"},
  };
  for (const auto& [bytes, text] : cases) {
    EXPECT_EQ(valid_utf8(bytes), text);
    EXPECT_TRUE(is_valid_utf8(valid_utf8(bytes)));
  }
}

TEST(Text, EveryByteSequenceBecomesValid) {
  for (unsigned a = 0; a < 256; ++a) {
    for (unsigned b = 0; b < 256; ++b) {
      const std::string bytes{'x', static_cast<char>(a), static_cast<char>(b), 'y'};
      for (const std::string& text : {valid_utf8(bytes), plain_text(bytes), printable(bytes)}) {
        ASSERT_TRUE(is_valid_utf8(text)) << a << ' ' << b;
        ASSERT_EQ(text.front(), 'x');
        ASSERT_EQ(text.back(), 'y');
      }
    }
  }
}

TEST(Text, NothingThatSteersATerminalGetsThrough) {
  for (char32_t code = 0; code < 0x3000; ++code) {
    const std::string text = code < 0x80 ? std::string{static_cast<char>(code)}
                             : code < 0x800
                                 ? std::string{static_cast<char>(0xC0 | code >> 6),
                                               static_cast<char>(0x80 | (code & 0x3F))}
                                 : std::string{static_cast<char>(0xE0 | code >> 12),
                                               static_cast<char>(0x80 | (code >> 6 & 0x3F)),
                                               static_cast<char>(0x80 | (code & 0x3F))};
    ASSERT_EQ(first_character(text).code, code);
    ASSERT_EQ(printable(text) == text, !is_steering(code)) << std::hex << std::size_t{code};
    ASSERT_EQ(plain_text(text) == text, !is_steering(code)) << std::hex << std::size_t{code};
  }
  EXPECT_EQ(printable("\x1b[31m\n\r\t\x7f\xC2\x9B\xE2\x80\xAE\xE2\x81\xA6\xFF"),
            R"(\x1b[31m\n\r\t\x7f\u009b\u202e\u2066\xff)");
  EXPECT_EQ(json_quoted("\x1b\n\t\"\\/\x7f\xC2\x9B\xE2\x80\xAE\xFF"),
            R"("\u001B\n\t\"\\/\u007F\u009B\u202E)"
            "\xEF\xBF\xBD\"");
  EXPECT_EQ(printable(printable("\x1b\xFF")), printable("\x1b\xFF"));
}

}  // namespace
}  // namespace bbplay::model
