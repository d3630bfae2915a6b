// SPDX-License-Identifier: MIT
#include "analysis/outline.h"

#include <algorithm>
#include <cstddef>
#include <memory>

#include "plan/timeline.h"
#include "scheduler/clip_player.h"
#include "scheduler/tolerating.h"

namespace bbplay::analysis {

RenderPlan outline(const Track& track, const AnalyzeOptions& options) {
  RenderPlan plan;
  plan.rate = options.rate > 0 ? options.rate : track.sample_rate;
  plan.fidelity = options.fidelity;
  plan.seed = options.seed;
  plan.steps = plan::lay_out(track, plan.rate, plan.fidelity);
  for (const StepPlan& placed : plan.steps) plan.frames = std::max(plan.frames, placed.end());
  plan.step_frames = plan.frames;
  const auto files = std::make_shared<scheduler::ClipFiles>(plan.rate, plan.fidelity);
  for (std::size_t i = 0; i < track.clips.size(); ++i) {
    scheduler::tolerating(options.unreadable, [&] {
      const scheduler::ClipPlayer clip(track.clips[i], files);
      plan.clips.push_back({i, clip.start(), clip.frames()});
      plan.frames = std::max(plan.frames, clip.end());
    });
  }
  return plan;
}

}  // namespace bbplay::analysis
