// SPDX-License-Identifier: MIT
#include "terminal/status.h"

#include <array>
#include <cstdio>

#include "terminal/event_line.h"
#include "terminal/json_parts.h"
#include "terminal/table.h"
#include "terminal/values.h"

namespace bbplay::app {
namespace {

constexpr double kSilenceDb = -99.9;  // fits the line

/// Null for a number that stands for "none" or "for ever".
template <class Number>
std::optional<Number> unless_zero(Number number) {
  return number == 0 ? std::nullopt : std::optional(number);
}

}  // namespace

std::string as_line(const PlayStatus& status) {
  std::string line = clock_text(status.position_s) + " / " + clock_text(status.end_s);
  if (status.steps > 0) {
    line += "  step " + std::to_string(status.step) + "/" + std::to_string(status.steps);
  }
  if (status.beat_hz) line += "  " + with_decimals(*status.beat_hz, 2) + " Hz";
  if (status.state != "playing") line += "  " + std::string(status.state);
  if (status.muted) line += "  muted";
  if (!status.is_exact) line += "  provisional";
  std::array<char, 128> numbers{};
  std::snprintf(numbers.data(), numbers.size(),
                "  %+.0f dB  peak %5.1f dB  load %2.0f %%  xruns %llu", status.gain_db,
                decibels_of(status.peak).value_or(kSilenceDb), status.load * 100,
                static_cast<unsigned long long>(status.underruns));
  line += numbers.data();
  if (status.peak > 1) line += "  clipping";
  return line;
}

std::string as_line(const TaskProgress& progress) {
  std::string line = std::string(progress.task) + ' ';
  line += progress.awaited.empty() ? progress.track : progress.awaited;
  if (progress.done) {
    line += ": " + std::to_string(static_cast<int>(*progress.done * 100)) + " %";
  } else if (progress.done_s) {
    line += ": " + clock_text(*progress.done_s);
  }
  if (progress.left_s) line += ", " + clock_text(*progress.left_s) + " left";
  return line;
}

std::string as_json(std::string_view event, const PlayStatus& status) {
  EventLine line(event);
  line.put("track", status.track);
  line.put("state", status.state);
  line.put("position_s", status.position_s);
  line.put("start_s", status.start_s);
  line.put("end_s", status.end_s);
  line.put("pass", status.pass);
  line.put("passes", unless_zero(status.passes));
  line.put("step", unless_zero(status.step));
  line.put("step_count", status.steps);
  line.put("beat_hz", status.beat_hz);
  line.put("gain_db", status.gain_db);
  line.put("muted", status.muted);
  line.put("peak_dbfs", decibels_of(status.peak));
  line.put("load", status.load);
  line.put("underruns", status.underruns);
  line.put("late_blocks", status.late_blocks);
  line.put("plan", status.is_exact ? "exact" : "provisional");
  if (!status.ended_by.empty()) line.put("reason", status.ended_by);
  return line.text();
}

std::string as_json(const TaskProgress& progress) {
  EventLine line("progress");
  line.put("task", progress.task);
  line.put("track", unless_empty(progress.track));
  line.put("awaited", unless_empty(progress.awaited));
  line.put("done", progress.done);
  line.put("done_s", progress.done_s);
  line.put("left_s", progress.left_s);
  return line.text();
}

std::string as_json(std::string_view event, std::string_view message) {
  return EventLine(event).put("message", message).text();
}

}  // namespace bbplay::app
