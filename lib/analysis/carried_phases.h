// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <vector>

#include "bbplay/model/track.h"
#include "bbplay/plan/render_plan.h"

#include "scheduler/step_voices.h"

namespace bbplay::analysis {

/// Fills StepPlan::carried of the first `count` steps: the phases each voice takes over from the
/// voice of the same key in the step before (format track 6). Steps are in processing order.
void carry_phases(const Track& track, const scheduler::RenderContext& context,
                  std::vector<StepPlan>& steps, std::size_t count);

}  // namespace bbplay::analysis
