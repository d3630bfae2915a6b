// SPDX-License-Identifier: MIT
#include "terminal/status.h"

#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>

#include "bbplay/reference/json_writer.h"

#include "terminal/table.h"
#include "terminal/values.h"

namespace bbplay::app {
namespace {

constexpr double kSilenceDb = -99.9;

double decibels(double peak) { return peak > 0 ? 20 * std::log10(peak) : kSilenceDb; }

/// An object in one line that begins with what happened and when.
class Line {
 public:
  explicit Line(std::string_view event) {
    json_.begin_object();
    put("event", event);
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    put("time", std::chrono::duration<double>(now).count());
  }

  void put(const char* key, std::string_view value) { json_.member(key, value); }
  /// To a thousandth.
  void put(const char* key, double value) { json_.member(key, std::round(value * 1e3) / 1e3); }
  void put(const char* key, std::uint64_t value) { json_.member(key, std::size_t{value}); }
  void put(const char* key, std::int64_t value) { json_.key(key).integer(value); }
  void put(const char* key, bool value) { json_.member(key, value); }
  void put(const char* key, const std::optional<double>& value) {
    if (value) put(key, *value);
  }

  std::string end() { return json_.end_object().text(); }

 private:
  reference::JsonWriter json_{reference::JsonWriter::Layout::one_line};
};

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
                decibels(status.peak), status.load * 100,
                static_cast<unsigned long long>(status.underruns));
  return line + numbers.data();
}

std::string as_line(const TaskProgress& progress) {
  std::string line = std::string(progress.task) + ' ' + std::string(progress.track);
  if (progress.done) {
    line += ": " + std::to_string(static_cast<int>(*progress.done * 100)) + " %";
  } else if (progress.done_s) {
    line += ": " + clock_text(*progress.done_s);
  }
  if (progress.left_s) line += ", " + clock_text(*progress.left_s) + " left";
  return line;
}

std::string as_json(std::string_view event, const PlayStatus& status) {
  Line line(event);
  line.put("track", status.track);
  line.put("state", status.state);
  line.put("position_s", status.position_s);
  line.put("start_s", status.start_s);
  line.put("end_s", status.end_s);
  line.put("pass", status.pass);
  line.put("passes", status.passes);
  line.put("step", std::uint64_t{status.step});
  line.put("steps", std::uint64_t{status.steps});
  line.put("beat_hz", status.beat_hz);
  line.put("gain_db", status.gain_db);
  line.put("muted", status.muted);
  line.put("peak_db", decibels(status.peak));
  line.put("load", status.load);
  line.put("underruns", status.underruns);
  line.put("late_blocks", status.late_blocks);
  line.put("plan", std::string_view(status.is_exact ? "exact" : "provisional"));
  return line.end();
}

std::string as_json(const TaskProgress& progress) {
  Line line("progress");
  line.put("task", progress.task);
  line.put("track", progress.track);
  line.put("done", progress.done);
  line.put("done_s", progress.done_s);
  line.put("left_s", progress.left_s);
  return line.end();
}

std::string as_json(std::string_view event, std::string_view message) {
  Line line(event);
  line.put("message", message);
  return line.end();
}

}  // namespace bbplay::app
