// SPDX-License-Identifier: MIT
#include "voices/tonal/carrier_pair.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

#include "bbplay/dsp/block_ops.h"

#include "dsp/block/modulation_ops.h"
#include "dsp/block/phase_ops.h"
#include "dsp/block/turns.h"

namespace bbplay::voices {
namespace {

/// Moves phases on by what the progress asks for.
void turn_on(const dsp::Progress& progress, std::span<double> turns) noexcept {
  if (progress.turns_ahead != 0)
    dsp::add_ramp(turns, {progress.turns_ahead, progress.turns_ahead}, {});
}

}  // namespace

std::int64_t last_quantum(std::int64_t frames) noexcept {
  constexpr auto kStep = static_cast<std::int64_t>(kQuantum);
  return (frames - 1) / kStep * kStep;
}

double wrapped_radians(double turns) noexcept {
  const double radians = dsp::kRadiansPerTurn * dsp::fraction_of_turn(turns);
  return radians < dsp::kRadiansPerTurn ? radians : 0;
}

CarriedPhases PairStart::phases() const noexcept {
  return {wrapped_radians(dsp::turns_of(first.radians)),
          wrapped_radians(dsp::turns_of(second.radians))};
}

CarrierPair::CarrierPair(const Carrier& first, const Carrier& second,
                         const PhaseWobblePatch& wobble, const dsp::TimeAxis& wobble_time,
                         const dsp::Transition& transition)
    : first_(first),
      second_(second),
      identical_(first.equals(second)),
      wobble_time_(wobble_time),
      wobble_hz_(transition.frozen(wobble.freq_hz)) {
  // The range is peak to peak, in radians.
  const Ramp range = transition.frozen(wobble.range_rad);
  wobble_turns_ = {range.from / (2 * dsp::kRadiansPerTurn), range.to / (2 * dsp::kRadiansPerTurn)};
  wobbles_ = !range.is(0) && !wobble_hz_.is(0);
}

void CarrierPair::add_phase_offsets(Ramp first_turns, Ramp second_turns,
                                    const dsp::Transition& transition) {
  first_offset_turns_ = transition.frozen(first_turns);
  second_offset_turns_ = transition.frozen(second_turns);
  has_offsets_ = !first_offset_turns_.is(0) || !second_offset_turns_.is(0);
}

void CarrierPair::modulate_phases(const dsp::Progress& progress, std::span<double> first,
                                  std::span<double> second) const noexcept {
  if (wobbles_) {
    double memory[kQuantum];
    const std::span<double> wave = std::span(memory).first(first.size());
    if (const Ramp hz = progress.now(wobble_hz_); !hz.moves()) {
      const double start = hz.from * wobble_time_.at(progress.first);
      const double step = hz.from * wobble_time_.frame_s;
      dsp::sine(dsp::fraction_of_turn(start), step * static_cast<double>(progress.stride), wave);
    } else {
      dsp::lfo_turns(wobble_time_, progress, hz, {0, 0}, wave);
      dsp::sin_turns(wave, wave);
    }
    dsp::add_opposed(first, second, wave, progress.now(wobble_turns_), progress.alpha);
  }
  if (has_offsets_) {
    dsp::add_ramp(first, progress.now(first_offset_turns_), progress.alpha);
    dsp::add_ramp(second, progress.now(second_offset_turns_), progress.alpha);
  }
}

void CarrierPair::render(const dsp::Progress& progress, Heard heard, StereoBlock out) noexcept {
  double memory[2][kQuantum];
  const std::span<double> turns[] = {memory[0], memory[1]};
  if (!heard.first && !heard.second && is_closed_form()) {
    std::ranges::fill(out.left, 0.0f);
    std::ranges::fill(out.right, 0.0f);
    return;
  }
  if (modulates_phases()) {
    first_.fill(progress, turns[0]);
    second_.fill(progress, turns[1]);
    modulate_phases(progress, turns[0], turns[1]);
    turn_on(progress, turns[0]);
    turn_on(progress, turns[1]);
    dsp::sin_turns(turns[0], out.left);
    dsp::sin_turns(turns[1], out.right);
    return;
  }
  const auto sine = [&](Carrier& carrier, bool is_heard, std::span<float> wave) {
    if (!is_heard && carrier.is_closed_form()) {
      std::ranges::fill(wave, 0.0f);
      return;
    }
    if (carrier.turns_evenly(progress)) {
      const double step = static_cast<double>(progress.stride) * carrier.turns_per_frame(progress);
      return dsp::sine(carrier.first_phase(progress) + progress.turns_ahead, step, wave);
    }
    if (auto vibrato = carrier.vibrato_sine(progress); vibrato && vibrato->is_slow()) {
      vibrato->phase += progress.turns_ahead;
      return dsp::vibrato_sine(*vibrato, wave);
    }
    carrier.fill(progress, turns[0]);
    turn_on(progress, turns[0]);
    dsp::sin_turns(turns[0], wave);
  };
  if (identical_) {
    sine(first_, true, out.left);
    std::copy(out.left.begin(), out.left.end(), out.right.begin());
  } else {
    sine(first_, heard.first, out.left);
    sine(second_, heard.second, out.right);
  }
}

void CarrierPair::pass(const dsp::Progress& progress) noexcept {
  double turns[kQuantum];
  if (!first_.is_closed_form()) first_.fill(progress, turns);
  if (!second_.is_closed_form()) second_.fill(progress, turns);
}

std::optional<CarrierPair::PhaseBounds> CarrierPair::phase_bounds(const dsp::Transition& transition,
                                                                  std::int64_t begin,
                                                                  std::int64_t end) const noexcept {
  if (wobbles_ && (wobble_hz_.moves() || wobble_turns_.moves())) return std::nullopt;
  const double wobble_step = wobbles_ ? std::abs(wobble_hz_.from) * wobble_time_.frame_s : 0;
  const double swing = std::abs(wobble_turns_.from) * wobble_step * dsp::kRadiansPerTurn;
  const auto bent = [&](std::optional<dsp::PhaseBound> bound, Ramp offset_turns) {
    if (!bound) return bound;
    if (wobbles_) {
      bound->low = std::max(0.0, bound->low - swing);
      bound->high += swing;
      bound->glide += swing * wobble_step * dsp::kRadiansPerTurn;
    }
    if (has_offsets_ && offset_turns.moves())
      bound->bent_slope =
          std::abs(offset_turns.to - offset_turns.from) * transition.max_slope(begin, end);
    return bound;
  };
  const auto first = bent(first_.phase_bound(transition, begin, end), first_offset_turns_);
  const auto second = bent(second_.phase_bound(transition, begin, end), second_offset_turns_);
  if (!first || !second) return std::nullopt;
  return PhaseBounds{*first, *second};
}

CarriedPhases CarrierPair::last_phases(const dsp::Transition& transition, std::int64_t frames,
                                       bool modulated) const {
  CarrierPair copy = *this;
  const std::int64_t at = last_quantum(frames);
  dsp::TransitionBlock moving;
  const dsp::Progress progress = transition.at(at, moving);
  double memory[2][kQuantum];
  const std::span<double> turns[] = {memory[0], memory[1]};
  copy.first_.fill(progress, turns[0]);
  copy.second_.fill(progress, turns[1]);
  if (modulated) copy.modulate_phases(progress, turns[0], turns[1]);
  const auto last = static_cast<std::size_t>(frames - 1 - at);
  return {wrapped_radians(turns[0][last]), wrapped_radians(turns[1][last])};
}

}  // namespace bbplay::voices
