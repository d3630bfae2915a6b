// SPDX-License-Identifier: MIT
#include "sinks/file/md5.h"

#include <cstdio>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace bbplay::sinks {
namespace {

std::string hexadecimal(Md5 sum) {
  std::string text;
  for (const std::byte byte : sum.finish()) {
    char two[3];
    std::snprintf(two, sizeof two, "%02x", static_cast<unsigned>(byte));
    text += two;
  }
  return text;
}

std::string md5_of(std::string_view text, std::size_t at_a_time) {
  Md5 sum;
  for (; !text.empty(); text.remove_prefix(std::min(at_a_time, text.size()))) {
    sum.add(std::as_bytes(std::span(text.substr(0, at_a_time))));
  }
  return hexadecimal(sum);
}

TEST(Md5, IsThatOfTheTestSuiteOfRfc1321) {
  EXPECT_EQ(md5_of("", 1), "d41d8cd98f00b204e9800998ecf8427e");
  EXPECT_EQ(md5_of("abc", 3), "900150983cd24fb0d6963f7d28e17f72");
  EXPECT_EQ(md5_of("message digest", 14), "f96b697d7cb7938d525a2f31aaf161d0");
  EXPECT_EQ(
      md5_of("12345678901234567890123456789012345678901234567890123456789012345678901234567890",
             80),
      "57edf4a22be3c955ac49da2e2107b67a");
}

TEST(Md5, DoesNotDependOnThePiecesItIsGiven) {
  // Around the lengths at which its padding needs one more block.
  for (std::size_t length = 100; length < 140; ++length) {
    const std::string text(length, 'b');
    const std::string whole = md5_of(text, length);
    for (const std::size_t pieces : {1u, 7u, 63u, 64u, 65u}) {
      EXPECT_EQ(md5_of(text, pieces), whole) << length << ' ' << pieces;
    }
  }
}

}  // namespace
}  // namespace bbplay::sinks
