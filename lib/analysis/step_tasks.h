// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "bbplay/model/track.h"
#include "bbplay/plan/render_plan.h"

namespace bbplay::analysis {

/// Which steps are better listened to by all threads, one step after the other, than beside each
/// other: those that keep a thread to themselves, if there is but one of them, or if they have many
/// voices to share out. `entries` are those of the steps.
std::vector<bool> steps_for_all_threads(const Track& track, const std::vector<StepPlan>& steps,
                                        const std::vector<StepEntry>& entries, unsigned jobs);

std::vector<StepEntry> entries_of(const std::vector<StepPlan>& steps);

/// Calls task(i, runners) for every i < count: first those of which `takes_all` is true, one after
/// the other with all threads for runners, then the others beside each other, with one.
void for_each_task(std::size_t count, unsigned jobs,
                   const std::function<bool(std::size_t)>& takes_all,
                   const std::function<void(std::size_t i, unsigned runners)>& task);

}  // namespace bbplay::analysis
