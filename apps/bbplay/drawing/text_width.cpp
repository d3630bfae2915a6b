// SPDX-License-Identifier: MIT
#include "drawing/text_width.h"

#include <cstddef>

namespace bbplay::app {
namespace {

constexpr double kBoldFactor = 1.12;
constexpr std::size_t kMinCharacters = 3;  // of a text that is cut off
constexpr std::string_view kEllipsis = "\xE2\x80\xA6";

bool continues(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

/// Width of a character by its first byte, in units of the font size.
double width_of(char first) {
  if (static_cast<unsigned char>(first) >= 0xE2) return 1.0;  // from dashes to ideographs
  constexpr std::string_view narrow = "ijlI.,:;'|! ", slim = "ftr()[]/-\"", wide = "mwMW@%";
  if (narrow.find(first) != narrow.npos) return 0.36;
  if (slim.find(first) != slim.npos) return 0.42;
  if (wide.find(first) != wide.npos) return 1.0;
  const bool capital = first >= 'A' && first <= 'Z';
  return capital || static_cast<unsigned char>(first) >= 0x80 ? 0.76 : 0.64;
}

}  // namespace

double text_width(std::string_view text, double size, bool bold) {
  double width = 0;
  for (const char byte : text) {
    if (!continues(byte)) width += width_of(byte);
  }
  return width * size * (bold ? kBoldFactor : 1);
}

std::string fitted(std::string_view text, double width, double size, bool bold) {
  if (text_width(text, size, bold) <= width) return std::string(text);
  std::size_t characters = 0, end = 0;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t next = at + 1;
    while (next < text.size() && continues(text[next])) ++next;
    std::string shortened(text.substr(0, next));
    shortened += kEllipsis;
    if (text_width(shortened, size, bold) > width) break;
    at = end = next;
    ++characters;
  }
  if (characters < kMinCharacters) return {};
  std::string_view kept = text.substr(0, end);
  while (kept.ends_with(' ')) kept.remove_suffix(1);
  return std::string(kept) + std::string(kEllipsis);
}

}  // namespace bbplay::app
