// SPDX-License-Identifier: MIT
#include "timeline/timeline.h"

#include "timeline/panels.h"
#include "timeline/style.h"

namespace bbplay::app {
namespace {

constexpr int kMaxTimeMarks = 14;

}  // namespace

std::string timeline_svg(const Track& track, const RenderPlan& plan, const TimeSpan& span) {
  Sheet sheet{track,
              plan,
              span,
              {span.from_s, span.to_s, kPlotLeft, kPlotRight},
              time_marks(span.from_s, span.to_s, kMaxTimeMarks),
              functions_in(track),
              {},
              0};
  const double pixel_s = span.seconds() / (kPlotRight - kPlotLeft);
  const std::vector<VoiceLines> lines = tone_lines(track, plan, 2 * pixel_s);
  draw_header(sheet);
  draw_clock(sheet);
  draw_beats(sheet, lines);
  draw_carriers(sheet, lines);
  draw_levels(sheet);
  draw_steps(sheet);
  draw_stages(sheet);
  draw_noise(sheet);
  draw_clips(sheet);
  draw_clock(sheet);
  draw_table(sheet);
  const double height = sheet.y + kMargin;

  Svg page;
  page.rect({0, 0, kPageWidth, height}, "page");
  page.append(sheet.svg);
  return page.document(kPageWidth, height, track.name, timeline_style());
}

}  // namespace bbplay::app
