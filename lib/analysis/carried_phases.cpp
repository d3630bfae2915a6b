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

/// The voices of a step whose phases a voice of the next one takes over. Of those with one key the last
/// one counts, even when it has no phases to hand on.
std::vector<std::size_t> voices_continued(const Step& step, const Step& next) {
  std::vector<std::size_t> found;
  for (std::size_t v = 0; v < step.voices.size(); ++v) {
    const auto has_its_key = [&](const VoiceSpec& other) {
      return other.key == step.voices[v].key;
    };
    const bool is_last = std::none_of(step.voices.begin() + static_cast<std::ptrdiff_t>(v) + 1,
                                      step.voices.end(), has_its_key);
    const bool is_wanted = std::ranges::any_of(next.voices, [&](const VoiceSpec& other) {
      return has_its_key(other) && other.bus != Bus::noise;
    });
    if (is_last && is_wanted && hands_on_phases(step.voices[v].synth)) found.push_back(v);
  }
  return found;
}

}  // namespace

void carry_phases(const Track& track, const scheduler::RenderContext& context,
                  std::vector<StepPlan>& steps, std::size_t count,
                  const std::function<void(std::span<const PlacedVoice>)>& mark) {
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
    const std::vector<std::size_t> asked = voices_continued(step, track.steps[steps[k + 1].step]);
    if (mark) {
      std::vector<PlacedVoice> ways;
      for (const std::size_t v : asked) ways.push_back({k, v});
      mark(ways);
    }
    for (const std::size_t v : asked) {
      const VoiceSpec& voice = step.voices[v];
      const VoiceContext voice_context = scheduler::voice_context(step, placed, v, context);
      const auto final_phases =
          make_voice(voices::timed_synth(voice, voice_context), voice_context)->final_phases();
      if (final_phases) phases[voice.key] = *final_phases;
    }
  }
}

}  // namespace bbplay::analysis
