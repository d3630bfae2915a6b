// SPDX-License-Identifier: MIT
#include "timeline/timeline.h"

#include <utility>
#include <vector>

#include "timeline/panels.h"
#include "timeline/style.h"

namespace bbplay::app {
namespace {

constexpr int kMaxTimeMarks = 14;

/// What a page shows, whatever becomes of it.
struct Page {
  const Track& track;
  const RenderPlan& plan;
  TimeSpan span;
  std::vector<VoiceLines> lines;

  Page(const Track& of, const RenderPlan& as, const TimeSpan& during)
      : track(of),
        plan(as),
        span(during),
        lines(tone_lines(of, as, 2 * during.seconds() / (kPlotRight - kPlotLeft))) {}

  /// Returns its height.
  double draw(TakeText take) const {
    Sheet sheet{track,
                plan,
                span,
                {span.from_s, span.to_s, kPlotLeft, kPlotRight},
                time_marks(span.from_s, span.to_s, kMaxTimeMarks),
                functions_in(track),
                Svg(std::move(take)),
                0};
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
    sheet.svg.finish();
    return sheet.y + kMargin;
  }

  /// What comes before: how high it is stands at its beginning.
  std::string head(double height) const {
    std::string out = Svg::head(kPageWidth, height, track.name, timeline_style());
    Svg ground([&](std::string_view element) { out += element; });
    ground.rect({0, 0, kPageWidth, height}, "page");
    ground.finish();
    return out;
  }
};

}  // namespace

std::string timeline_svg(const Track& track, const RenderPlan& plan, const TimeSpan& span) {
  const Page page(track, plan, span);
  std::string body;
  const double height = page.draw([&](std::string_view piece) { body += piece; });
  body.insert(0, page.head(height));
  body += Svg::tail();
  return body;
}

void write_timeline(const Track& track, const RenderPlan& plan, const TimeSpan& span,
                    const TakeText& take) {
  const Page page(track, plan, span);
  // Drawing is quick, and a picture of many thousand steps too large to be kept.
  const double height = page.draw([](std::string_view) {});
  take(page.head(height));
  page.draw(take);
  take(Svg::tail());
}

}  // namespace bbplay::app
