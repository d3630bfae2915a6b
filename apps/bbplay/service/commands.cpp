// SPDX-License-Identifier: MIT
#include "service/commands.h"

#include <algorithm>

#include "terminal/exit_code.h"
#include "terminal/values.h"

namespace bbplay::app {
namespace {

constexpr std::string_view kPaths[] = {"/play",   "/stop", "/pause", "/resume",
                                       "/toggle", "/seek", "/gain",  "/timer"};
constexpr std::int64_t kMaxRepeats = 1'000'000;
constexpr std::int64_t kMaxSteps = 1'000'000;
constexpr double kMaxDeltaDb = 120;

std::optional<ClockTime> clock_in(RequestBody& body, std::string_view name) {
  const auto text = body.text(name);
  if (!text) return std::nullopt;
  const auto clock = parse_clock(*text);
  if (!clock) {
    throw UsageError('/' + std::string(name) +
                     ": expected a time of day (23:30) or a moment (2026-11-23T23:30)");
  }
  return clock;
}

/// false plays it once; true, or null as the events have it, for ever.
std::optional<std::int64_t> repeats_in(RequestBody& body) {
  if (body.takes_null("loop")) return 0;
  if (body.is_flag("loop")) return *body.flag("loop") ? 0 : 1;
  return body.integer("loop", 1, kMaxRepeats);
}

std::optional<double> seconds_in(RequestBody& body, std::string_view name) {
  return body.number(name, 0, kMaxSeconds);
}

PlayCommand parse_play(RequestBody& body, double most_gain_db) {
  PlayCommand play;
  play.id = body.text("track");
  play.json = body.part("json");
  if (play.id && play.json) throw UsageError("either \"track\" or \"json\"");
  play.start_s = seconds_in(body, "start_s");
  play.repeats = repeats_in(body);
  play.gain_db = body.number("gain_db", kLeastGainDb, most_gain_db);
  play.fade_in_s = seconds_in(body, "fade_in_s");
  play.fade_s = seconds_in(body, "fade_s");
  play.at = clock_in(body, "at");
  play.until = clock_in(body, "until");
  return play;
}

SeekCommand parse_seek(RequestBody& body) {
  SeekCommand seek;
  seek.position_s = body.number("position_s", -kMaxSeconds, kMaxSeconds);  // kept in the track
  seek.delta_s = body.number("delta_s", -kMaxSeconds, kMaxSeconds);
  seek.step = body.integer("step", 1, kMaxSteps);
  seek.delta_steps = body.integer("delta_steps", -kMaxSteps, kMaxSteps);
  const int given =
      static_cast<int>(seek.position_s.has_value()) + static_cast<int>(seek.delta_s.has_value()) +
      static_cast<int>(seek.step.has_value()) + static_cast<int>(seek.delta_steps.has_value());
  if (given != 1) {
    throw UsageError("one of \"position_s\", \"delta_s\", \"step\" and \"delta_steps\"");
  }
  return seek;
}

GainCommand parse_gain_command(RequestBody& body, double most_gain_db) {
  GainCommand gain;
  gain.gain_db = body.number("gain_db", kLeastGainDb, most_gain_db);
  gain.delta_db = body.number("delta_db", -kMaxDeltaDb, kMaxDeltaDb);
  gain.muted = body.flag("muted");
  if (gain.gain_db && gain.delta_db) throw UsageError("either \"gain_db\" or \"delta_db\"");
  if (!gain.gain_db && !gain.delta_db && !gain.muted) {
    throw UsageError("one of \"gain_db\", \"delta_db\" and \"muted\"");
  }
  return gain;
}

TimerCommand parse_timer(RequestBody& body) {
  TimerCommand timer;
  const bool takes_back = body.takes_null("stop_in_s");
  timer.stop_in_s = seconds_in(body, "stop_in_s");
  timer.fade_s = seconds_in(body, "fade_s").value_or(timer.fade_s);
  if (!timer.stop_in_s && !takes_back) throw UsageError("/stop_in_s: expected a number or null");
  return timer;
}

}  // namespace

bool is_command(std::string_view path) {
  return std::ranges::find(kPaths, path) != std::end(kPaths);
}

Command parse_command(std::string_view path, RequestBody body, double most_gain_db) {
  Command command;
  if (path == "/play") command = parse_play(body, most_gain_db);
  if (path == "/stop") command = StopCommand{seconds_in(body, "fade_s")};
  if (path == "/pause") command = PauseCommand::pause;
  if (path == "/resume") command = PauseCommand::resume;
  if (path == "/toggle") command = PauseCommand::toggle;
  if (path == "/seek") command = parse_seek(body);
  if (path == "/gain") command = parse_gain_command(body, most_gain_db);
  if (path == "/timer") command = parse_timer(body);
  body.finish();
  return command;
}

}  // namespace bbplay::app
