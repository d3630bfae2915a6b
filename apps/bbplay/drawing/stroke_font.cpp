// SPDX-License-Identifier: MIT
#include "drawing/stroke_font.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace bbplay::app {
namespace {

/// Lines through points "xy", separated by '|'. The base line is at y = 2, capitals reach to 8 and
/// small letters to 6; y grows upwards.
struct Glyph {
  char character;
  std::string_view lines;
};

constexpr Glyph kGlyphs[] = {
    {'0', "12 03 07 18 38 47 43 32 12"},
    {'1', "06 28 22|02 42"},
    {'2', "07 18 38 47 46 02 42"},
    {'3', "07 18 38 47 46 35 15|35 44 43 32 12 03"},
    {'4', "32 38 04 44"},
    {'5', "48 08 05 35 44 43 32 12 03"},
    {'6', "47 38 18 07 03 12 32 43 44 35 15 04"},
    {'7', "08 48 12"},
    {'8', "15 06 07 18 38 47 46 35 15 04 03 12 32 43 44 35"},
    {'9', "03 12 32 43 47 38 18 07 06 15 35 46"},
    {'A', "02 28 42|14 34"},
    {'B', "02 08 38 47 46 35 05|35 44 43 32 02"},
    {'C', "47 38 18 07 03 12 32 43"},
    {'D', "02 08 38 47 43 32 02"},
    {'E', "42 02 08 48|05 35"},
    {'F', "02 08 48|05 35"},
    {'G', "47 38 18 07 03 12 32 43 45 25"},
    {'H', "02 08|42 48|05 45"},
    {'I', "02 08"},
    {'J', "03 12 22 33 38"},
    {'K', "02 08|48 05 42"},
    {'L', "08 02 42"},
    {'M', "02 08 35 68 62"},
    {'N', "02 08 42 48"},
    {'O', "12 03 07 18 38 47 43 32 12"},
    {'P', "02 08 38 47 46 35 05"},
    {'Q', "12 03 07 18 38 47 43 32 12|24 42"},
    {'R', "02 08 38 47 46 35 05|25 42"},
    {'S', "47 38 18 07 06 15 35 44 43 32 12 03"},
    {'T', "08 48|28 22"},
    {'U', "08 03 12 32 43 48"},
    {'V', "08 22 48"},
    {'W', "08 22 36 42 68"},
    {'X', "02 48|08 42"},
    {'Y', "08 25 48|25 22"},
    {'Z', "08 48 02 42"},
    {'a', "16 36 45 42|44 14 03 12 32 43"},
    {'b', "08 02|05 16 36 45 43 32 12 03"},
    {'c', "45 36 16 05 03 12 32 43"},
    {'d', "48 42|45 36 16 05 03 12 32 43"},
    {'e', "04 44 45 36 16 05 03 12 32 43"},
    {'f', "38 28 17 12|06 36"},
    {'g', "46 41 30 10 01|45 36 16 05 03 12 32 43"},
    {'h', "08 02|05 16 36 45 42"},
    {'i', "02 06|08 08"},
    {'j', "26 21 10 00|28 28"},
    {'k', "08 02|36 04 32"},
    {'l', "08 02"},
    {'m', "02 06|05 16 26 35 32|35 46 56 65 62"},
    {'n', "02 06|05 16 36 45 42"},
    {'o', "12 03 05 16 36 45 43 32 12"},
    {'p', "00 06|05 16 36 45 43 32 12 03"},
    {'q', "40 46|45 36 16 05 03 12 32 43"},
    {'r', "02 06|05 16 36"},
    {'s', "45 36 16 05 14 34 43 32 12 03"},
    {'t', "18 13 22 32|06 36"},
    {'u', "06 03 12 32 43|46 42"},
    {'v', "06 22 46"},
    {'w', "06 22 35 42 66"},
    {'x', "02 46|06 42"},
    {'y', "06 22|46 10 00"},
    {'z', "06 46 02 42"},
    {'.', "02 02"},
    {',', "12 11 00"},
    {':', "02 02|05 05"},
    {';', "12 11 00|15 15"},
    {'-', "05 35"},
    {'+', "05 45|23 27"},
    {'=', "04 44|06 46"},
    {'/', "02 48"},
    {'\\', "08 42"},
    {'(', "28 17 13 22"},
    {')', "08 17 13 02"},
    {'[', "28 18 12 22"},
    {']', "08 18 12 02"},
    {'{', "38 27 26 15 24 23 32"},
    {'}', "08 17 16 25 14 13 02"},
    {'<', "46 04 42"},
    {'>', "06 44 02"},
    {'_', "01 41"},
    {'|', "00 09"},
    {'!', "08 04|02 02"},
    {'?', "07 18 38 47 46 25 24|22 22"},
    {'\'', "08 06"},
    {'"', "08 06|28 26"},
    {'`', "08 16"},
    {'^', "06 28 46"},
    {'~', "04 15 24 35"},
    {'*', "23 27|14 36|34 16"},
    {'#', "12 28|32 48|04 54|06 56"},
    {'%', "08 18 17 07 08|42 32 33 43 42|02 48"},
    {'&', "42 16 17 28 37 36 04 03 12 22 44"},
    {'$', "47 38 18 07 06 15 35 44 43 32 12 03|29 21"},
};
constexpr std::string_view kBox = "02 08 48 42 02";
/// What the letters from U+00C0 to U+00FF look like without accents.
constexpr std::string_view kPlainLetters =
    "AAAAAAACEEEEIIIIDNOOOOO*OUUUUYPsaaaaaaaceeeeiiiidnooooo/ouuuuypy";

constexpr double kCapital = 6, kBase = 2;  // in units of the grid
constexpr double kGap = 1.7, kBlank = 2.6;
constexpr double kPen = 0.85;

/// Calls `visit` with the lines of every character; empty for a blank.
template <class Visit>
void for_each_glyph(std::string_view text, Visit visit) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto byte = static_cast<unsigned char>(text[i]);
    char character = text[i];
    if (byte == 0xC3 && i + 1 < text.size()) {
      const auto next = static_cast<unsigned char>(text[i + 1]);
      character = kPlainLetters[next & 0x3Fu];
      ++i;
    } else if (byte >= 0x80) {
      if ((byte & 0xC0) == 0x80) continue;
      character = '\0';
    }
    if (character == ' ') {
      visit(std::string_view());
      continue;
    }
    const auto* found = std::ranges::find(kGlyphs, character, &Glyph::character);
    visit(found != std::end(kGlyphs) ? found->lines : kBox);
  }
}

double width_of(std::string_view lines) {
  if (lines.empty()) return kBlank;
  char widest = '0';
  for (std::size_t i = 0; i + 1 < lines.size(); i += 3) widest = std::max(widest, lines[i]);
  return widest - '0' + kGap;
}

}  // namespace

double drawn_width(std::string_view text, double size) {
  double width = 0;
  for_each_glyph(text, [&](std::string_view lines) { width += width_of(lines); });
  return std::max(0.0, width - kGap) * size / kCapital;
}

void draw_text(Image& image, Point at, std::string_view text, double size, Color color,
               Anchor anchor) {
  const double unit = size / kCapital;
  if (anchor != Anchor::start) {
    at.x -= drawn_width(text, size) * (anchor == Anchor::end ? 1 : 0.5);
  }
  for_each_glyph(text, [&](std::string_view lines) {
    // Points take two characters and are followed by a blank or, at the end of a line, by '|'.
    const auto point = [&](std::size_t i) {
      return Point{at.x + (lines[i] - '0') * unit, at.y - (lines[i + 1] - '0' - kBase) * unit};
    };
    for (std::size_t i = 0; i + 4 < lines.size(); i += 3) {
      if (lines[i + 2] == ' ') image.stroke(point(i), point(i + 3), kPen * unit, color);
    }
    at.x += width_of(lines) * unit;
  });
}

}  // namespace bbplay::app
