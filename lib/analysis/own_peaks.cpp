// SPDX-License-Identifier: MIT
#include "analysis/own_peaks.h"

#include <cstddef>
#include <utility>
#include <variant>

#include "bbplay/voices/voice.h"

#include "analysis/parallel.h"
#include "voices/voice_chain.h"

namespace bbplay::analysis {
namespace {

bool finds_own_peak(const SynthSpec& spec) {
  return std::visit(
      [](const auto& patch) {
        return requires { patch.finds_own_peak; };
      },
      spec.patch);
}

}  // namespace

void find_own_peaks(const Track& track, const scheduler::RenderContext& context,
                    std::vector<StepPlan>& steps, unsigned jobs, bool in_haste) {
  std::vector<std::pair<std::size_t, std::size_t>> searching;  // step, voice
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const auto& voices = track.steps[steps[i].step].voices;
    for (std::size_t v = 0; v < voices.size(); ++v) {
      if (!finds_own_peak(voices[v].synth)) continue;
      steps[i].own_peaks.resize(voices.size());
      searching.emplace_back(i, v);
    }
  }
  parallel_for(searching.size(), jobs, [&](std::size_t task) {
    const auto [i, v] = searching[task];
    const Step& step = track.steps[steps[i].step];
    VoiceContext voice = scheduler::voice_context(step, steps[i], v, context);
    voice.in_haste = in_haste;
    steps[i].own_peaks[v] =
        make_voice(voices::timed_synth(step.voices[v], voice), voice)->own_peak();
  });
}

}  // namespace bbplay::analysis
