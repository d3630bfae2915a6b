// SPDX-License-Identifier: MIT
#include "analysis/step_tasks.h"

#include <algorithm>

#include "analysis/parallel.h"
#include "dsp/block/flush_denormals.h"
#include "scheduler/step_mix.h"

namespace bbplay::analysis {

std::vector<bool> steps_for_all_threads(const Track& track, const std::vector<StepPlan>& steps,
                                        const std::vector<StepEntry>& entries, unsigned jobs) {
  constexpr std::size_t kManyVoices = 4;  // for each thread
  std::vector<bool> chosen(steps.size());
  const unsigned threads = thread_count(jobs);
  if (threads == 1) return chosen;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    chosen[i] = scheduler::keeps_a_thread(entries[i], steps[i].frames);
  }
  if (std::ranges::count(chosen, true) <= 1) return chosen;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (track.steps[steps[i].step].voices.size() < kManyVoices * threads) chosen[i] = false;
  }
  return chosen;
}

std::vector<StepEntry> entries_of(const std::vector<StepPlan>& steps) {
  std::vector<StepEntry> entries;
  entries.reserve(steps.size());
  for (const StepPlan& placed : steps) entries.push_back(placed.entry);
  return entries;
}

void for_each_task(std::size_t count, unsigned jobs,
                   const std::function<bool(std::size_t)>& takes_all,
                   const std::function<void(std::size_t i, unsigned runners)>& task) {
  std::vector<std::size_t> others;
  for (std::size_t i = 0; i < count; ++i) {
    if (!takes_all(i)) {
      others.push_back(i);
      continue;
    }
    const dsp::FlushDenormals flush;
    task(i, thread_count(jobs));
  }
  parallel_for(others.size(), jobs, [&](std::size_t i) { task(others[i], 1); });
}

}  // namespace bbplay::analysis
