// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "bbplay/model/track.h"
#include "bbplay/plan/render_plan.h"

#include "analysis/tick.h"
#include "scheduler/step_voices.h"

namespace bbplay::analysis {

/// Sets StepPlan::curves: evaluates the expressions that voices move along at every frame, before any
/// voice is built, with all threads.
void survey_curves(const Track& track, const scheduler::RenderContext& context, unsigned jobs,
                   const Tick& tick, std::vector<StepPlan>& steps);

/// The same from a few frames, to begin with.
void estimate_curves(const Track& track, const scheduler::RenderContext& context, unsigned jobs,
                     std::vector<StepPlan>& steps);

}  // namespace bbplay::analysis
