// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "bbplay/model/track.h"
#include "bbplay/plan/render_plan.h"

namespace bbplay::app {

/// A track over time for a narrow screen, as an SVG document: its beats over the bands of brain
/// rhythms (carriers where there are none), blends, the beginnings of steps, and the noise below
/// them. From edge to edge, so that a place across it is a place in the track; without words, and
/// stretched to any frame, whose lines stay as thin. Equal tracks give equal bytes.
std::string ribbon_svg(const Track& track, const RenderPlan& plan);

}  // namespace bbplay::app
