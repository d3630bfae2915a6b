// SPDX-License-Identifier: MIT
#include "terminal/event_line.h"

#include <chrono>
#include <cmath>

namespace bbplay::app {

EventLine::EventLine(std::string_view event) {
  json_.begin_object().member("version", reference::kOutputVersion).member("event", event);
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  put("time_s", std::chrono::duration<double>(now).count());
}

EventLine& EventLine::put(std::string_view key, double value) {
  json_.member(key, std::round(value * 1e3) / 1e3);
  return *this;
}

}  // namespace bbplay::app
