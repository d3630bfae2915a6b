// SPDX-License-Identifier: MIT
/// What goes on, for people and for machines.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "bbplay/playback/play_status.h"

#include "terminal/event_line.h"

namespace bbplay::app {

/// How far something has got that is not heard.
struct TaskProgress {
  std::string_view task;     // "analysing", "rendering"
  std::string_view track{};  // either its name
  TrackPlace place{};
  std::string_view awaited{};      // or what is waited for
  std::optional<double> done{};    // 0..1, when there is an end
  std::optional<double> done_s{};  // seconds of audio
  std::optional<double> left_s{};  // seconds of waiting
};

/// A line of at most `columns` columns. What narrow terminals have no room for is left out, what a
/// listener can do without first; where it is and how far it goes is left to the last.
std::string as_line(const PlayStatus& status, std::size_t columns = std::string::npos);
std::string as_line(const TaskProgress& progress, std::size_t columns = std::string::npos);

/// One JSON object in one line, without the line's end.
std::string as_json(std::string_view event, const PlayStatus& status);
std::string as_json(const TaskProgress& progress);
/// The members of the first.
void put_status(EventLine& line, const PlayStatus& status);
std::string as_json(std::string_view event, std::string_view message);

}  // namespace bbplay::app
