// SPDX-License-Identifier: MIT
#include "analysis/own_levels.h"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <memory>
#include <variant>
#include <vector>

#include "bbplay/voices/voice.h"

#include "analysis/parallel.h"
#include "dsp/block/flush_denormals.h"
#include "scheduler/noise_layer_player.h"
#include "scheduler/step_voices.h"
#include "voices/noise/noise_layer.h"
#include "voices/voice_chain.h"

namespace bbplay::analysis {
namespace {

bool computes_own_levels(const SynthSpec& spec) {
  return std::visit(
      [](const auto& patch) {
        if constexpr (requires { patch.finds_own_levels(); }) return patch.finds_own_levels();
        return false;
      },
      spec.patch);
}

struct PlaceInTrack {
  std::size_t step, voice;  // indices in the plan, in the step
};

struct Searching {
  std::vector<PlaceInTrack> by_computing, in_files;
};

Searching voices_that_search(const Track& track, std::vector<StepPlan>& steps) {
  Searching searching;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const auto& voices = track.steps[steps[i].step].voices;
    for (std::size_t v = 0; v < voices.size(); ++v) {
      const bool reads = scheduler::plays_files(voices[v].synth);
      if (!reads && !computes_own_levels(voices[v].synth)) continue;
      steps[i].own_levels.resize(voices.size());
      (reads ? searching.in_files : searching.by_computing).push_back({i, v});
    }
  }
  return searching;
}

void search(const Track& track, const RenderPlan& plan, const PlaceInTrack& place,
            const std::function<void(VoiceContext&)>& set_up, std::vector<StepPlan>& steps) {
  const dsp::FlushDenormals flush;
  const StepPlan& placed = steps[place.step];
  const Step& step = track.steps[placed.step];
  VoiceContext voice =
      scheduler::voice_context(step, placed, place.voice, {plan.rate, plan.fidelity, plan.seed});
  set_up(voice);
  steps[place.step].own_levels[place.voice] =
      make_voice(voices::timed_synth(step.voices[place.voice], voice), voice)->own_levels();
}

void search_layer(const Track& track, const std::function<void(VoiceContext&)>& set_up,
                  RenderPlan& plan) {
  if (!track.noise || track.noise->noise.input_audio_path.empty()) return;
  if (!track.noise->sound_file.empty()) return;
  const dsp::FlushDenormals flush;
  VoiceContext layer = scheduler::layer_context(plan);
  set_up(layer);
  plan.layer_levels = voices::make_noise_layer(*track.noise, layer)->own_levels();
}

}  // namespace

void find_own_levels(const Track& track, RenderPlan& plan, unsigned jobs, const Tick& tick) {
  const Searching searching = voices_that_search(track, plan.steps);
  parallel_for(searching.by_computing.size(), jobs, [&](std::size_t i) {
    tick(0);
    search(
        track, plan, searching.by_computing[i], [](VoiceContext&) {}, plan.steps);
  });
  // One file after the other: there the threads share the way.
  const auto share = [&](VoiceContext& context) {
    context.sharing = [&](std::size_t count, const std::function<void(std::size_t)>& task) {
      parallel_for(count, jobs, [&](std::size_t i) {
        const dsp::FlushDenormals flush;
        tick(0);
        task(i);
      });
    };
  };
  for (const PlaceInTrack& place : searching.in_files) {
    search(track, plan, place, share, plan.steps);
  }
  search_layer(track, share, plan);
}

void estimate_own_levels(const Track& track, RenderPlan& plan, unsigned jobs) {
  const Searching searching = voices_that_search(track, plan.steps);
  constexpr std::size_t kPlacesOfTrack = 64, kFewest = 2, kMost = 16;
  const std::size_t readers = searching.in_files.size() + 1;
  const auto hasten = [&](VoiceContext& context) {
    context.in_haste = true;
    context.places_in_haste = std::clamp(kPlacesOfTrack / readers, kFewest, kMost);
  };
  for (const auto& places : {searching.by_computing, searching.in_files}) {
    parallel_for(places.size(), jobs,
                 [&](std::size_t i) { search(track, plan, places[i], hasten, plan.steps); });
  }
  search_layer(track, hasten, plan);
}

}  // namespace bbplay::analysis
