// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "bbplay/model/track.h"
#include "bbplay/plan/render_plan.h"

#include "timeline/sheet.h"

namespace bbplay::app {

/// A drawing of a track over time, as an SVG document: beats over the bands of brain rhythms,
/// carriers, levels, steps with their voices and blends, stages of a scene, noise, clips, and a table of the steps.
/// Equal tracks give equal bytes.
std::string timeline_svg(const Track& track, const RenderPlan& plan, const TimeSpan& span);

/// The same bytes piece by piece, of which none are kept.
void write_timeline(const Track& track, const RenderPlan& plan, const TimeSpan& span,
                    const TakeText& take);

}  // namespace bbplay::app
