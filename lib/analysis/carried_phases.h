// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "bbplay/model/track.h"
#include "bbplay/plan/render_plan.h"

#include "scheduler/step_voices.h"

namespace bbplay::analysis {

/// Fills LanePlan::carried of every lane: the phases each voice takes over from the voice of the
/// same key in the step before (spec track section 6). Steps are in processing order.
void carry_phases(const Track& track, const scheduler::RenderContext& context,
                  std::vector<LanePlan>& lanes);

}  // namespace bbplay::analysis
