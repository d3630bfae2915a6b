// SPDX-License-Identifier: MIT
/// Moments by the clock on the wall, as `--at` and `--until` give them.
#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace bbplay::app {

using WallTime = std::chrono::system_clock::time_point;

/// "07:00", "07:00:30" or "2026-11-23T07:00", in local time.
struct ClockTime {
  int year = 0, month = 0, day = 0;  // all 0: of any day
  int hour = 0, minute = 0, second = 0;

  bool dated() const noexcept { return year != 0; }
};

std::optional<ClockTime> parse_clock(const std::string& text);

/// The moment of a time with a date; without one, the first such moment after `now`.
WallTime moment_of(const ClockTime& clock, WallTime now);

/// "Mon 2026-11-23 07:00:00".
std::string text_of(WallTime moment);

}  // namespace bbplay::app
