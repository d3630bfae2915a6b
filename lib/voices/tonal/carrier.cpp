// SPDX-License-Identifier: MIT
#include "voices/tonal/carrier.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <numbers>

#include "bbplay/dsp/block_ops.h"

#include "dsp/block/phase_ops.h"
#include "dsp/oscillator/turns.h"

namespace bbplay::voices {
namespace {

constexpr double kTurn = 2 * std::numbers::pi;
constexpr double kInfinite = std::numeric_limits<double>::infinity();

Ramp turns_of(Ramp radians) { return {radians.from / kTurn, radians.to / kTurn}; }

/// Value of an LFO that stands still.
double frozen_lfo(const Vibrato& vibrato) {
  const double position = dsp::unskewed(vibrato.phase_rad.from / kTurn, vibrato.skew.from);
  return vibrato.triangle ? 1 - std::abs(4 * position - 2) : std::sin(kTurn * position);
}

}  // namespace

Carrier::Carrier(Ramp hz, const Vibrato& vibrato, double start_turns, const CarrierRules& rules,
                 const dsp::Transition& motion, std::int64_t frames)
    : hz_(motion.frozen(hz)), vibrato_(vibrato), rules_(rules), start_turns_(start_turns) {
  for (Ramp* ramp : {&vibrato_.range_hz, &vibrato_.freq_hz, &vibrato_.phase_rad, &vibrato_.skew,
                     &vibrato_.muted}) {
    *ramp = motion.frozen(*ramp);
  }
  choose_law(motion, frames);
  reset();
}

void Carrier::choose_law(const dsp::Transition& motion, std::int64_t frames) {
  const double alpha_low = motion.curve().lowest(), alpha_high = motion.curve().highest();
  const double lowest_hz = std::min(hz_.at(alpha_low), hz_.at(alpha_high));
  const bool always_muted = !vibrato_.muted.moves() && vibrato_.muted.from > 0.5;
  has_vibrato_ = !vibrato_.range_hz.is(0) && !always_muted;

  const bool stands = vibrato_.freq_hz.is(0) && !vibrato_.phase_rad.moves() &&
                      !vibrato_.skew.moves() && !vibrato_.muted.moves();
  if (has_vibrato_ && stands && (lowest_hz >= 0 || !rules_.vibrato_above_zero)) {
    const double half = 0.5 * frozen_lfo(vibrato_);
    hz_.from += half * vibrato_.range_hz.from;
    hz_.to += half * vibrato_.range_hz.to;
    has_vibrato_ = false;
  }
  if (has_vibrato_ && !sum_up_sine_vibrato(lowest_hz)) {
    law_ = Law::running;
    return;
  }
  has_vibrato_ = false;
  sum_ = dsp::FrequencySum(hz_, motion, frames);
  law_ = !sum_.is_known() ? Law::running : hz_.moves() ? Law::sweep : Law::line;
  step_ = std::fmax(0.0, hz_.from) * rules_.frame_s;
}

/// The sum of sin(2 pi (x0 + k d)) over k = 0 .. i is
/// (cos 2 pi (x0 - d/2) - cos 2 pi (x0 + (i + 1/2) d)) / (2 sin pi d)  (format voices-tonal 12.1).
bool Carrier::sum_up_sine_vibrato(double lowest_hz) {
  const bool moves = vibrato_.range_hz.moves() || vibrato_.freq_hz.moves() ||
                     vibrato_.phase_rad.moves() || vibrato_.skew.moves() || vibrato_.muted.moves();
  const double half_range = 0.5 * vibrato_.range_hz.from;
  if (moves || vibrato_.triangle || vibrato_.skew.from != 0) return false;
  if (std::abs(half_range) > lowest_hz) return false;
  const double turns_per_frame = vibrato_.freq_hz.from * rules_.frame_s;
  // Whole turns per frame change no sample of the vibrato.
  const double step = turns_per_frame - std::round(turns_per_frame);
  const double gain = half_range * rules_.frame_s / (2 * std::sin(std::numbers::pi * step));
  // Beyond that the difference of the cosines loses too many digits.
  constexpr double kMaxTurns = 1e4;
  if (!(std::abs(gain) < kMaxTurns)) return false;
  const double start_time = rules_.vibrato_runs ? rules_.frame_s : rules_.time.offset_s;
  const double x0 = vibrato_.freq_hz.from * start_time + vibrato_.phase_rad.from / kTurn;
  const double first = dsp::fraction_of_turn(x0) - 0.5 * step + 0.25;  // a cosine as a sine
  vibrato_gain_ = gain;
  vibrato_step_ = step;
  vibrato_start_ = first + (rules_.starts_on_phase ? 0 : step);
  vibrato_origin_ = std::sin(kTurn * first);
  return true;
}

bool Carrier::equals(const Carrier& other) const noexcept {
  const bool plain = law_ != Law::running && vibrato_gain_ == 0;
  const bool other_plain = other.law_ != Law::running && other.vibrato_gain_ == 0;
  return plain && other_plain && hz_ == other.hz_ && start_turns_ == other.start_turns_;
}

double Carrier::phase(std::int64_t frame) const noexcept {
  const auto steps = static_cast<double>(frame) + (rules_.starts_on_phase ? 0 : 1);
  return start_turns_ + dsp::fraction_of_turn(steps * step_);
}

void Carrier::fill(const dsp::Progress& progress, std::span<double> turns) noexcept {
  switch (law_) {
    case Law::line:
      dsp::phase_line(phase(progress.first), static_cast<double>(progress.stride) * step_, turns);
      break;
    case Law::sweep:
      sweep_on(progress, turns);
      break;
    case Law::running:
      deviations(progress, turns);
      dsp::deviating_steps(hz_, rules_.vibrato_above_zero ? 0 : -kInfinite, progress.alpha,
                           rules_.frame_s, turns);
      running_turns_ = dsp::fraction_of_turn(add_up(running_turns_, turns));
      break;
  }
  if (vibrato_gain_ != 0) add_sine_vibrato(progress, turns);
}

double Carrier::add_up(double start, std::span<double> steps) const noexcept {
  return rules_.starts_on_phase ? dsp::running_sum_before(start, steps)
                                : dsp::running_sum(start, steps);
}

void Carrier::sweep_on(const dsp::Progress& progress, std::span<double> turns) const noexcept {
  const double before = rules_.frame_s * sum_.before(progress.first, progress.alpha_before);
  const double start = start_turns_ + dsp::fraction_of_turn(before);
  const std::int64_t frames = progress.stride * static_cast<std::int64_t>(turns.size());
  if (!sum_.is_straight(progress.first, frames)) {
    assert(progress.stride == 1);
    dsp::frequency_steps(hz_, progress.alpha, rules_.frame_s, turns);
    add_up(start, turns);
  } else if (rules_.starts_on_phase) {
    dsp::ramped_phase_before(start, hz_, rules_.frame_s, progress, turns);
  } else {
    dsp::ramped_phase(start, hz_, rules_.frame_s, progress, turns);
  }
}

void Carrier::deviations(const dsp::Progress& progress, std::span<double> hz) const noexcept {
  if (!has_vibrato_) {
    std::fill(hz.begin(), hz.end(), 0.0);
    return;
  }
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
  const double frame_s = rules_.frame_s;
  if (!rules_.vibrato_runs || !freq.moves()) {
    const dsp::TimeAxis one_ahead{frame_s, frame_s};
    dsp::lfo_turns(rules_.vibrato_runs ? one_ahead : rules_.time, progress.first, freq,
                   vibrato_.phase_rad, progress.alpha, turns);
    return;
  }
  const double before = freq.from * static_cast<double>(progress.first) +
                        (freq.to - freq.from) * progress.alpha_before;
  dsp::ramped_phase(dsp::fraction_of_turn(frame_s * before), freq, frame_s, progress, turns);
  dsp::add_ramp(turns, turns_of(vibrato_.phase_rad), progress.alpha);
}

void Carrier::add_sine_vibrato(const dsp::Progress& progress,
                               std::span<double> turns) const noexcept {
  const double start = vibrato_start_ + vibrato_step_ * static_cast<double>(progress.first);
  dsp::subtract_sine_line(dsp::fraction_of_turn(start),
                          vibrato_step_ * static_cast<double>(progress.stride), vibrato_gain_,
                          vibrato_gain_ * vibrato_origin_, turns);
}

std::optional<PhaseBound> Carrier::phase_bound(const dsp::Transition& motion, std::int64_t begin,
                                               std::int64_t end) const noexcept {
  const Ramp whole = motion.range(hz_);
  if (law_ == Law::running || std::min(whole.from, whole.to) < 0) return std::nullopt;
  const Ramp hz = motion.range(hz_, begin, end);
  // Of the vibrato gain (origin - sin(start + step i)).
  const double swing = std::abs(vibrato_gain_ * vibrato_step_) * kTurn;
  const double rise = std::abs(hz_.to - hz_.from) * rules_.frame_s;
  return PhaseBound{
      .low = std::max(0.0, hz.low() * rules_.frame_s - swing),
      .high = hz.high() * rules_.frame_s + swing,
      .glide = (rise > 0 ? rise * motion.max_slope() : 0) + swing * std::abs(vibrato_step_) * kTurn,
      .bent_slope = 0};
}

}  // namespace bbplay::voices
