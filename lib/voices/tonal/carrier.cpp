// SPDX-License-Identifier: MIT
#include "voices/tonal/carrier.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "bbplay/dsp/block_ops.h"

#include "dsp/block/phase_ops.h"
#include "dsp/block/turns.h"
#include "dsp/oscillator/frequency_sum.h"

namespace bbplay::voices {
namespace {

using dsp::kRadiansPerTurn;

constexpr double kInfinite = std::numeric_limits<double>::infinity();

Vibrato frozen(Vibrato vibrato, const dsp::Transition& transition) {
  for (Ramp* ramp :
       {&vibrato.range_hz, &vibrato.freq_hz, &vibrato.phase_rad, &vibrato.skew, &vibrato.muted}) {
    *ramp = transition.frozen(*ramp);
  }
  return vibrato;
}

bool is_muted_throughout(const Vibrato& vibrato) {
  return !vibrato.muted.moves() && vibrato.muted.from > 0.5;
}

/// Value of a vibrato of 0 Hz, -1 .. 1.
double constant_value(const Vibrato& vibrato) {
  const double position = dsp::unskewed(dsp::turns_of(vibrato.phase_rad.from), vibrato.skew.from);
  return vibrato.triangle ? 1 - std::abs(4 * position - 2) : std::sin(kRadiansPerTurn * position);
}

}  // namespace

Carrier::Carrier(Ramp hz, const Vibrato& vibrato, double start_turns, const CarrierRules& rules,
                 const dsp::Transition& transition, std::int64_t frames)
    : vibrato_(frozen(vibrato, transition)), rules_(rules) {
  hz = transition.frozen(hz);
  const Ramp reach = transition.range(hz);
  const double lowest_hz = std::min(reach.from, reach.to);
  bool vibrates = !vibrato_.range_hz.is(0) && !is_muted_throughout(vibrato_);
  if (vibrates && vibrato_is_constant() && (lowest_hz >= 0 || !rules.floors_before_vibrato)) {
    const double half = 0.5 * constant_value(vibrato_);
    hz.from += half * vibrato_.range_hz.from;
    hz.to += half * vibrato_.range_hz.to;
    vibrates = false;
  }
  runs_vibrato_ = vibrates && !sum_up_sine_vibrato(lowest_hz);
  phase_ = dsp::PhaseAccumulator(hz, start_turns, rules.phase, transition, frames);
}

bool Carrier::vibrato_is_constant() const noexcept {
  return vibrato_.freq_hz.is(0) && !vibrato_.phase_rad.moves() && !vibrato_.skew.moves() &&
         !vibrato_.muted.moves();
}

/// The sum of sin(2 pi (x0 + k d)) over k = 0 .. i is
/// (cos 2 pi (x0 - d/2) - cos 2 pi (x0 + (i + 1/2) d)) / (2 sin pi d)  (format voices-tonal 12.1).
bool Carrier::sum_up_sine_vibrato(double lowest_hz) {
  const bool moves = vibrato_.range_hz.moves() || vibrato_.freq_hz.moves() ||
                     vibrato_.phase_rad.moves() || vibrato_.skew.moves() || vibrato_.muted.moves();
  const double half_range = 0.5 * vibrato_.range_hz.from;
  if (moves || vibrato_.triangle || vibrato_.skew.from != 0) return false;
  if (std::abs(half_range) > lowest_hz) return false;
  const double turns_per_frame = vibrato_.freq_hz.from * rules_.phase.frame_s;
  // Whole turns per frame change no sample of the vibrato.
  const double step = dsp::offset_from_whole_turn(turns_per_frame);
  const double gain = half_range * rules_.phase.frame_s / (2 * std::sin(std::numbers::pi * step));
  // Beyond that the difference of the cosines loses too many digits.
  constexpr double kMaxTurns = 1e4;
  if (!(std::abs(gain) < kMaxTurns)) return false;
  const double start_time =
      rules_.vibrato_accumulates ? rules_.phase.frame_s : rules_.time.offset_s;
  const double x0 = vibrato_.freq_hz.from * start_time + dsp::turns_of(vibrato_.phase_rad.from);
  const double first = dsp::fraction_of_turn(x0) - 0.5 * step + 0.25;  // a cosine as a sine
  vibrato_gain_ = gain;
  vibrato_step_ = step;
  vibrato_start_ = first + (rules_.phase.counts_own_frame ? step : 0);
  vibrato_origin_ = std::sin(kRadiansPerTurn * first);
  return true;
}

bool Carrier::equals(const Carrier& other) const noexcept {
  return !has_vibrato() && !other.has_vibrato() && phase_.equals(other.phase_);
}

void Carrier::fill(const dsp::Progress& progress, std::span<double> turns) noexcept {
  if (runs_vibrato_) {
    fill_deviations(progress, turns);
    phase_.fill_deviating(progress, rules_.floors_before_vibrato ? 0 : -kInfinite, turns);
    return;
  }
  phase_.fill(progress, turns);
  if (vibrato_gain_ != 0) add_sine_vibrato(progress, turns);
}

void Carrier::fill_deviations(const dsp::Progress& progress, std::span<double> hz) const noexcept {
  const std::span<const double> alpha = progress.alpha;
  vibrato_turns(progress, hz);
  if (vibrato_.triangle) {
    dsp::skewed_triangle(hz, vibrato_.skew, alpha, hz);
  } else if (vibrato_.skew.is(0)) {
    dsp::sin_turns(hz, hz);
  } else {
    dsp::skewed_sine(hz, vibrato_.skew, alpha, hz);
  }
  dsp::scale(hz, {0.5 * vibrato_.range_hz.from, 0.5 * vibrato_.range_hz.to}, alpha);
  if (!vibrato_.muted.moves()) return;
  for (std::size_t i = 0; i < hz.size(); ++i) {
    if (vibrato_.muted.at(alpha[i]) > 0.5) hz[i] = 0;
  }
}

void Carrier::vibrato_turns(const dsp::Progress& progress, std::span<double> turns) const noexcept {
  const Ramp freq = vibrato_.freq_hz;
  const double frame_s = rules_.phase.frame_s;
  if (!rules_.vibrato_accumulates || !freq.moves()) {
    const dsp::TimeAxis one_ahead{frame_s, frame_s};
    dsp::lfo_turns(rules_.vibrato_accumulates ? one_ahead : rules_.time, progress.first, freq,
                   vibrato_.phase_rad, progress.alpha, turns);
    return;
  }
  const double before = dsp::signed_frequency_sum(freq, progress);
  dsp::ramped_phase(dsp::fraction_of_turn(frame_s * before), freq, frame_s, progress, turns);
  dsp::add_ramp(turns, dsp::turns_of(vibrato_.phase_rad), progress.alpha);
}

void Carrier::add_sine_vibrato(const dsp::Progress& progress,
                               std::span<double> turns) const noexcept {
  const double start = vibrato_start_ + vibrato_step_ * static_cast<double>(progress.first);
  dsp::subtract_sine_line(dsp::fraction_of_turn(start),
                          vibrato_step_ * static_cast<double>(progress.stride), vibrato_gain_,
                          vibrato_gain_ * vibrato_origin_, turns);
}

std::optional<dsp::PhaseBound> Carrier::phase_bound(const dsp::Transition& transition,
                                                    std::int64_t begin,
                                                    std::int64_t end) const noexcept {
  if (runs_vibrato_) return std::nullopt;
  std::optional<dsp::PhaseBound> bound = phase_.bound(transition, begin, end);
  if (!bound) return bound;
  // Of the vibrato gain (origin - sin(start + step i)).
  const double radians_per_frame = std::abs(vibrato_step_) * dsp::kRadiansPerTurn;
  const double swing = std::abs(vibrato_gain_) * radians_per_frame;
  bound->low = std::max(0.0, bound->low - swing);
  bound->high += swing;
  bound->glide += swing * radians_per_frame;
  return bound;
}

}  // namespace bbplay::voices
