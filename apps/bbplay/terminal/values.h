// SPDX-License-Identifier: MIT
/// Times, levels and gains as users write them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bbplay::app {

/// The longest time that can be asked for, in seconds: 31 years. At any rate its frames are counted.
inline constexpr double kMaxSeconds = 1e9;
/// The largest gain either way, in dB: samples stay finite.
inline constexpr double kMaxGainDb = 120;

/// "90", "90.5", "1:30", "1:02:03.25" in seconds, up to kMaxSeconds.
std::optional<double> parse_time(std::string_view text);
/// Linear peak 0..1, or at most 0 dB with the unit: "0.25", "-12dB".
std::optional<double> parse_level(std::string_view text);
/// Integrated loudness from -70 to 0 LUFS, with the unit: "-23LUFS".
std::optional<double> parse_loudness(std::string_view text);
/// Decibels, with or without the unit, up to kMaxGainDb either way: "-3", "+1.5dB".
std::optional<double> parse_gain(std::string_view text);
/// A decimal number and nothing else.
std::optional<double> parse_number(std::string_view text);
std::optional<std::int64_t> parse_integer(std::string_view text);
/// "2026", "2026-11" or "2026-11-29", a day that there is, as tags have it.
std::optional<std::string> parse_date(std::string_view text);

/// Nearest frame.
std::int64_t frames_in(double seconds, int rate);
double linear_gain(double decibels);

/// "1:02:03.2", "2:03.2": what a listener reads.
std::string clock_text(double seconds);

}  // namespace bbplay::app
