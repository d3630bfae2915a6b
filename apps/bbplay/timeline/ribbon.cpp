// SPDX-License-Identifier: MIT
#include "timeline/ribbon.h"

#include "timeline/panels.h"
#include "timeline/style.h"

namespace bbplay::app {
namespace {

// Pixels of a phone; tones keep clear of the edges by the width of a line.
constexpr double kWidth = 360, kHeight = 96, kEdge = 6;
/// Share of the height that noise takes below tones.
constexpr double kNoiseShare = 0.25;

}  // namespace

std::string ribbon_svg(const Track& track, const RenderPlan& plan) {
  const double end_s = static_cast<double>(plan.frames) / plan.rate;
  Sheet sheet{track, plan, {0, end_s}, {0, end_s, 0, kWidth}, {}, functions_in(track), {}, 0};
  const Box whole{0, 0, kWidth, kHeight};
  const Box inner{0, kEdge, kWidth, kHeight - 2 * kEdge};
  shade_blends(sheet, whole);
  const bool has_tones = draw_plain_tones(sheet, inner, tone_lines(track, plan, end_s / kWidth));
  const double noise_height = has_tones ? kHeight * kNoiseShare : kHeight - kEdge;
  draw_plain_noise(sheet, {0, kHeight - noise_height, kWidth, noise_height});
  for (const StepPlan& placed : plan.steps) {
    if (placed.start <= 0) continue;
    const double x = sheet.x_of(placed.start);
    sheet.svg.line({x, 0}, {x, kHeight}, "frame");
  }
  return sheet.svg.document(kWidth, kHeight, track.name,
                            timeline_style() + "*{vector-effect:non-scaling-stroke}\n",
                            Proportions::stretched);
}

}  // namespace bbplay::app
