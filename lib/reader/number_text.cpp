// SPDX-License-Identifier: MIT
#include "reader/number_text.h"

#include <charconv>
#include <cmath>
#include <locale>
#include <sstream>
#include <string>

#include "bbplay/model/words.h"

namespace bbplay::reader {

std::optional<double> decimal(std::string_view digits) {
  // from_chars would also read "inf" and "nan".
  if (digits.empty() || digits.find_first_not_of("+-.0123456789eE") != digits.npos) {
    return std::nullopt;
  }
  double number = 0;
  const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (result.ptr != digits.data() + digits.size()) return std::nullopt;
  if (result.ec == std::errc::result_out_of_range) {
    // It does not tell too large from too small; a stream does.
    std::istringstream stream{std::string(digits)};
    stream.imbue(std::locale::classic());
    stream >> number;
    if (!stream) return std::nullopt;
  } else if (result.ec != std::errc()) {
    return std::nullopt;
  }
  return std::isfinite(number) ? std::optional(number) : std::nullopt;
}

std::optional<double> number_from_text(std::string_view text) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  text = model::trimmed(text);
  if (text.starts_with('+')) {
    text.remove_prefix(1);
    if (text.starts_with('-')) return std::nullopt;
  }
  std::string digits;
  digits.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '_') {
      digits += text[i];
    } else if (i == 0 || i + 1 == text.size() || !is_digit(text[i - 1]) || !is_digit(text[i + 1])) {
      return std::nullopt;
    }
  }
  return decimal(digits);
}

}  // namespace bbplay::reader
