// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

#include "terminal/clock.h"

namespace bbplay::app {

/// "2026-11-29T22:30:00+01:00": for machines, in local time.
std::string iso8601(std::int64_t unix_seconds);
std::string iso8601(WallTime moment);

}  // namespace bbplay::app
