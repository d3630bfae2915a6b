// SPDX-License-Identifier: MIT
#include "terminal/values.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>

#include "bbplay/audio/frames.h"
#include "bbplay/model/words.h"

namespace bbplay::app {
namespace {

/// Takes `unit`, in any case, off the end of `text` if it is there.
bool ends_with_unit(std::string_view& text, std::string_view unit) {
  if (text.size() < unit.size()) return false;
  const std::string_view end = text.substr(text.size() - unit.size());
  const bool same = std::equal(unit.begin(), unit.end(), end.begin(),
                               [](char a, char b) { return model::lower(a) == model::lower(b); });
  if (!same) return false;
  text.remove_suffix(unit.size());
  if (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return true;
}

}  // namespace

std::optional<double> parse_number(std::string_view text) {
  if (!text.empty() && text.front() == '+') {
    text.remove_prefix(1);
    if (!text.empty() && text.front() == '-') return std::nullopt;
  }
  double number = 0;
  const char* const end = text.data() + text.size();
  const auto [last, error] = std::from_chars(text.data(), end, number, std::chars_format::fixed);
  if (error != std::errc{} || last != end || !std::isfinite(number)) return std::nullopt;
  return number;
}

std::optional<std::int64_t> parse_integer(std::string_view text) {
  std::int64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [last, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || last != end) return std::nullopt;
  return number;
}

std::optional<std::string> parse_date(std::string_view text) {
  const bool has_dashes = (text.size() == 4 || text.size() == 7 || text.size() == 10) &&
                          (text.size() < 7 || text[4] == '-') &&
                          (text.size() < 10 || text[7] == '-');
  if (!has_dashes) return std::nullopt;
  const auto digits = [&](std::size_t at, std::size_t count, int otherwise) -> std::optional<int> {
    if (at >= text.size()) return otherwise;
    int number = 0;
    for (const char c : text.substr(at, count)) {
      if (c < '0' || c > '9') return std::nullopt;
      number = 10 * number + (c - '0');
    }
    return number;
  };
  const auto year = digits(0, 4, 0), month = digits(5, 2, 1), day = digits(8, 2, 1);
  if (!year || !month || !day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  return std::string(text);
}

std::optional<double> parse_time(std::string_view text) {
  double seconds = 0;
  for (int part = 0;; ++part) {
    const std::size_t colon = text.find(':');
    const auto number = parse_number(text.substr(0, colon));
    const bool leading = part == 0, last = colon == text.npos;
    if (!number || *number < 0 || std::signbit(*number) || text.front() == '+' || part > 2) {
      return std::nullopt;
    }
    if (!leading && *number >= 60) return std::nullopt;
    if (!last && *number != std::floor(*number)) return std::nullopt;
    seconds = seconds * 60 + *number;
    if (last) return seconds <= kMaxSeconds ? std::optional(seconds) : std::nullopt;
    text.remove_prefix(colon + 1);
  }
}

std::optional<double> parse_level(std::string_view text) {
  const bool decibels = ends_with_unit(text, "dB");
  auto level = parse_number(text);
  if (level && decibels) level = linear_gain(*level);
  if (!level || *level < 0 || *level > 1) return std::nullopt;
  return level;
}

std::optional<double> parse_loudness(std::string_view text) {
  constexpr double kSilenceLufs = -70;  // below, R 128 hears silence
  if (!ends_with_unit(text, "LUFS")) return std::nullopt;
  const auto loudness = parse_number(text);
  if (!loudness || *loudness < kSilenceLufs || *loudness > 0) return std::nullopt;
  return loudness;
}

std::optional<double> parse_gain(std::string_view text) {
  ends_with_unit(text, "dB");
  const auto gain = parse_number(text);
  return gain && std::abs(*gain) <= kMaxGainDb ? gain : std::nullopt;
}

std::int64_t frames_in(double seconds, int rate) { return nearest_frame(seconds, rate); }

double linear_gain(double decibels) { return std::pow(10.0, decibels / 20); }

std::string clock_text(double seconds) {
  const auto tenths = frame_at(std::max(seconds, 0.0), 10);
  const auto whole = static_cast<long>(tenths / 10);
  const auto tenth = static_cast<int>(tenths % 10);
  std::array<char, 40> text{};
  if (whole >= 3600) {
    std::snprintf(text.data(), text.size(), "%ld:%02ld:%02ld.%d", whole / 3600, whole / 60 % 60,
                  whole % 60, tenth);
  } else {
    std::snprintf(text.data(), text.size(), "%ld:%02ld.%d", whole / 60, whole % 60, tenth);
  }
  return text.data();
}

}  // namespace bbplay::app
