// SPDX-License-Identifier: MIT
#include "analysis/sums.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "analysis/expected_peak_over_noise.h"
#include "scheduler/noise_layer_player.h"

namespace bbplay::analysis {

Sums sums_of(const Track& track, RenderPlan& plan) {
  Sums sums;
  sums.spans = fringe_spans(plan.steps, plan.fidelity, plan.rate);
  for (const ClipPlan& clip : plan.clips) {
    sums.spans.push_back({std::max<std::int64_t>(0, clip.start), clip.end()});
  }
  if (track.noise && track.noise->sound_file.empty()) {
    plan.layer_seeks_at_once =
        scheduler::NoiseLayerPlayer(*track.noise, plan, plan.master_gain).seeks_at_once();
    if (may_expect_peak(plan)) {
      sums.expected_noise = voices::loudness_of_layer(*track.noise, scheduler::layer_context(plan));
    }
  }
  if (track.noise && !sums.expected_noise) sums.spans.push_back({0, plan.step_frames});
  sums.spans = unite(std::move(sums.spans), plan.rate);
  return sums;
}

}  // namespace bbplay::analysis
