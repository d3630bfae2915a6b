// SPDX-License-Identifier: MIT
#include "voices/modulation/beating_tones.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "dsp/block/modulation_ops.h"
#include "dsp/block/turns.h"
#include "dsp/oscillator/phase_accumulator.h"

namespace bbplay::voices {

namespace {

using Quantum = std::array<double, kQuantum>;

constexpr auto kStep = static_cast<std::int64_t>(kQuantum);

Ramp beside(Ramp middle, Ramp distance, double part) noexcept {
  return {middle.from + part * distance.from, middle.to + part * distance.to};
}

}  // namespace

BeatingTones::BeatingTones(const HybridQamMonauralBeatPatch& patch, Fidelity fidelity,
                           double seconds_per_frame, const dsp::Transition& transition)
    : carrier_hz_(transition.frozen(patch.carrier_hz_r)),
      beat_hz_(transition.frozen(patch.beat_hz_r)),
      vibrato_range_hz_(transition.frozen(patch.vibrato_range_hz_r)),
      vibrato_hz_(transition.frozen(patch.vibrato_hz_r)),
      vibrato_phase_rad_(transition.frozen(patch.vibrato_phase_rad_r)),
      dt_(seconds_per_frame),
      start_{dsp::turns_of(patch.start_lower.radians), dsp::turns_of(patch.start_upper.radians)},
      vibrato_(vibrato_hz_, vibrato_phase_rad_, modulator_law(fidelity), dt_, transition),
      has_vibrato_(!vibrato_hz_.is(0) && !vibrato_range_hz_.is(0)),
      phases_(start_) {
  choose_form(patch, transition);
}

void BeatingTones::choose_form(const HybridQamMonauralBeatPatch& patch,
                               const dsp::Transition& transition) {
  const auto lowest_hz = [&](double alpha) {
    const double range = has_vibrato_ ? std::abs(vibrato_range_hz_.at(alpha)) : 0;
    return carrier_hz_.at(alpha) - range / 2 - std::abs(beat_hz_.at(alpha)) / 2;
  };
  // Concave in alpha: lowest at one of the ends.
  const dsp::TransitionCurve& curve = transition.curve();
  runs_ = std::min(lowest_hz(curve.lowest()), lowest_hz(curve.highest())) < 0;

  double ahead_rad = 0;
  if (has_vibrato_ && !runs_) {
    // sum over k < n of sin(w k + p) = (cos(p - w/2) - cos(p + (n - 1/2) w)) / (2 sin(w/2))
    const double half_step_rad = std::numbers::pi * vibrato_hz_.from * dt_;
    const double sine = std::sin(half_step_rad);
    runs_ = vibrato_hz_.moves() || vibrato_range_hz_.moves() || vibrato_phase_rad_.moves() ||
            std::abs(sine) < 1e-9;
    const double phase_rad = vibrato_phase_rad_.from - half_step_rad;
    vibrato_sum_ = Modulator(vibrato_hz_, {phase_rad, phase_rad}, PhaseLaw::sum, dt_, transition);
    vibrato_turns_ = dt_ * vibrato_range_hz_.from / (4 * sine);
    ahead_rad = dsp::kRadiansPerTurn * vibrato_turns_ * std::cos(phase_rad);
  }
  const auto tone = [&](double part, StartPhase start) {
    const double phase_rad = start.radians + ahead_rad;
    return Modulator(beside(carrier_hz_, beat_hz_, part), {phase_rad, phase_rad}, PhaseLaw::sum,
                     dt_, transition);
  };
  lower_ = tone(-0.5, patch.start_lower);
  upper_ = tone(0.5, patch.start_upper);
}

void BeatingTones::fill(const dsp::Progress& progress, std::span<double> lower,
                        std::span<double> upper) noexcept {
  if (runs_) {
    if (progress.first == 0) phases_ = start_;
    phases_ = run(progress, phases_, lower, upper);
    next_ = progress.first + kStep;
    return;
  }
  lower_.fill(progress, 0, lower);
  upper_.fill(progress, 0, upper);
  if (!has_vibrato_) return;
  Quantum wave;
  vibrato_sum_.cosines(progress, wave);
  dsp::add_scaled(lower, wave, {-vibrato_turns_, -vibrato_turns_}, {});
  dsp::add_scaled(upper, wave, {-vibrato_turns_, -vibrato_turns_}, {});
}

void BeatingTones::fill_steps(const dsp::Progress& progress, std::span<double> lower,
                              std::span<double> upper) const noexcept {
  Quantum middle, half_beat;
  dsp::fill(carrier_hz_, progress.alpha, middle);
  dsp::fill(scaled(beat_hz_, 0.5), progress.alpha, half_beat);
  if (has_vibrato_) {
    Quantum wave, rate;
    vibrato_.sines(progress, wave);
    dsp::fill(vibrato_hz_, progress.alpha, rate);
    for (std::size_t i = 0; i < kQuantum; ++i) wave[i] = rate[i] != 0 ? wave[i] : 0;
    dsp::add_scaled(middle, wave, scaled(vibrato_range_hz_, 0.5), progress.alpha);
  }
  for (std::size_t i = 0; i < kQuantum; ++i) {
    const double hz = std::max(middle[i], 0.0);
    lower[i] = dt_ * std::max(hz - half_beat[i], 0.0);
    upper[i] = dt_ * std::max(hz + half_beat[i], 0.0);
  }
}

BeatingTones::Phases BeatingTones::run(const dsp::Progress& progress, Phases phases,
                                       std::span<double> lower,
                                       std::span<double> upper) const noexcept {
  fill_steps(progress, lower, upper);
  const dsp::PhaseRules rules{.frame_s = dt_, .counts_own_frame = false};
  return {dsp::accumulate_phase(phases.lower, rules, lower),
          dsp::accumulate_phase(phases.upper, rules, upper)};
}

void BeatingTones::seek(std::int64_t frame, const dsp::Transition& transition) {
  if (!runs_) return;
  dsp::TransitionBlock moved;
  Quantum lower, upper;
  if (frame < 0) {
    // Frame 0 has the start phase: go back by what is run through until then.
    Phases ahead;
    for (std::int64_t at = frame; at < 0; at += kStep) {
      ahead = run(transition.at(at, moved), ahead, lower, upper);
    }
    phases_ = {start_.lower - ahead.lower, start_.upper - ahead.upper};
    next_ = frame;
    return;
  }
  if (next_ < 0 || frame < next_) {
    phases_ = start_;
    next_ = 0;
  }
  while (next_ < frame) fill(transition.at(next_, moved), lower, upper);
}

}  // namespace bbplay::voices
