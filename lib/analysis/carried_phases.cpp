// SPDX-License-Identifier: MIT
#include "analysis/carried_phases.h"

#include <algorithm>
#include <map>
#include <string>
#include <type_traits>
#include <variant>

#include "bbplay/voices/voice.h"

#include "voices/voice_chain.h"

namespace bbplay::analysis {
namespace {

bool hands_on_phases(const SynthSpec& spec) {
  return std::visit(
      [](const auto& patch) {
        return requires { patch.carries_phases; };
      },
      spec.patch);
}

}  // namespace

void carry_phases(const Track& track, const scheduler::RenderContext& context,
                  std::vector<StepPlan>& steps, std::size_t count) {
  std::map<std::string, CarriedPhases> phases;  // of the previous step, by voice key
  for (std::size_t k = 0; k < count; ++k) {
    StepPlan& placed = steps[k];
    const Step& step = track.steps[placed.step];
    placed.carried.assign(step.voices.size(), std::nullopt);
    for (std::size_t v = 0; v < step.voices.size(); ++v) {
      const auto found = phases.find(step.voices[v].key);
      if (found != phases.end() && step.voices[v].bus != Bus::noise)
        placed.carried[v] = found->second;
    }
    phases.clear();
    if (k + 1 == count) break;
    // Of voices with one key the last one counts, even when it has no phases to hand on.
    for (std::size_t v = 0; v < step.voices.size(); ++v) {
      const VoiceSpec& voice = step.voices[v];
      phases.erase(voice.key);
      if (!hands_on_phases(voice.synth)) continue;
      const bool wanted = std::ranges::any_of(
          track.steps[steps[k + 1].step].voices,
          [&](const VoiceSpec& next) { return next.key == voice.key && next.bus != Bus::noise; });
      if (!wanted) continue;
      const VoiceContext voice_context = scheduler::voice_context(step, placed, v, context);
      const auto final_phases =
          make_voice(voices::timed_synth(voice, voice_context), voice_context)->final_phases();
      if (final_phases) phases[voice.key] = *final_phases;
    }
  }
}

}  // namespace bbplay::analysis
