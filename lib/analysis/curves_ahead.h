// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "bbplay/model/track.h"
#include "bbplay/plan/render_plan.h"

#include "analysis/sparse_peaks.h"
#include "scheduler/step_voices.h"

namespace bbplay::analysis {

/// Evaluates the expressions that voices move along with all threads, where one of them would
/// otherwise have a long step's curve to itself while the others wait for it. Nothing on one thread.
void survey_curves(const Track& track, const scheduler::RenderContext& context,
                   const std::vector<StepPlan>& steps, unsigned jobs, const Tick& tick);

}  // namespace bbplay::analysis
