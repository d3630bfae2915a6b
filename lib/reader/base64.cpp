// SPDX-License-Identifier: MIT
#include "reader/base64.h"

#include <cstdint>

#include "bbplay/model/words.h"

namespace bbplay::reader {
namespace {

/// 0..63, or -1 for a character outside the alphabet.
int value_of(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+') return 62;
  return c == '/' ? 63 : -1;
}

}  // namespace

std::optional<std::string> decode_base64(std::string_view text) {
  std::string out;
  out.reserve(text.size() / 4 * 3);
  std::uint32_t bits = 0;
  int digits = 0, padding = 0;
  for (const char c : text) {
    if (model::is_blank(c)) continue;
    if (c == '=') {
      ++padding;
      continue;
    }
    const int value = value_of(c);
    if (value < 0 || padding > 0) return std::nullopt;
    bits = bits << 6 | static_cast<std::uint32_t>(value);
    ++digits;
    if (digits % 4 == 0) {
      for (const int shift : {16, 8, 0}) out += static_cast<char>(bits >> shift & 0xFF);
      bits = 0;
    }
  }
  const int rest = digits % 4;  // of the last group: 2 digits hold one byte, 3 hold two
  if (rest == 1 || padding > 2 || (padding > 0 && (digits + padding) % 4 != 0)) return std::nullopt;
  if (rest > 0) bits <<= 6 * (4 - rest);
  if (rest >= 2) out += static_cast<char>(bits >> 16 & 0xFF);
  if (rest == 3) out += static_cast<char>(bits >> 8 & 0xFF);
  return out;
}

}  // namespace bbplay::reader
