// SPDX-License-Identifier: MIT
#include "analysis/curves_ahead.h"

#include <cstddef>
#include <functional>

#include "analysis/parallel.h"
#include "dsp/block/flush_denormals.h"
#include "voices/voice_chain.h"

namespace bbplay::analysis {

void survey_curves(const Track& track, const scheduler::RenderContext& context,
                   const std::vector<StepPlan>& steps, unsigned jobs, const Tick& tick) {
  // Fewer than are remembered, so that none is evaluated twice. Of more curves each thread has its
  // own to evaluate anyway.
  constexpr int kMost = 16;
  if (thread_count(jobs) == 1) return;
  const dsp::FlushDenormals flush;
  const dsp::Sharing share = [&](std::size_t count, const std::function<void(std::size_t)>& task) {
    parallel_for(count, jobs, [&](std::size_t i) {
      tick(0);
      task(i);
    });
  };
  int surveyed = 0;
  for (const StepPlan& placed : steps) {
    const Step& step = track.steps[placed.step];
    for (std::size_t v = 0; v < step.voices.size(); ++v) {
      const VoiceContext voice = scheduler::voice_context(step, placed, v, context);
      if (voices::survey_curve_ahead(step.voices[v], voice, share) && ++surveyed == kMost) return;
    }
  }
}

}  // namespace bbplay::analysis
