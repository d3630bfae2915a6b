// SPDX-License-Identifier: MIT
#include "bbplay/model/describe.h"

#include <charconv>
#include <cmath>

namespace bbplay {

std::string_view symbol_of(Unit unit) {
  switch (unit) {
    case Unit::hertz:
      return "Hz";
    case Unit::seconds:
      return "s";
    case Unit::milliseconds:
      return "ms";
    case Unit::radians:
      return "rad";
    case Unit::degrees:
      return "deg";
    case Unit::cycles:
      return "cycles";
    case Unit::decibels:
      return "dB";
    case Unit::metres:
      return "m";
    case Unit::none:
    case Unit::gain:
    case Unit::fraction:
    case Unit::count:
      break;
  }
  return {};
}

std::string text_of(double number) {
  char digits[32];
  const auto result = std::to_chars(digits, digits + sizeof digits, number);
  return {digits, result.ptr};
}

std::string text_of(Range range) {
  const bool below = std::isfinite(range.low);
  const bool above = std::isfinite(range.high);
  if (below && above) return '[' + text_of(range.low) + ", " + text_of(range.high) + ']';
  if (below) return ">= " + text_of(range.low);
  if (above) return "<= " + text_of(range.high);
  return "any";
}

}  // namespace bbplay
