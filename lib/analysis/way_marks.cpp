// SPDX-License-Identifier: MIT
#include "analysis/way_marks.h"

#include <algorithm>

#include "bbplay/voices/voice.h"

#include "analysis/parallel.h"
#include "voices/voice_chain.h"

namespace bbplay::analysis {
void mark_ways(const Track& track, const scheduler::RenderContext& context,
               std::span<const PlacedVoice> voices, std::vector<StepPlan>& steps, unsigned jobs,
               const Tick& tick) {
  std::vector<std::shared_ptr<const WayMarks>> found(voices.size());
  parallel_for(voices.size(), jobs, [&](std::size_t task) {
    const auto [i, v] = voices[task];
    const Step& step = track.steps[steps[i].step];
    const VoiceContext voice = scheduler::voice_context(step, steps[i], v, context);
    found[task] =
        make_voice(voices::timed_synth(step.voices[v], voice), voice)->mark_way(voice.frames, [&] {
          tick(0);
        });
  });
  for (std::size_t task = 0; task < voices.size(); ++task) {
    if (!found[task]) continue;
    StepPlan& placed = steps[voices[task].placed];
    placed.marks.resize(track.steps[placed.step].voices.size());
    placed.marks[voices[task].voice] = found[task];
  }
}

void add_marks(const std::vector<std::shared_ptr<const WayMarks>>& noted, StepPlan& placed) {
  if (std::ranges::none_of(noted, [](const auto& marks) { return marks != nullptr; })) return;
  placed.marks.resize(noted.size());
  for (std::size_t v = 0; v < noted.size(); ++v) {
    if (noted[v] && noted[v]->are_all_of(placed.frames)) placed.marks[v] = noted[v];
  }
}

void enter_at_marks(const Track& track, const scheduler::RenderContext& context,
                    std::vector<StepPlan>& steps, unsigned jobs) {
  parallel_for(steps.size(), jobs, [&](std::size_t i) {
    if (steps[i].marks.empty()) return;
    steps[i].entry = scheduler::StepVoices(track, steps[i], context).entry();
  });
}

}  // namespace bbplay::analysis
