// SPDX-License-Identifier: MIT
#include "reader/read_swept_notches.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "bbplay/model/describe.h"

#include "model/track_limits.h"
#include "reader/check_levels.h"
#include "reader/object_reader.h"

namespace bbplay::reader {
namespace {

constexpr double kDefaultLowHz = 1'000, kDefaultHighHz = 10'000, kDefaultQ = 25;
constexpr double kDefaultStages = 10;
constexpr std::size_t kMaxStaticNotches = 10;

using Keys = std::initializer_list<std::string_view>;

/// A value of an object by the first of its keys that is there, even if null; of a list by its
/// place. What is no number is `otherwise`.
double value_of(JsonNode entry, Keys keys, std::size_t place, double otherwise) {
  JsonNode node;
  if (entry.is(JsonType::array)) {
    if (place < entry.size()) node = entry.children()[place];
  } else {
    for (const std::string_view key : keys) {
      node = entry[key];
      if (node.exists()) break;
    }
  }
  return node.is_set() ? node.number().value_or(otherwise) : otherwise;
}

/// Warns about members of an entry that nobody reads, and about values that are no numbers.
/// known   keys of such an entry
/// noun    what one of them is called
void report_strange_members(JsonNode entry, std::span<const std::string_view> known,
                            std::string_view noun, Diagnostics& diagnostics) {
  if (!entry.is(JsonType::object)) return;
  ObjectReader reader(entry, diagnostics);
  for (const std::string_view key : known) {
    reader.know(key);
    const JsonNode node = entry[key];
    if (node.is_set() && !node.number()) {
      node.report(diagnostics, Severity::warning,
                  "expected a number, found " + node.describe() + "; playing the default");
    }
  }
  reader.report_unknown_keys(noun);
}

constexpr std::string_view kSweepKeys[] = {
    "min",     "max",   "q",          "cascade",  "start_min", "start_max", "start_q", "end_min",
    "end_max", "end_q", "start_casc", "end_casc", "startMin",  "startMax",  "endMin",  "endMax"};
constexpr std::string_view kNotchKeys[] = {"freq",    "frequency", "hz",   "q",
                                           "quality", "cascade",   "count"};
constexpr std::string_view kPointKeys[] = {"time", "t", "x", "amp", "value", "y"};

double stages_from(double count) { return std::max(1.0, std::nearbyint(count)); }

/// Reports a count beyond reason and answers the largest one that is not.
double limited_stages(double count, JsonNode place, Diagnostics& diagnostics) {
  if (count <= kMaxNotchStages) return count;
  place.report(diagnostics, Severity::error,
               "a cascade of more than " + std::to_string(kMaxNotchStages) + " notches");
  return kMaxNotchStages;
}

void put_in_order(NotchSweep& s) {
  if (s.low_hz.from > s.high_hz.from) std::swap(s.low_hz.from, s.high_hz.from);
  if (s.low_hz.to > s.high_hz.to) std::swap(s.low_hz.to, s.high_hz.to);
}

bool is_entry(JsonNode node) { return node.is(JsonType::object) || node.is(JsonType::array); }

NotchSweep still_sweep(JsonNode entry) {
  const double low = value_of(entry, {"min", "start_min", "startMin"}, 0, kDefaultLowHz);
  const double high = value_of(entry, {"max", "start_max", "startMax"}, 1, kDefaultHighHz);
  const double q = value_of(entry, {"q", "start_q"}, 2, kDefaultQ);
  const double stages = stages_from(value_of(entry, {"cascade", "start_casc"}, 3, kDefaultStages));
  return {{low, low}, {high, high}, {q, q}, {stages, stages}};
}

NotchSweep moving_sweep(JsonNode entry) {
  NotchSweep s;
  s.low_hz.from = value_of(entry, {"start_min", "min", "startMin"}, 0, kDefaultLowHz);
  s.high_hz.from = value_of(entry, {"start_max", "max", "startMax"}, 1, kDefaultHighHz);
  s.low_hz.to = value_of(entry, {"end_min", "endMin", "max"}, 2, s.low_hz.from);
  s.low_end_is_high = entry.is(JsonType::object) && !entry["end_min"].exists() &&
                      !entry["endMin"].exists() && entry["max"].exists();
  s.high_hz.to = value_of(entry, {"end_max", "endMax", "max"}, 3, s.high_hz.from);
  s.q.from = value_of(entry, {"start_q", "q"}, 4, kDefaultQ);
  s.q.to = value_of(entry, {"end_q", "q"}, 5, s.q.from);
  const double stages = value_of(entry, {"start_casc", "cascade"}, 6, kDefaultStages);
  s.stages.from = stages_from(stages);
  s.stages.to = stages_from(value_of(entry, {"end_casc", "cascade"}, 7, stages));
  return s;
}

NotchSweep preset_sweep(JsonNode entry) {
  constexpr double kPresetQ = 30;
  const auto value = [&](std::string_view key, double otherwise) {
    return value_of(entry, {key}, entry.size(), otherwise);
  };
  const auto stages = [&](std::string_view key) { return stages_from(value(key, kDefaultStages)); };
  NotchSweep s;
  s.low_hz = {value("start_min", kDefaultLowHz), value("end_min", kDefaultLowHz)};
  s.high_hz = {value("start_max", kDefaultHighHz), value("end_max", kDefaultHighHz)};
  s.q = {value("start_q", kPresetQ), value("end_q", kPresetQ)};
  s.stages = {stages("start_casc"), stages("end_casc")};
  return s;
}

/// One sweep per entry; anything that is no entry is the default one.
template <class ReadEntry>
std::vector<NotchSweep> sweeps_of(JsonNode list, ReadEntry read_entry, Diagnostics& diagnostics) {
  if (!list.is(JsonType::array)) {
    if (list.is_set()) {
      list.report(
          diagnostics, Severity::warning,
          "expected a list of sweeps, found " + list.describe() + "; playing the default sweep");
    }
    return {read_entry(JsonNode())};
  }
  std::vector<NotchSweep> sweeps;
  for (const JsonNode entry : list.children()) {
    if (sweeps.size() == kMaxNotchSweeps) {
      list.report(diagnostics, Severity::error,
                  "more than " + std::to_string(kMaxNotchSweeps) + " sweeps");
      break;
    }
    if (!is_entry(entry)) {
      entry.report(diagnostics, Severity::warning,
                   "expected a sweep, found " + entry.describe() + "; playing the default sweep");
    }
    report_strange_members(entry, kSweepKeys, "key of a sweep", diagnostics);
    NotchSweep sweep = read_entry(entry);
    sweep.stages = {limited_stages(sweep.stages.from, entry, diagnostics),
                    limited_stages(sweep.stages.to, entry, diagnostics)};
    sweeps.push_back(sweep);
  }
  return sweeps;
}

std::vector<NotchSweep> ordered(std::vector<NotchSweep> sweeps, ReversedRanges reversed) {
  if (reversed == ReversedRanges::exchanged) {
    std::for_each(sweeps.begin(), sweeps.end(), put_in_order);
  }
  return sweeps;
}

/// One number for each of `count` sweeps: the same for all, or those of a list, the last of which
/// is repeated. What is no number is `otherwise`.
std::vector<double> numbers_for(JsonNode node, std::size_t count, double otherwise,
                                Diagnostics& diagnostics) {
  const auto number = [&](JsonNode value) {
    const std::optional<double> read = value.number();
    if (!read) {
      value.report(diagnostics, Severity::warning,
                   "expected a number, found " + value.describe() + "; playing " +
                       std::to_string(static_cast<int>(otherwise)));
    }
    return read.value_or(otherwise);
  };
  if (!node.is(JsonType::array)) return std::vector<double>(count, number(node));
  std::vector<double> numbers;
  for (const JsonNode value : node.children()) numbers.push_back(number(value));
  if (numbers.size() != count && numbers.size() != 1) {
    node.report(
        diagnostics, Severity::warning,
        std::to_string(numbers.size()) + " values for " + std::to_string(count) + " sweeps");
  }
  numbers.resize(count, numbers.empty() ? otherwise : numbers.back());
  return numbers;
}

void set(Ramp& ramp, RampEnds ends, double value) {
  if (ends != RampEnds::to) ramp.from = value;
  if (ends != RampEnds::from) ramp.to = value;
}

}  // namespace

std::vector<NotchSweep> read_still_sweeps(JsonNode list, ReversedRanges reversed,
                                          Diagnostics& diagnostics) {
  return ordered(sweeps_of(list, still_sweep, diagnostics), reversed);
}

std::vector<NotchSweep> read_moving_sweeps(JsonNode list, JsonNode end_list,
                                           ReversedRanges reversed, Diagnostics& diagnostics) {
  std::vector<NotchSweep> sweeps = sweeps_of(list, moving_sweep, diagnostics);
  if (!end_list.is_set()) return ordered(std::move(sweeps), reversed);
  if (!end_list.is(JsonType::array) || end_list.size() != sweeps.size()) {
    end_list.report(diagnostics, Severity::warning,
                    "ignored: not a list of as many sweeps as at the start");
    return ordered(std::move(sweeps), reversed);
  }
  const std::vector<JsonNode> ends = end_list.children();
  for (std::size_t k = 0; k < sweeps.size(); ++k) {
    NotchSweep& s = sweeps[k];
    s.low_end_is_high = false;
    s.low_hz.to = value_of(ends[k], {"end_min", "min", "start_min", "startMin"}, 0, s.low_hz.from);
    s.high_hz.to =
        value_of(ends[k], {"end_max", "max", "start_max", "startMax"}, 1, s.high_hz.from);
  }
  return ordered(std::move(sweeps), reversed);
}

std::vector<NotchSweep> read_preset_sweeps(JsonNode list, Diagnostics& diagnostics) {
  return sweeps_of(list, preset_sweep, diagnostics);
}

void override_q(JsonNode node, RampEnds ends, std::vector<NotchSweep>& sweeps,
                Diagnostics& diagnostics) {
  if (!node.is_set()) return;
  const std::vector<double> q = numbers_for(node, sweeps.size(), kDefaultQ, diagnostics);
  for (std::size_t k = 0; k < sweeps.size(); ++k) set(sweeps[k].q, ends, q[k]);
}

void override_stages(JsonNode node, RampEnds ends, StageCounts counts,
                     std::vector<NotchSweep>& sweeps, Diagnostics& diagnostics) {
  if (!node.is_set()) return;
  std::vector<double> stages = numbers_for(node, sweeps.size(), kDefaultStages, diagnostics);
  for (std::size_t k = 0; k < sweeps.size(); ++k) {
    double count = std::nearbyint(stages[k]);
    if (counts == StageCounts::rounded_at_least_one) {
      count = std::max(1.0, count);
    } else {
      if (node.is(JsonType::array)) count = std::trunc(stages[k]);
      count = std::max(0.0, count);
    }
    set(sweeps[k].stages, ends, limited_stages(count, node, diagnostics));
  }
}

std::vector<StaticNotch> read_static_notches(JsonNode list, Diagnostics& diagnostics) {
  std::vector<StaticNotch> notches;
  if (list.is_set() && !list.is(JsonType::array)) {
    list.report(diagnostics, Severity::warning,
                "expected a list of notches, found " + list.describe() + "; ignored");
  }
  for (const JsonNode entry : list.children()) {
    if (!is_entry(entry)) {
      entry.report(diagnostics, Severity::warning,
                   "expected a notch, found " + entry.describe() + "; ignored");
      continue;
    }
    if (notches.size() == kMaxStaticNotches) {
      entry.report(diagnostics, Severity::warning, "ignored: only ten fixed notches are played");
      break;
    }
    report_strange_members(entry, kNotchKeys, "key of a notch", diagnostics);
    StaticNotch notch;
    notch.hz = std::max(1.0, value_of(entry, {"freq", "frequency", "hz"}, 0, notch.hz));
    notch.q = std::max(0.1, value_of(entry, {"q", "quality"}, 1, notch.q));
    const double count = stages_from(value_of(entry, {"cascade", "count"}, 2, notch.count));
    notch.count = static_cast<int>(limited_stages(count, entry, diagnostics));
    notches.push_back(notch);
  }
  return notches;
}

std::vector<LevelPoint> read_level_points(JsonNode list, Diagnostics& diagnostics) {
  std::vector<LevelPoint> points;
  if (list.is_set() && !list.is(JsonType::array)) {
    list.report(diagnostics, Severity::warning,
                "expected a list of points, found " + list.describe() + "; ignored");
  }
  if (list.size() > kMaxEnvelopePoints) {
    list.report(
        diagnostics, Severity::error,
        std::to_string(list.size()) + " points; at most " + std::to_string(kMaxEnvelopePoints));
    return points;
  }
  bool told_of_level = false;
  for (const JsonNode entry : list.children()) {
    const bool pair = entry.is(JsonType::array) && entry.size() >= 2;
    if (!pair && !entry.is(JsonType::object)) {
      entry.report(diagnostics, Severity::warning,
                   "expected a point [time, level], found " + entry.describe() + "; ignored");
      continue;
    }
    report_strange_members(entry, kPointKeys, "key of a point", diagnostics);
    points.push_back({std::max(0.0, value_of(entry, {"time", "t", "x"}, 0, 0)),
                      value_of(entry, {"amp", "value", "y"}, 1, 1)});
    const double level = points.back().level;
    if (std::abs(level) > kMostLevel && !std::exchange(told_of_level, true)) {
      entry.report(diagnostics, Severity::warning,
                   "a level of " + text_of(level) + " is far above full scale, which is 1");
    }
  }
  std::stable_sort(points.begin(), points.end(),
                   [](const LevelPoint& a, const LevelPoint& b) { return a.time_s < b.time_s; });
  return points;
}

}  // namespace bbplay::reader
