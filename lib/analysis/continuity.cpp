// SPDX-License-Identifier: MIT
#include "analysis/continuity.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "analysis/parallel.h"
#include "analysis/step_tasks.h"
#include "dsp/level/loudness.h"
#include "scheduler/step_mix.h"

namespace bbplay::analysis {
namespace {

struct Loudness {
  double value = 0;
  bool scales = false;  // with a gain of up to 3 dB
};

/// Loudness of a step at the step's bus and continuity gains.
Loudness loudness_of(const Track& track, const StepPlan& placed,
                     const scheduler::RenderContext& context, const Tick& tick) {
  scheduler::StepMix voices(track, placed, context,
                            static_cast<float>(placed.gain_binaural * placed.gain_continuity),
                            static_cast<float>(placed.gain_noise * placed.gain_continuity));
  voices.seek(0);
  dsp::StepLoudness loudness(placed.frames, context.rate);
  QuantumBuffer mix;
  constexpr auto kQuantumFrames = static_cast<std::int64_t>(kQuantum);
  for (std::int64_t first = 0; first < placed.frames; first += kQuantumFrames) {
    voices.service(kQuantumFrames);
    voices.render(mix.block());
    const std::int64_t count = std::min(kQuantumFrames, placed.frames - first);
    loudness.add(mix.block().first(static_cast<std::size_t>(count)));
    if (first % (16 * kQuantumFrames) == 0)
      tick(std::min(16 * kQuantumFrames, placed.frames - first));
  }
  const double value = loudness.finish();
  return {value, loudness.scales()};
}

/// Chooses the gain of one step after the other.
class Evener {
 public:
  /// value  loudness at the bus gains
  void set_gain(double value, StepPlan& placed) const {
    if (previous_ && *previous_ > kSilence && value > kSilence) {
      placed.gain_continuity = std::clamp(*previous_ / value, 1 / kMost, kMost);
    }
  }
  /// At all its gains.
  void go_on_from(double loudness) { previous_ = loudness; }

 private:
  static constexpr double kSilence = 1e-9;
  static inline const double kMost = std::pow(10.0, 3.0 / 20.0);
  std::optional<double> previous_;
};

}  // namespace

void set_continuity_gains(const Track& track, const scheduler::RenderContext& context,
                          std::vector<StepPlan>& steps, unsigned jobs, const Tick& tick) {
  std::vector<Loudness> alone(steps.size());
  scheduler::RenderContext on_all_threads = context;
  on_all_threads.runners = thread_count(jobs);
  const std::vector<bool> chosen = steps_for_all_threads(track, steps, entries_of(steps), jobs);
  for_each_task(
      steps.size(), jobs, [&](std::size_t i) { return bool{chosen[i]}; },
      [&](std::size_t i, unsigned runners) {
        alone[i] = loudness_of(track, steps[i], runners > 1 ? on_all_threads : context, tick);
      });

  Evener evener;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    StepPlan& placed = steps[i];
    if (track.steps[placed.step].voices.empty()) continue;
    const auto [value, scales] = alone[i];
    evener.set_gain(value, placed);
    // Measured again where the gain may lift quiet windows over the threshold.
    evener.go_on_from(scales ? value * placed.gain_continuity
                             : loudness_of(track, placed, on_all_threads, tick).value);
  }
}

void even_out(const Track& track, const std::vector<double>& loudness,
              std::vector<StepPlan>& steps) {
  Evener evener;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (track.steps[steps[i].step].voices.empty()) continue;
    evener.set_gain(loudness[i], steps[i]);
    evener.go_on_from(loudness[i] * steps[i].gain_continuity);
  }
}

}  // namespace bbplay::analysis
