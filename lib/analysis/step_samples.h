// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>

#include "bbplay/model/track.h"
#include "bbplay/plan/render_plan.h"

#include "analysis/step_levels.h"
#include "scheduler/step_voices.h"

namespace bbplay::analysis {

/// How much of something is listened to for an estimate.
struct SampleBudget {
  std::size_t fewest = 8, most = 512;  // quanta
  /// Asked in between: whether there is no time for more than the fewest. Any thread.
  std::function<bool()> enough;
};

/// One step listened to here and there: quanta spread over it, but not regularly, so that a beat is
/// not met in the same phase again and again. Voices that cannot be entered anywhere are heard from
/// the beginning, as far as the budget goes.  [one thread]
class StepSamples {
 public:
  StepSamples(const Track& track, const StepPlan& placed, const scheduler::RenderContext& context);

  std::size_t voices() const noexcept { return voices_.size(); }
  bool has_noise() const noexcept { return voices_.has(Bus::noise); }

  /// As StepScan finds them, expected from the samples.
  BusPeaks peaks(const SampleBudget& budget);
  /// Peak of the mix at the bus and continuity gains of the plan.
  double mix_peak(const StepPlan& placed, const SampleBudget& budget);
  /// Loudness at the same gains (format track 4.3), of stretches as long as its windows.
  double loudness(const StepPlan& placed, const SampleBudget& budget);

 private:
  /// Puts the voices at one place after the other and calls `hear` for each of the `run` quanta
  /// there.
  void visit(std::int64_t run, const SampleBudget& budget, const std::function<void()>& hear);
  double quanta() const noexcept;

  std::int64_t frames_;
  int rate_;
  scheduler::StepVoices voices_;
  std::int64_t run_ = 1;  // quanta, so that filters have run in
};

}  // namespace bbplay::analysis
