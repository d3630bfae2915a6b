// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <vector>

#include "bbplay/model/track.h"
#include "bbplay/plan/render_plan.h"

#include "analysis/step_levels.h"
#include "scheduler/step_voices.h"

namespace bbplay::analysis {

/// Which blends are worth the time.
using WantsLag = std::function<bool(const Fade& blend)>;

/// Finds the lags of the blends that are wanted (all, without `wanted`), in processing order, by
/// rendering the frames of the blend from both sides and correlating them (format track 5.2). Gains and
/// carried phases are set before.
///
/// jobs  threads; as the lag of a blend moves what the next one is compared with, two of them have
///       something to do at a time: a side each, then a channel each
void find_lags(const Track& track, const scheduler::RenderContext& context,
               std::vector<StepPlan>& steps, const WantsLag& wanted, unsigned jobs,
               const Tick& tick);

}  // namespace bbplay::analysis
