// SPDX-License-Identifier: MIT
#include "timeline/sheet.h"

#include <algorithm>

namespace bbplay::app {
namespace {

constexpr double kHeadingHeight = 22, kGapBelow = 10;
constexpr double kFaintestBlend = 0.5;  // pixels

}  // namespace

std::string_view plain_function(const VoiceSpec& voice) {
  constexpr std::string_view ending = "_transition";
  std::string_view name = voice.function;
  if (name.ends_with(ending)) name.remove_suffix(ending.size());
  return name;
}

std::size_t Sheet::color_of(const VoiceSpec& voice) const {
  const auto found = std::ranges::find(functions, plain_function(voice));
  return static_cast<std::size_t>(found - functions.begin()) % kVoiceColors;
}

std::vector<std::string> functions_in(const Track& track) {
  std::vector<std::string> functions;
  for (const Step& step : track.steps) {
    for (const VoiceSpec& voice : step.voices) {
      const std::string_view name = plain_function(voice);
      if (std::ranges::find(functions, name) == functions.end()) functions.emplace_back(name);
    }
  }
  return functions;
}

void shade_blends(Sheet& sheet, const Box& plot) {
  for (const StepPlan& placed : sheet.plan.steps) {
    if (!placed.fade_in) continue;
    const double left = sheet.x_of(placed.fade_in->start);
    const double right = sheet.x_of(placed.fade_in->start + placed.fade_in->frames);
    if (right - left < kFaintestBlend) continue;
    sheet.svg.rect({left, plot.top, right - left, plot.height}, "blend");
  }
}

Box begin_panel(Sheet& sheet, std::string_view name, double height) {
  sheet.svg.text({kPlotLeft, sheet.y + kHeadingHeight - 7}, name, "heading");
  const Box plot{kPlotLeft, sheet.y + kHeadingHeight, kPlotRight - kPlotLeft, height};
  sheet.svg.rect(plot, "panel");
  shade_blends(sheet, plot);
  for (const Mark& mark : sheet.time_marks) {
    const double x = sheet.time.at(mark.value);
    sheet.svg.line({x, plot.top}, {x, plot.bottom()}, "grid");
  }
  sheet.y = plot.bottom() + kGapBelow;
  return plot;
}

bool LabelSpace::claim(const Box& box) {
  if (box.left < room_.left || box.right() > room_.right() || box.top < room_.top ||
      box.bottom() > room_.bottom()) {
    return false;
  }
  const bool covered = std::ranges::any_of(taken_, [&](const Box& other) {
    return box.left < other.right() && other.left < box.right() && box.top < other.bottom() &&
           other.top < box.bottom();
  });
  if (!covered) taken_.push_back(box);
  return !covered;
}

}  // namespace bbplay::app
