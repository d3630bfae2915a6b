// SPDX-License-Identifier: MIT
#include "reader/number_text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <locale>
#include <numbers>
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

namespace {

/// h:mm:ss or m:ss in seconds.
std::optional<double> clock_seconds(std::string_view text) {
  double seconds = 0;
  std::size_t parts = 0;
  for (bool more = true; more; ++parts) {
    const std::size_t colon = text.find(':');
    const std::string_view part = text.substr(0, colon);
    if (part.find_first_not_of(".0123456789") != part.npos) return std::nullopt;
    const std::optional<double> number = decimal(part);
    if (!number || (parts > 0 && *number >= 60)) return std::nullopt;
    seconds = seconds * 60 + *number;
    more = colon != text.npos;
    if (more) text.remove_prefix(colon + 1);
  }
  return parts == 2 || parts == 3 ? std::optional(seconds) : std::nullopt;
}

/// Names that people write behind a number, and what one of them is in the unit of a parameter.
struct Suffix {
  std::string_view names;  // separated by '|', in lower case
  Unit unit;
  double size;
};
constexpr Suffix kSuffixes[] = {
    {"s|sec|secs|second|seconds", Unit::seconds, 1},
    {"m|min|mins|minute|minutes", Unit::seconds, 60},
    {"h|hour|hours", Unit::seconds, 3600},
    {"ms", Unit::seconds, 0.001},
    {"ms", Unit::milliseconds, 1},
    {"s", Unit::milliseconds, 1000},
    {"hz", Unit::hertz, 1},
    {"khz", Unit::hertz, 1000},
    {"%", Unit::gain, 0.01},
    {"%", Unit::fraction, 0.01},
    {"deg|degrees|\u00b0", Unit::degrees, 1},
    {"deg|degrees|\u00b0", Unit::radians, std::numbers::pi / 180},
    {"rad|radians", Unit::radians, 1},
    {"rad|radians", Unit::degrees, 180 / std::numbers::pi},
    {"db", Unit::decibels, 1},
    {"m", Unit::metres, 1},
    {"cm", Unit::metres, 0.01},
};

/// 1h30m, 10 min 30 s: several numbers with their units, the largest first.
std::optional<double> seconds_in_parts(std::string_view text) {
  constexpr std::string_view kDigits = ".0123456789";
  double seconds = 0, above = 0;
  std::size_t parts = 0;
  for (; !text.empty(); ++parts) {
    const std::size_t name = text.find_first_not_of(kDigits);
    if (name == text.npos) return std::nullopt;
    const std::size_t next = std::min(text.find_first_of(kDigits.substr(1), name), text.size());
    const std::optional<double> number = decimal(text.substr(0, name));
    std::string_view unit = model::trimmed(text.substr(name, next - name));
    if (unit.ends_with('.')) unit.remove_suffix(1);
    double size = 0;
    for (const Suffix& suffix : kSuffixes) {
      if (suffix.unit != Unit::seconds) continue;
      for (const std::string_view known : model::split_at_bars(suffix.names)) {
        if (model::lowered(unit) == known) size = suffix.size;
      }
    }
    if (!number || size == 0 || (parts > 0 && size >= above)) return std::nullopt;
    seconds += *number * size;
    above = size;
    text = model::trimmed(text.substr(next));
  }
  return parts > 1 ? std::optional(seconds) : std::nullopt;
}

}  // namespace

std::optional<double> meant_number(std::string_view text, Unit unit) {
  text = model::trimmed(text);
  if (unit == Unit::seconds) {
    if (const auto seconds = clock_seconds(text)) return seconds;
  }
  if (unit == Unit::seconds) {
    if (const auto seconds = seconds_in_parts(text)) return seconds;
  }
  const std::size_t end = std::min(text.find_first_not_of("+-.,0123456789"), text.size());
  std::string digits(text.substr(0, end));
  if (const std::size_t comma = digits.find(','); comma != digits.npos) {
    if (digits.size() == comma + 4) return std::nullopt;  // 1,000 may be one or a thousand
    digits[comma] = '.';
  }
  const std::optional<double> number = number_from_text(digits);
  if (!number) return std::nullopt;
  std::string name = model::lowered(model::trimmed(text.substr(end)));
  if (name.empty()) return number;
  if (name.size() > 1 && name.ends_with('.')) name.pop_back();  // 5 min.
  // What comes of 0.1 having no exact double is rounded off.
  const auto rounded = [](double value) { return std::round(value * 1e9) / 1e9; };
  if (name == "db" && unit == Unit::gain) return rounded(std::pow(10, *number / 20));
  for (const Suffix& suffix : kSuffixes) {
    if (suffix.unit != unit) continue;
    for (const std::string_view known : model::split_at_bars(suffix.names)) {
      if (name == known) return rounded(*number * suffix.size);
    }
  }
  return std::nullopt;
}

std::optional<std::string> two_readings(std::string_view before, std::string_view after) {
  const auto all_digits = [](std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == text.npos;
  };
  const std::string_view digits = before.substr(before.starts_with('-') ? 1 : 0);
  if (!all_digits(digits) || digits.size() > 3 || digits.starts_with('0') || after.size() != 3 ||
      !all_digits(after)) {
    return std::nullopt;
  }
  return std::string(before) + std::string(after) + ", or " + std::string(before) + '.' +
         std::string(after) + " if the comma is a decimal one";
}

}  // namespace bbplay::reader
