// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "bbplay/model/track.h"
#include "bbplay/plan/render_plan.h"

#include "drawing/axis.h"
#include "drawing/svg.h"

namespace bbplay::app {

/// The stretch of a track that is drawn.
struct TimeSpan {
  double from_s = 0, to_s = 0;
  double seconds() const noexcept { return to_s - from_s; }
};

// The page, in pixels; its height follows from what is on it.
inline constexpr double kPageWidth = 1280, kMargin = 28;
inline constexpr double kPlotLeft = 96, kPlotRight = 1188;

// Sizes of fonts.
inline constexpr double kTitleSize = 21, kTextSize = 12, kSmallSize = 10.5;

/// Voices are told apart by as many colours; functions beyond share them.
inline constexpr std::size_t kVoiceColors = 8;

/// The page while it is being filled from the top.
struct Sheet {
  const Track& track;
  const RenderPlan& plan;
  TimeSpan span;
  Axis time;  // from seconds to x
  std::vector<Mark> time_marks;
  std::vector<std::string> functions;  // in the order of their colours

  Svg svg;
  double y = 0;  // next free line

  double seconds(std::int64_t frames) const { return static_cast<double>(frames) / plan.rate; }
  double x_of(std::int64_t frame) const { return time.at(seconds(frame)); }
  bool shows(std::int64_t from, std::int64_t to) const {
    return seconds(to) > span.from_s && seconds(from) < span.to_s;
  }
  /// Index of the colour of a voice.
  std::size_t color_of(const VoiceSpec& voice) const;
};

/// The function of a voice without the ending of its transition form.
std::string_view plain_function(const VoiceSpec& voice);

/// The functions of all voices, each once, in the order in which they occur.
std::vector<std::string> functions_in(const Track& track);

/// Where steps blend, a shade through `plot`.
void shade_blends(Sheet& sheet, const Box& plot);

/// Draws the ground of a panel under the heading `name` and moves on below it.
/// height  of the plot
Box begin_panel(Sheet& sheet, std::string_view name, double height);

/// Keeps labels of one panel from covering each other.
class LabelSpace {
 public:
  explicit LabelSpace(const Box& room) : room_(room) {}
  /// False when `box` is outside the panel or taken.
  bool claim(const Box& box);

 private:
  Box room_;
  std::vector<Box> taken_;
};

}  // namespace bbplay::app
