// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "bbplay/model/track.h"
#include "bbplay/plan/render_plan.h"

#include "analysis/step_levels.h"
#include "scheduler/step_voices.h"

namespace bbplay::analysis {

/// Sets StepPlan::gain_continuity so that each step is about as loud as the one before, within 3 dB
/// (format track 4.3). Bus gains are set before.
void set_continuity_gains(const Track& track, const scheduler::RenderContext& context,
                          std::vector<StepPlan>& steps, unsigned jobs, const Tick& tick);

/// Likewise from loudnesses that are known: that of each step at its bus gains.
void even_out(const Track& track, const std::vector<double>& loudness,
              std::vector<StepPlan>& steps);

}  // namespace bbplay::analysis
