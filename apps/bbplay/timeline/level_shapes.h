// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <vector>

#include "bbplay/model/track.h"
#include "bbplay/plan/render_plan.h"

namespace bbplay::app {

struct LevelAt {
  double time_s = 0, level = 0;  // linear peak
};
using LevelShape = std::vector<LevelAt>;

/// Peak of the loudest voice's way through a step: its envelope and the blends, at the level that
/// the plan gives the bus. Nothing when the step has no voice on `bus`.
std::optional<LevelShape> level_of(const Track& track, const RenderPlan& plan,
                                   const StepPlan& placed, Bus bus);

/// Gain of the noise layer with its fades and its envelope.
LevelShape gain_of_noise(const NoiseLayer& noise, const RenderPlan& plan);

/// Gain of a clip with its fades.
LevelShape gain_of_clip(const Clip& clip, const ClipPlan& placed, int rate);

}  // namespace bbplay::app
