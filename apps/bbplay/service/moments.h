// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "terminal/clock.h"

namespace bbplay::app {

/// "2026-11-29T22:30:00+01:00": for machines, in local time.
std::string iso8601(std::int64_t unix_seconds);
std::string iso8601(WallTime moment);

/// A time as the clock counts that only goes forward.
template <class Duration>
std::chrono::steady_clock::duration as_clock(Duration duration) {
  return std::chrono::duration_cast<std::chrono::steady_clock::duration>(duration);
}

}  // namespace bbplay::app
