// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "bbplay/model/track.h"
#include "bbplay/plan/render_plan.h"

#include "analysis/tick.h"
#include "scheduler/step_voices.h"

namespace bbplay::analysis {

/// A voice of a step on the time line: both are indices.
struct PlacedVoice {
  std::size_t placed = 0, voice = 0;
};

/// Fills StepPlan::marks of these voices where they have running sums, in parallel. What they take over
/// from the step before has to be known.
void mark_ways(const Track& track, const scheduler::RenderContext& context,
               std::span<const PlacedVoice> voices, std::vector<StepPlan>& steps, unsigned jobs,
               const Tick& tick);

/// Adds what the voices of a step have noted from beginning to end to StepPlan::marks.
void add_marks(const std::vector<std::shared_ptr<const WayMarks>>& noted, StepPlan& placed);

/// Finds out anew where the voices of steps can be entered that have marks.
void enter_at_marks(const Track& track, const scheduler::RenderContext& context,
                    std::vector<StepPlan>& steps, unsigned jobs);

}  // namespace bbplay::analysis
