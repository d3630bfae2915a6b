// SPDX-License-Identifier: MIT
#include "analysis/continuity.h"

#include <algorithm>
#include <cmath>

#include "analysis/parallel.h"
#include "dsp/level/loudness.h"

namespace bbplay::analysis {
namespace {

struct Loudness {
  double value = 0;
  bool scales = false;  // with a gain of up to 3 dB
};

/// Loudness of a step at the step's bus and continuity gains.
Loudness loudness_of(const Track& track, const StepPlan& placed,
                     const scheduler::RenderContext& context, const Tick& tick) {
  scheduler::StepVoices voices(track, placed, context);
  dsp::StepLoudness loudness(placed.frames, context.rate);
  QuantumBuffer mix;
  constexpr auto kQuantumFrames = static_cast<std::int64_t>(kQuantum);
  for (std::int64_t first = 0; first < placed.frames; first += kQuantumFrames) {
    voices.render_mix(static_cast<float>(placed.gain_binaural * placed.gain_continuity),
                      static_cast<float>(placed.gain_noise * placed.gain_continuity), mix.block());
    const std::int64_t count = std::min(kQuantumFrames, placed.frames - first);
    loudness.add(mix.block().first(static_cast<std::size_t>(count)));
    if (first % (16 * kQuantumFrames) == 0)
      tick(std::min(16 * kQuantumFrames, placed.frames - first));
  }
  const double value = loudness.finish();
  return {value, loudness.scales()};
}

}  // namespace

void set_continuity_gains(const Track& track, const scheduler::RenderContext& context,
                          std::vector<StepPlan>& steps, unsigned jobs, const Tick& tick) {
  constexpr double kSilence = 1e-9;
  const double most = std::pow(10.0, 3.0 / 20.0);

  std::vector<Loudness> alone(steps.size());
  parallel_for(steps.size(), jobs,
               [&](std::size_t i) { alone[i] = loudness_of(track, steps[i], context, tick); });

  std::optional<double> previous;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    StepPlan& placed = steps[i];
    if (track.steps[placed.step].voices.empty()) continue;
    const auto [value, scales] = alone[i];
    if (previous && *previous > kSilence && value > kSilence) {
      placed.gain_continuity = std::clamp(*previous / value, 1 / most, most);
    }
    // Measured again where the gain may lift quiet windows over the threshold.
    previous =
        scales ? value * placed.gain_continuity : loudness_of(track, placed, context, tick).value;
  }
}

}  // namespace bbplay::analysis
