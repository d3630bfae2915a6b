// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "bbplay/model/track.h"
#include "bbplay/plan/render_plan.h"

#include "scheduler/step_voices.h"

namespace bbplay::analysis {

/// Fills StepPlan::own_peaks: lets every voice that has to know how loud it gets find it, once, so
/// that none of those built later has to.
///
/// in_haste  estimates are enough
void find_own_peaks(const Track& track, const scheduler::RenderContext& context,
                    std::vector<StepPlan>& steps, unsigned jobs, bool in_haste);

}  // namespace bbplay::analysis
