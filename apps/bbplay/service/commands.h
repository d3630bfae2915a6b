// SPDX-License-Identifier: MIT
/// What a client may want of the player.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "service/request_body.h"
#include "terminal/clock.h"

namespace bbplay::app {

/// POST /play: {"track": ID} or {"json": {...}}, and how. {} is the last one from its start, or goes on
/// with one that is paused.
struct PlayCommand {
  std::optional<std::string> id, json;  // neither: the last one
  /// Where it begins; one can go back from there, unless it fades in.
  std::optional<double> start_s;
  std::optional<std::int64_t> repeats;  // 0: for ever, {"loop": true}
  std::optional<double> gain_db, fade_in_s;
  std::optional<double> fade_s;  // of what plays now, which is replaced
  std::optional<ClockTime> at, until;

  bool is_plain() const noexcept { return !id && !json && !start_s && !repeats && !at; }
};
struct StopCommand {
  std::optional<double> fade_s;
};
enum class PauseCommand { pause, resume, toggle };
/// One of them.
struct SeekCommand {
  std::optional<double> position_s, delta_s;
  std::optional<std::int64_t> step;  // from 1
  std::optional<std::int64_t> delta_steps;
};
struct GainCommand {
  std::optional<double> gain_db, delta_db;
  std::optional<bool> muted;
};
/// The sleep timer.
struct TimerCommand {
  std::optional<double> stop_in_s;  // none: it is taken back
  double fade_s = 30;
};
using Command =
    std::variant<PlayCommand, StopCommand, PauseCommand, SeekCommand, GainCommand, TimerCommand>;

/// The gain that can be asked for, in dB; the most is what the program was started with, if above.
inline constexpr double kLeastGainDb = -60, kMostGainDb = 0;

/// Whether POST is understood there.
bool is_command(std::string_view path);

/// path  one of those
/// throws  UsageError
Command parse_command(std::string_view path, RequestBody body, double most_gain_db);

}  // namespace bbplay::app
