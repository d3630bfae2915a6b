// SPDX-License-Identifier: MIT
#include "terminal/columns.h"

namespace bbplay::app {
namespace {

constexpr std::string_view kEllipsis = "\xE2\x80\xA6";

/// Bytes of the character that `text` begins with; broken ones stand alone.
std::size_t bytes_of_character(std::string_view text) {
  std::size_t bytes = 1;
  while (bytes < text.size() && (static_cast<unsigned char>(text[bytes]) & 0xC0u) == 0x80u) ++bytes;
  return bytes;
}

/// Of Latin, Greek, Cyrillic and their neighbours, and of punctuation and signs below the
/// ideographs, one; of others two.
std::size_t columns_of_character(std::string_view character) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(character[i]); };
  if (character.size() < 3) return 1;
  if (character.size() > 3 || byte(0) != 0xE2) return 2;
  return byte(1) < 0x8C ? 1 : 2;  // below U+2300
}

}  // namespace

std::size_t columns_of(std::string_view utf8) {
  std::size_t columns = 0;
  while (!utf8.empty()) {
    const std::size_t bytes = bytes_of_character(utf8);
    columns += columns_of_character(utf8.substr(0, bytes));
    utf8.remove_prefix(bytes);
  }
  return columns;
}

std::string cut_to(std::string_view utf8, std::size_t columns) {
  if (columns_of(utf8) <= columns) return std::string(utf8);
  if (columns == 0) return {};
  std::size_t used = 1, end = 0;  // one for the ellipsis
  while (true) {
    const std::size_t bytes = bytes_of_character(utf8.substr(end));
    used += columns_of_character(utf8.substr(end, bytes));
    if (used > columns) break;
    end += bytes;
  }
  std::string_view kept = utf8.substr(0, end);
  while (kept.ends_with(' ')) kept.remove_suffix(1);
  return std::string(kept) + std::string(kEllipsis);
}

}  // namespace bbplay::app
