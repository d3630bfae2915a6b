// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bbplay {

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

}  // namespace bbplay
