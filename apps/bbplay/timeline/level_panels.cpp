// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <string>

#include "drawing/text_width.h"
#include "terminal/table.h"
#include "timeline/level_shapes.h"
#include "timeline/panels.h"

namespace bbplay::app {
namespace {

constexpr double kLevelHeight = 84, kNoiseHeight = 44, kClipHeight = 26;
constexpr double kSilence = 1e-6;

std::string decibels(double level) {
  // A minus sign as wide as a plus.
  const double value = 20 * std::log10(level);
  return (value < -0.05 ? "\xE2\x88\x92" : "") + with_decimals(std::abs(value), 1) + " dB";
}

/// The area under a shape whose highest possible level is `most`.
void draw_area(Sheet& sheet, const Box& plot, const LevelShape& shape, double most,
               std::string_view look) {
  if (shape.empty() || most <= 0) return;
  const Axis axis{0, most, plot.bottom(), plot.top};
  Path path;
  path.move({sheet.time.at(shape.front().time_s), plot.bottom()});
  for (const LevelAt& point : shape) {
    path.line({sheet.time.at(point.time_s), axis.at(point.level)});
  }
  path.line({sheet.time.at(shape.back().time_s), plot.bottom()}).close();
  sheet.svg.path(path, look);
}

double highest(const LevelShape& shape) {
  double most = 0;
  for (const LevelAt& point : shape) most = std::max(most, point.level);
  return most;
}

/// Calls `take` with the level of each bus of each step that is shown, and the first voice on it.
/// Shapes are made for each call: those of all steps of a long track would fill the memory.
template <class Take>
void for_each_level(const Sheet& sheet, Take take) {
  for (const StepPlan& placed : sheet.plan.steps) {
    if (!sheet.shows(placed.start, placed.end())) continue;
    const std::vector<VoiceSpec>& voices = sheet.track.steps[placed.step].voices;
    for (const Bus bus : {Bus::noise, Bus::binaural}) {
      const auto shape = level_of(sheet.track, sheet.plan, placed, bus);
      if (shape) take(*shape, *std::ranges::find(voices, bus, &VoiceSpec::bus));
    }
  }
}

std::string file_name(const Clip& clip) {
  return clip.path.empty() ? "(embedded)" : clip.path.filename().string();
}

}  // namespace

void draw_levels(Sheet& sheet) {
  bool is_empty = true;
  double most = kSilence;
  for_each_level(sheet, [&](const LevelShape& shape, const VoiceSpec&) {
    is_empty = false;
    most = std::max(most, highest(shape));
  });
  if (is_empty) return;

  const Box plot = begin_panel(sheet, "Level of the steps, peak", kLevelHeight);
  const Box inner{plot.left, plot.top + 6, plot.width, plot.height - 6};
  for (const double part : {1.0, 0.5}) {
    const double y = inner.bottom() - part * inner.height;
    sheet.svg.line({plot.left, y}, {plot.right(), y}, "grid");
    sheet.svg.text({plot.left - 8, y + 4}, decibels(most * part), "small muted", Anchor::end);
  }
  sheet.svg.begin_clip(plot);
  for_each_level(sheet, [&](const LevelShape& shape, const VoiceSpec& first) {
    draw_area(sheet, inner, shape, most, "area t" + std::to_string(sheet.color_of(first)));
  });
  sheet.svg.end_clip();
}

void draw_noise(Sheet& sheet) {
  if (!sheet.track.noise) return;
  const LevelShape shape = gain_of_noise(*sheet.track.noise, sheet.plan);
  const Box plot = begin_panel(sheet, "Noise under the steps, gain", kNoiseHeight);
  const Box inner{plot.left, plot.top + 6, plot.width, plot.height - 6};
  const double most = highest(shape);
  if (most <= kSilence) return;
  sheet.svg.text({plot.left - 8, inner.top + 4}, decibels(most), "small muted", Anchor::end);
  sheet.svg.begin_clip(plot);
  draw_area(sheet, inner, shape, most, "area noise");
  sheet.svg.end_clip();
}

void draw_plain_noise(Sheet& sheet, const Box& plot) {
  if (!sheet.track.noise) return;
  const LevelShape shape = gain_of_noise(*sheet.track.noise, sheet.plan);
  const double most = highest(shape);
  if (most <= kSilence) return;
  sheet.svg.begin_clip(plot);
  draw_area(sheet, plot, shape, most, "area noise");
  sheet.svg.end_clip();
}

void draw_clips(Sheet& sheet) {
  // Clips that sound together go to rows of their own.
  std::vector<std::int64_t> row_ends;
  std::vector<std::size_t> row_of(sheet.plan.clips.size());
  for (std::size_t i = 0; i < sheet.plan.clips.size(); ++i) {
    const ClipPlan& clip = sheet.plan.clips[i];
    const auto free =
        std::ranges::find_if(row_ends, [&](std::int64_t end) { return end <= clip.start; });
    row_of[i] = static_cast<std::size_t>(free - row_ends.begin());
    if (free == row_ends.end()) row_ends.push_back(0);
    row_ends[row_of[i]] = clip.end();
  }
  if (row_ends.empty()) return;

  const double rows = static_cast<double>(row_ends.size());
  const Box plot = begin_panel(sheet, "Clips", rows * kClipHeight + 6);
  double most = kSilence;
  for (const ClipPlan& placed : sheet.plan.clips) {
    most = std::max(most, std::abs(sheet.track.clips[placed.clip].gain));
  }
  for (std::size_t i = 0; i < sheet.plan.clips.size(); ++i) {
    const ClipPlan& placed = sheet.plan.clips[i];
    if (!sheet.shows(placed.start, placed.end())) continue;
    const Clip& clip = sheet.track.clips[placed.clip];
    const Box row{plot.left, plot.top + 4 + static_cast<double>(row_of[i]) * kClipHeight,
                  plot.width, kClipHeight - 4};
    sheet.svg.begin_clip(row);
    draw_area(sheet, row, gain_of_clip(clip, placed, sheet.plan.rate), most, "area noise");
    sheet.svg.end_clip();
    const double left = sheet.x_of(placed.start), right = sheet.x_of(placed.end());
    const std::string label = file_name(clip) + ", gain " + with_decimals(clip.gain, 2);
    sheet.svg.text_of({left + 5, row.bottom() - 7}, fitted(label, right - left - 10, kSmallSize),
                      label, "label");
  }
}

}  // namespace bbplay::app
