// SPDX-License-Identifier: MIT
#include "terminal/clock.h"

#include <array>
#include <cctype>
#include <ctime>

#include <time.h>

namespace bbplay::app {
namespace {

using std::chrono::system_clock;

/// Local midnight and its neighbours are uneven where clocks change: the C library knows.
std::tm local(WallTime moment) {
  const std::time_t seconds = system_clock::to_time_t(moment);
  std::tm fields{};
  ::localtime_r(&seconds, &fields);
  return fields;
}

WallTime moment_of(std::tm fields) {
  fields.tm_isdst = -1;
  return system_clock::from_time_t(std::mktime(&fields));
}

std::tm fields_of(const ClockTime& clock) {
  std::tm fields{};
  fields.tm_year = clock.year - 1900;
  fields.tm_mon = clock.month - 1;
  fields.tm_mday = clock.day;
  fields.tm_hour = clock.hour;
  fields.tm_min = clock.minute;
  fields.tm_sec = clock.second;
  return fields;
}

bool exists(const ClockTime& clock) {
  std::tm fields = fields_of(clock);
  fields.tm_hour = 12;  // also on days when a clock change skips the hour itself
  fields.tm_isdst = -1;
  std::mktime(&fields);
  return fields.tm_mday == clock.day && fields.tm_mon == clock.month - 1;
}

}  // namespace

std::optional<ClockTime> parse_clock(const std::string& text) {
  if (text.empty() || std::isdigit(static_cast<unsigned char>(text.front())) == 0) return {};
  for (const char* format : {"%H:%M", "%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S",
                             "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S"}) {
    std::tm fields{};
    const char* const end = ::strptime(text.c_str(), format, &fields);
    if (end == nullptr || *end != '\0' || fields.tm_sec > 59) continue;
    ClockTime clock{.hour = fields.tm_hour, .minute = fields.tm_min, .second = fields.tm_sec};
    if (format[1] == 'Y') {
      clock.year = fields.tm_year + 1900;
      clock.month = fields.tm_mon + 1;
      clock.day = fields.tm_mday;
      // The system's clock ends in 2262.
      if (!exists(clock) || clock.year > 2'200) return {};
    }
    return clock;
  }
  return {};
}

WallTime moment_of(const ClockTime& clock, WallTime now) {
  if (clock.dated()) return moment_of(fields_of(clock));
  std::tm fields = local(now);
  fields.tm_hour = clock.hour;
  fields.tm_min = clock.minute;
  fields.tm_sec = clock.second;
  WallTime moment = moment_of(fields);
  while (moment <= now) {
    ++fields.tm_mday;
    moment = moment_of(fields);
  }
  return moment;
}

std::string text_of(WallTime moment) {
  const std::tm fields = local(moment);
  std::array<char, 64> text{};
  std::strftime(text.data(), text.size(), "%a %Y-%m-%d %H:%M:%S", &fields);
  return text.data();
}

}  // namespace bbplay::app
