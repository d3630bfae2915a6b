// SPDX-License-Identifier: MIT
/// What goes on, for people and for machines.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bbplay::app {

/// Which of the tracks of a run, which follow one another.
struct TrackPlace {
  std::size_t number = 1, tracks = 1;  // from 1

  bool has_next() const noexcept { return number < tracks; }
  bool has_previous() const noexcept { return number > 1; }
};

/// What a listener may want to know at one moment of playing.
struct PlayStatus {
  std::string_view track;
  TrackPlace place{};
  std::string_view state;  // "playing", "paused", "stopping", "stalled", "lost"
  double position_s = 0, start_s = 0, end_s = 0;
  std::int64_t pass = 1, passes = 1;  // passes 0: for ever
  std::size_t step = 0, steps = 0;    // step counts from 1; 0: in none
  std::string_view step_name;         // what its author calls it
  std::optional<double> beat_hz;
  double gain_db = 0;
  bool muted = false;
  double peak = 0;  // linear
  double load = 0;
  std::uint64_t underruns = 0, late_blocks = 0;
  bool is_exact = true;       // the levels; otherwise they are estimated
  std::string_view ended_by;  // at the end alone: "done", "skipped", "key", "until", "signal"
  std::string prompt;         // what the listener is being asked for
};

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
std::string as_json(std::string_view event, std::string_view message);

}  // namespace bbplay::app
