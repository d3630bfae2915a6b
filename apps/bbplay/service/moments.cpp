// SPDX-License-Identifier: MIT
#include "service/moments.h"

#include <array>
#include <chrono>
#include <ctime>

#include <time.h>

namespace bbplay::app {

std::string iso8601(std::int64_t unix_seconds) {
  const std::time_t seconds = unix_seconds;
  std::tm fields{};
  ::localtime_r(&seconds, &fields);
  std::array<char, 40> text{};
  std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S%z", &fields);
  std::string out = text.data();
  out.insert(out.size() - 2, ":");  // of the offset
  return out;
}

std::string iso8601(WallTime moment) {
  return iso8601(std::int64_t{std::chrono::system_clock::to_time_t(moment)});
}

}  // namespace bbplay::app
