// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <vector>

#include "bbplay/model/track.h"
#include "bbplay/plan/render_plan.h"

#include "analysis/spans.h"
#include "scheduler/step_voices.h"

namespace bbplay::analysis {

/// Called between blocks of work with the frames just done; throws to give up.
using Tick = std::function<void(std::int64_t frames)>;

/// Peaks of the buses of one step before their gains.
struct BusPeaks {
  double binaural = 0;          // whole step
  double binaural_in_core = 0;  // within the spans given
  std::optional<double> noise;  // largest single voice; absent without noise voices
  bool seeks_at_once = false;   // of the step's voices
};

/// Listens to the voices of a step, from the start until the peak is as good as known: the scan of
/// a step with only one bus ends at the first block of 4096 frames after which the running peak
/// within the core is at most 2^-17 below the sum of what its voices can reach.
BusPeaks scan_buses(const Track& track, const LanePlan& lane,
                    const scheduler::RenderContext& context, const std::vector<Span>& core,
                    const Tick& tick);

/// Bus gains of spec track section 4.2, from the peaks.
void set_bus_gains(const Step& step, const BusPeaks& peaks, LanePlan& lane);

/// Peaks of the mix of a step at the lane's gains.
struct MixPeaks {
  double whole = 0;
  double core = 0;
};
MixPeaks scan_mix(const Track& track, const LanePlan& lane, const scheduler::RenderContext& context,
                  const std::vector<Span>& core, const Tick& tick);

}  // namespace bbplay::analysis
