// SPDX-License-Identifier: MIT
#include "voices/tonal/carrier.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>
#include <vector>

#include "bbplay/dsp/block_ops.h"

#include "dsp/block/phase_ops.h"
#include "dsp/block/turns.h"
#include "dsp/oscillator/frequency_sum.h"
#include "dsp/transition/transition_pieces.h"

namespace bbplay::voices {
namespace {

using dsp::kRadiansPerTurn;

constexpr double kInfinite = std::numeric_limits<double>::infinity();
/// Voices may be looked at behind their end, between frames that lie far apart.
constexpr std::int64_t kFramesBehindEnd = std::int64_t{1} << 18;

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
  if (vibrates && vibrato_stands() && (lowest_hz >= 0 || !rules.floors_before_vibrato)) {
    const double half = 0.5 * constant_value(vibrato_);
    hz.from += half * vibrato_.range_hz.from;
    hz.to += half * vibrato_.range_hz.to;
    vibrates = false;
  }
  if (vibrates) {
    const bool stays_above_zero = 0.5 * transition.largest(vibrato_.range_hz) <= lowest_hz;
    const bool is_summed_up =
        stays_above_zero && (sum_up_sine_vibrato() || sum_up_kinked_vibrato(frames) ||
                             sum_up_swept_vibrato(transition, frames));
    runs_vibrato_ = !is_summed_up;
  }
  phase_ = dsp::PhaseAccumulator(hz, start_turns, rules.phase, transition, frames);
}

bool Carrier::vibrato_stands() const noexcept {
  return vibrato_.freq_hz.is(0) && !vibrato_.phase_rad.moves() && !vibrato_.skew.moves() &&
         !vibrato_.muted.moves();
}

bool Carrier::vibrato_moves() const noexcept {
  return vibrato_.range_hz.moves() || vibrato_.freq_hz.moves() || vibrato_.phase_rad.moves() ||
         vibrato_.skew.moves() || vibrato_.muted.moves();
}

/// Where in its cycle the vibrato is in frame 0 when its rate does not move.
double Carrier::first_vibrato_turns() const noexcept {
  const double time_s = rules_.vibrato_accumulates ? rules_.phase.frame_s : rules_.time.offset_s;
  return vibrato_.freq_hz.from * time_s + dsp::turns_of(vibrato_.phase_rad.from);
}

/// The sum of sin(2 pi (x0 + k d)) over k = 0 .. i is
/// (cos 2 pi (x0 - d/2) - cos 2 pi (x0 + (i + 1/2) d)) / (2 sin pi d)  (format voices-tonal 12.1).
Carrier::SineSum Carrier::sine_sum(double range_hz, double freq_hz,
                                   double first_turns) const noexcept {
  SineSum sum;
  // Whole turns per frame change no sample of the vibrato.
  sum.step = dsp::offset_from_whole_turn(freq_hz * rules_.phase.frame_s);
  sum.gain = 0.5 * range_hz * rules_.phase.frame_s / (2 * std::sin(std::numbers::pi * sum.step));
  const double x0 = dsp::fraction_of_turn(first_turns);
  const double first = x0 - 0.5 * sum.step + 0.25;  // a cosine as a sine
  sum.start = first + (rules_.phase.counts_own_frame ? sum.step : 0);
  sum.origin = std::sin(kRadiansPerTurn * first);
  return sum;
}

/// Beyond that the difference of the cosines loses too many digits.
bool Carrier::SineSum::is_exact() const noexcept {
  constexpr double kMaxTurns = 1e4;
  return std::abs(gain) < kMaxTurns;
}

bool Carrier::sum_up_sine_vibrato() {
  if (vibrato_moves() || vibrato_.triangle || vibrato_.skew.from != 0) return false;
  const SineSum sum =
      sine_sum(vibrato_.range_hz.from, vibrato_.freq_hz.from, first_vibrato_turns());
  if (!sum.is_exact()) return false;
  vibrato_gain_ = sum.gain;
  vibrato_step_ = sum.step;
  vibrato_start_ = sum.start;
  vibrato_origin_ = sum.origin;
  return true;
}

bool Carrier::sum_up_kinked_vibrato(std::int64_t frames) {
  const bool is_plain_sine = !vibrato_.triangle && vibrato_.skew.from == 0;
  if (vibrato_moves() || is_plain_sine) return false;
  vibrato_level_ = 0.5 * vibrato_.range_hz.from * rules_.phase.frame_s;
  kinked_sum_ =
      dsp::KinkedWaveSum::of(vibrato_.triangle, vibrato_.skew.from, first_vibrato_turns(),
                             vibrato_.freq_hz.from * rules_.phase.frame_s, vibrato_level_, frames);
  return kinked_sum_.has_value();
}

/// Rate and range are parabolas of time on every piece of the transition, and the phase of the
/// vibrato, a sum of the rate over frames, is a cubic.
bool Carrier::sum_up_swept_vibrato(const dsp::Transition& transition, std::int64_t frames) {
  if (vibrato_.triangle || !vibrato_.skew.is(0) || vibrato_.muted.moves()) return false;
  if (vibrato_.freq_hz.moves() && !rules_.vibrato_accumulates) return false;
  const double frame_s = rules_.phase.frame_s;
  const Ramp phase = dsp::turns_of(vibrato_.phase_rad);
  const double level = 0.5 * vibrato_.range_hz.from * frame_s;
  const double level_change = 0.5 * vibrato_.range_hz.to * frame_s - level;
  const double rate = vibrato_.freq_hz.from * frame_s;
  const double rate_change = vibrato_.freq_hz.to * frame_s - rate;

  const std::int64_t end = frames + kFramesBehindEnd;
  std::vector<dsp::SweptSinePiece> pieces;
  for (const dsp::TransitionPiece& piece : dsp::transition_pieces(transition.curve(), end)) {
    const auto [c0, c1, c2] = piece.c;
    // The rate moves on by alpha summed over the frames up to and with that of the time t; over the
    // frames of the piece that is a (t + 1) + b t (t + 1) / 2 + c t (t + 1) (2 t + 1) / 6.
    const double to_begin = static_cast<double>(piece.begin);
    const double start = dsp::fraction_of_turn(rate * to_begin) +
                         rate_change * (transition.curve().sum_before(piece.begin) + c0) +
                         (vibrato_.freq_hz.moves() ? rate : first_vibrato_turns() - phase.from);
    dsp::SweptSinePiece& sine = pieces.emplace_back();
    sine.begin = piece.begin;
    for (std::size_t k = 0; k < 3; ++k) {
      sine.level[k] = level_change * piece.c[k];
      sine.turns[k] = (phase.to - phase.from) * piece.c[k];
    }
    sine.level[0] += level;
    sine.turns[0] += phase.from + start;
    sine.turns[1] += rate + rate_change * (c0 + c1 / 2 + c2 / 6);
    sine.turns[2] += rate_change * (c1 / 2 + c2 / 2);
    sine.turns[3] += rate_change * c2 / 3;
    sine.turns[0] = dsp::fraction_of_turn(sine.turns[0]);
  }
  swept_sum_ = dsp::SweptSineSum::of(std::move(pieces), end);
  return swept_sum_.has_value();
}

double Carrier::vibrato_turns_before(std::int64_t frame) noexcept {
  return swept_sum_ ? swept_sum_->before(frame) : vibrato_level_ * kinked_sum_->before(frame);
}

/// For frames that lie apart.
void Carrier::add_vibrato_sums(const dsp::Progress& progress, std::span<double> turns) noexcept {
  double memory[kQuantum];
  const std::span<double> sums = std::span(memory).first(turns.size());
  const std::int64_t first = progress.first + (rules_.phase.counts_own_frame ? 1 : 0);
  double unit = 1;
  if (swept_sum_) {
    swept_sum_->before(first, progress.stride, sums);
  } else {
    kinked_sum_->before(first, progress.stride, sums);
    unit = vibrato_level_;
  }
  for (std::size_t i = 0; i < turns.size(); ++i) turns[i] += unit * sums[i];
}

bool Carrier::equals(const Carrier& other) const noexcept {
  return !has_vibrato() && !other.has_vibrato() && phase_.equals(other.phase_);
}

std::optional<dsp::VibratoSine> Carrier::vibrato_sine(
    const dsp::Progress& progress) const noexcept {
  if (!stands(progress)) return std::nullopt;
  const auto first = static_cast<double>(progress.first);
  const auto stride = static_cast<double>(progress.stride);
  dsp::VibratoSine sine{.phase = phase_.phase_at_rest(progress),
                        .step = stride * phase_.turns_per_frame_at_rest(progress)};
  if (vibrato_gain_ != 0) {
    sine.phase += vibrato_gain_ * vibrato_origin_;
    sine.vibrato_phase = dsp::fraction_of_turn(vibrato_start_ + vibrato_step_ * first);
    sine.vibrato_step = stride * vibrato_step_;
    sine.depth = vibrato_gain_;
    return sine;
  }
  if (!swept_sum_ || !progress.still()) return std::nullopt;
  // A moving vibrato that rests: what it has added before, and from there on a sine's sum.
  const SineSum sum =
      sine_sum(progress.now(vibrato_.range_hz).from, progress.now(vibrato_.freq_hz).from,
               vibrato_turns_at_rest(progress));
  if (!sum.is_exact()) return std::nullopt;
  sine.phase += dsp::fraction_of_turn(swept_sum_->before(progress.first)) + sum.gain * sum.origin;
  sine.vibrato_phase = dsp::fraction_of_turn(sum.start);
  sine.vibrato_step = stride * sum.step;
  sine.depth = sum.gain;
  return sine;
}

void Carrier::fill(const dsp::Progress& progress, std::span<double> turns) noexcept {
  if (runs_vibrato_) {
    fill_deviations(progress, turns);
    phase_.fill_deviating(progress, rules_.floors_before_vibrato ? 0 : -kInfinite, turns);
    return;
  }
  if (sums_by_quantum() && progress.stride == 1) {
    fill_deviations(progress, turns);
    phase_.fill_deviating_from(progress, vibrato_turns_before(progress.first), turns);
    return;
  }
  phase_.fill(progress, turns);
  if (sums_by_quantum()) add_vibrato_sums(progress, turns);
  if (vibrato_gain_ != 0) add_sine_vibrato(progress, turns);
}

void Carrier::fill_deviations(const dsp::Progress& progress, std::span<double> hz) const noexcept {
  const std::span<const double> alpha = progress.alpha;
  const Ramp skew = progress.now(vibrato_.skew), range = progress.now(vibrato_.range_hz);
  const Ramp muted = progress.now(vibrato_.muted);
  vibrato_turns(progress, hz);
  if (vibrato_.triangle) {
    dsp::skewed_triangle(hz, skew, alpha, hz);
  } else if (skew.is(0)) {
    dsp::sin_turns(hz, hz);
  } else {
    dsp::skewed_sine(hz, skew, alpha, hz);
  }
  dsp::scale(hz, {0.5 * range.from, 0.5 * range.to}, alpha);
  if (!muted.moves()) {
    if (muted.from > 0.5) std::ranges::fill(hz, 0.0);
    return;
  }
  for (std::size_t i = 0; i < hz.size(); ++i) {
    if (muted.at(alpha[i]) > 0.5) hz[i] = 0;
  }
}

void Carrier::vibrato_turns(const dsp::Progress& progress, std::span<double> turns) const noexcept {
  const Ramp freq = vibrato_.freq_hz;
  const Ramp freq_now = progress.now(freq), phase_now = progress.now(vibrato_.phase_rad);
  const double frame_s = rules_.phase.frame_s;
  if (!rules_.vibrato_accumulates || !freq.moves()) {
    const dsp::TimeAxis one_ahead{frame_s, frame_s};
    dsp::lfo_turns(rules_.vibrato_accumulates ? one_ahead : rules_.time, progress.first, freq_now,
                   phase_now, progress.alpha, turns);
    return;
  }
  const double before = dsp::signed_frequency_sum(freq, progress);
  dsp::ramped_phase(dsp::fraction_of_turn(frame_s * before), freq_now, frame_s, progress, turns);
  dsp::add_ramp(turns, dsp::turns_of(phase_now), progress.alpha);
}

/// Where in its cycle the vibrato is in the first of some frames at rest.
double Carrier::vibrato_turns_at_rest(const dsp::Progress& progress) const noexcept {
  const Ramp freq = vibrato_.freq_hz;
  const double phase = dsp::turns_of(progress.now(vibrato_.phase_rad)).from;
  const double frame_s = rules_.phase.frame_s;
  if (rules_.vibrato_accumulates) {
    const double before = dsp::signed_frequency_sum(freq, progress);
    return frame_s * (before + progress.now(freq).from) + phase;
  }
  return progress.now(freq).from * rules_.time.at(progress.first) + phase;
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
  const Swing swing = vibrato_swing(transition, begin, end);
  bound->low = std::max(0.0, bound->low - swing.reach);
  bound->high += swing.reach;
  bound->glide += swing.glide;
  return bound;
}

Carrier::Swing Carrier::vibrato_swing(const dsp::Transition& transition, std::int64_t begin,
                                      std::int64_t end) const noexcept {
  const double frame_s = rules_.phase.frame_s;
  if (kinked_sum_) {
    const double reach = std::abs(vibrato_level_);
    return {reach, reach * kinked_sum_->max_slope()};
  }
  if (swept_sum_) {
    const auto change = [](Ramp ramp) { return std::abs(ramp.to - ramp.from); };
    const Vibrato& v = vibrato_;
    const auto largest = [&](Ramp ramp) { return transition.largest(ramp, begin, end); };
    const double reach = 0.5 * frame_s * largest(v.range_hz);
    const double rate = dsp::kRadiansPerTurn * frame_s * largest(v.freq_hz);
    const double turning = reach * change(v.phase_rad) + 0.5 * frame_s * change(v.range_hz);
    return {reach, reach * rate + (turning > 0 ? turning * transition.max_slope(begin, end) : 0)};
  }
  // gain (origin - sin(start + step i))
  const double radians_per_frame = std::abs(vibrato_step_) * dsp::kRadiansPerTurn;
  const double reach = std::abs(vibrato_gain_) * radians_per_frame;
  return {reach, reach * radians_per_frame};
}

}  // namespace bbplay::voices
