// SPDX-License-Identifier: MIT
#include "terminal/status.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "bbplay/model/text.h"

#include "terminal/columns.h"
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

void put_place(EventLine& line, const TrackPlace& place) {
  line.put("track_number", place.number).put("track_count", place.tracks);
}

/// What a status line is made of, in this order.
enum Part {
  kPlace,
  kClock,
  kState,
  kClipping,
  kMuted,
  kStep,
  kName,
  kPass,
  kBeat,
  kPlan,
  kGain,
  kPeak,
  kLoad,
  kUnderruns,
  kParts
};
using Line = std::array<std::string, kParts>;

/// What goes first when there is no room. The name is cut before it goes, the clock loses its tenths,
/// the step the number of all.
constexpr std::array kGivenUp{kLoad, kPeak, kUnderruns, kGain, kPlan,  kBeat,  kName,    kClock,
                              kPass, kStep, kMuted,     kStep, kPlace, kState, kClipping};
/// Whoever has changed the gain wants to see it.
constexpr std::array kGivenUpBesideGain{kLoad,  kPeak, kUnderruns, kPlan,  kClock,
                                        kName,  kBeat, kGain,      kPass,  kStep,
                                        kMuted, kStep, kPlace,     kState, kClipping};

constexpr std::string_view kGap = "  ";
constexpr std::size_t kMaxName = 40, kMinName = 6;  // columns

std::string place_text(const TrackPlace& place) {
  if (place.tracks < 2) return {};
  return '[' + std::to_string(place.number) + '/' + std::to_string(place.tracks) + "] ";
}

std::string pass_text(const PlayStatus& status) {
  if (status.passes == 1) return {};
  const std::string all = status.passes > 1 ? '/' + std::to_string(status.passes) : "";
  return "pass " + std::to_string(status.pass) + all;
}

template <class... Values>
std::string formatted(const char* format, Values... values) {
  std::array<char, 48> text{};
  std::snprintf(text.data(), text.size(), format, values...);
  return text.data();
}

Line parts_of(const PlayStatus& status) {
  Line line;
  line[kPlace] = place_text(status.place);
  line[kClock] = clock_text(status.position_s) + " / " + clock_text(status.end_s);
  if (status.state != "playing") line[kState] = status.state;
  if (status.peak > 1) line[kClipping] = "clipping";
  if (status.muted) line[kMuted] = "muted";
  if (status.steps > 0) {
    line[kStep] = "step " + std::to_string(status.step) + '/' + std::to_string(status.steps);
  }
  line[kName] = cut_to(model::printable(status.step_name), kMaxName);
  line[kPass] = pass_text(status);
  if (status.beat_hz) line[kBeat] = with_decimals(*status.beat_hz, 2) + " Hz";
  if (!status.is_exact) line[kPlan] = "provisional";
  line[kGain] = formatted("%+.0f dB", status.gain_db);
  line[kPeak] = formatted("peak %5.1f dB", decibels_of(status.peak).value_or(kSilenceDb));
  line[kLoad] = formatted("load %2.0f %%", status.load * 100);
  line[kUnderruns] = "xruns " + std::to_string(status.underruns);
  return line;
}

std::string joined(const Line& line) {
  std::string text;
  for (const std::string& part : line) {
    if (part.empty()) continue;
    if (!text.empty() && !text.ends_with(' ')) text += kGap;
    text += part;
  }
  return text;
}

std::size_t width_of(const Line& line) { return columns_of(joined(line)); }

/// Makes the line shorter by `columns`, or by as much as the part has.
void give_up(Line& line, Part part, std::size_t columns) {
  std::string& text = line[part];
  const std::size_t has = columns_of(text);
  if (part == kClock) {
    constexpr std::size_t kTenths = 2;  // ".3"
    text.resize(text.size() - kTenths);
    text.erase(text.find(' ') - kTenths, kTenths);
    std::erase(text, ' ');
  } else if (part == kName && has >= columns + kMinName) {
    text = cut_to(text, has - columns);
  } else if (const std::size_t all = text.find('/'); part == kStep && all != text.npos) {
    text.resize(all);
  } else {
    text.clear();
  }
}

}  // namespace

std::string as_line(const PlayStatus& status, std::size_t columns) {
  if (!status.prompt.empty()) {
    const std::string room = status.prompt + "  up to " + clock_text(status.end_s);
    const std::string whole = room + "  (Enter goes, Esc leaves)";
    return columns_of(whole) <= columns ? whole : cut_to(room, columns);
  }
  Line line = parts_of(status);
  const bool gain_is_changed = std::abs(status.gain_db) >= 0.5;
  for (const Part part : gain_is_changed ? kGivenUpBesideGain : kGivenUp) {
    const std::size_t width = width_of(line);
    if (width <= columns) break;
    give_up(line, part, width - columns);
  }
  return cut_to(joined(line), columns);
}

std::string as_line(const TaskProgress& progress, std::size_t columns) {
  const std::string begin = place_text(progress.place) + std::string(progress.task) + ' ';
  const std::string name =
      model::printable(progress.awaited.empty() ? progress.track : progress.awaited);
  std::string end;
  if (progress.done) {
    end += ": " + std::to_string(static_cast<int>(*progress.done * 100)) + " %";
  } else if (progress.done_s) {
    end += ": " + clock_text(*progress.done_s);
  }
  if (progress.left_s) end += ", " + clock_text(*progress.left_s) + " left";
  const std::size_t taken = columns_of(begin) + columns_of(end);
  return cut_to(begin + cut_to(name, columns - std::min(columns, taken)) + end, columns);
}

void put_status(EventLine& line, const PlayStatus& status) {
  line.put("track", status.track);
  put_place(line, status.place);
  line.put("state", status.state);
  line.put("position_s", status.position_s);
  line.put("start_s", status.start_s);
  line.put("end_s", status.end_s);
  line.put("pass", status.pass);
  line.put("passes", unless_zero(status.passes));
  line.put("step", unless_zero(status.step));
  line.put("step_count", status.steps);
  line.put("step_description", unless_empty(status.step_name));
  line.put("beat_hz", status.beat_hz);
  line.put("gain_db", status.gain_db);
  line.put("muted", status.muted);
  line.put("peak_dbfs", decibels_of(status.peak));
  line.put("load", status.load);
  line.put("underruns", status.underruns);
  line.put("late_blocks", status.late_blocks);
  line.put("plan", status.is_exact ? "exact" : "provisional");
  if (!status.ended_by.empty()) line.put("reason", status.ended_by);
}

std::string as_json(std::string_view event, const PlayStatus& status) {
  EventLine line(event);
  put_status(line, status);
  return line.text();
}

std::string as_json(const TaskProgress& progress) {
  EventLine line("progress");
  line.put("task", progress.task);
  line.put("track", unless_empty(progress.track));
  put_place(line, progress.place);
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
