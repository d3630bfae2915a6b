// SPDX-License-Identifier: MIT
/// What goes on, for people and for machines.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bbplay::app {

/// What a listener may want to know at one moment of playing.
struct PlayStatus {
  std::string_view track;
  std::string_view state;  // "playing", "paused", "stopping", "stalled", "lost"
  double position_s = 0, start_s = 0, end_s = 0;
  std::int64_t pass = 1, passes = 1;  // passes 0: for ever
  std::size_t step = 0, steps = 0;    // step counts from 1; 0: in none
  std::optional<double> beat_hz;
  double gain_db = 0;
  bool muted = false;
  double peak = 0;  // linear
  double load = 0;
  std::uint64_t underruns = 0, late_blocks = 0;
  bool is_exact = true;       // the levels; otherwise they are estimated
  std::string_view ended_by;  // at the end alone: "done", "skipped", "key", "until", "signal"
};

/// How far something has got that is not heard.
struct TaskProgress {
  std::string_view task;           // "analysing", "rendering"
  std::string_view track{};        // either its name
  std::string_view awaited{};      // or what is waited for
  std::optional<double> done{};    // 0..1, when there is an end
  std::optional<double> done_s{};  // seconds of audio
  std::optional<double> left_s{};  // seconds of waiting
};

std::string as_line(const PlayStatus& status);
std::string as_line(const TaskProgress& progress);

/// One JSON object in one line, without the line's end.
std::string as_json(std::string_view event, const PlayStatus& status);
std::string as_json(const TaskProgress& progress);
std::string as_json(std::string_view event, std::string_view message);

}  // namespace bbplay::app
