// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include "bbplay/model/track.h"
#include "bbplay/plan/render_plan.h"

#include "analysis/way_marks.h"
#include "scheduler/step_voices.h"

namespace bbplay::analysis {

/// Fills StepPlan::carried of the first `count` steps: the phases each voice takes over from the
/// voice of the same key in the step before (format track 6). Steps are in processing order.
///
/// mark  marks the ways of voices of which the last phases are asked for next; may be missing
void carry_phases(const Track& track, const scheduler::RenderContext& context,
                  std::vector<StepPlan>& steps, std::size_t count,
                  const std::function<void(std::span<const PlacedVoice>)>& mark = {});

}  // namespace bbplay::analysis
