// SPDX-License-Identifier: MIT
#include "dsp/oscillator/phase_accumulator.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

#include "dsp/block/phase_ops.h"
#include "dsp/block/turns.h"

namespace bbplay::dsp {

double accumulate_phase(double start, const PhaseRules& rules, std::span<double> steps) noexcept {
  return fraction_of_turn(rules.counts_own_frame ? running_sum(start, steps)
                                                 : running_sum_before(start, steps));
}

PhaseAccumulator::PhaseAccumulator(Ramp hz, double start_turns, const PhaseRules& rules,
                                   const Transition& transition, std::int64_t frames)
    : rules_(rules),
      hz_(hz),
      start_turns_(start_turns),
      turns_per_frame_(std::fmax(0.0, hz.from) * rules.frame_s),
      sum_(hz, transition, frames),
      running_turns_(start_turns) {
  if (!sum_.is_known()) {
    mode_ = PhaseMode::running;
  } else if (hz_.moves()) {
    mode_ = PhaseMode::sweep;
  }
}

double PhaseAccumulator::phase_at(std::int64_t frame) const noexcept {
  const auto steps = static_cast<double>(frame) + (rules_.counts_own_frame ? 1 : 0);
  return start_turns_ + fraction_of_turn(steps * turns_per_frame_);
}

double PhaseAccumulator::turns_per_frame_at_rest(const Progress& progress) const noexcept {
  return std::fmax(0.0, progress.now(hz_).from) * rules_.frame_s;
}

double PhaseAccumulator::phase_at_rest(const Progress& progress) const noexcept {
  if (mode_ == PhaseMode::line) return phase_at(progress.first);
  const double own = rules_.counts_own_frame ? turns_per_frame_at_rest(progress) : 0;
  return start_of_sweep(progress) + own;
}

void PhaseAccumulator::fill(const Progress& progress, std::span<double> turns) noexcept {
  switch (mode_) {
    case PhaseMode::line:
      phase_line(phase_at(progress.first), static_cast<double>(progress.stride) * turns_per_frame_,
                 turns);
      break;
    case PhaseMode::sweep:
      if (progress.still()) {
        phase_line(phase_at_rest(progress),
                   static_cast<double>(progress.stride) * turns_per_frame_at_rest(progress), turns);
      } else {
        fill_sweep(progress, turns);
      }
      break;
    case PhaseMode::running:
      frequency_steps(progress.now(hz_), progress.alpha, rules_.frame_s, turns);
      running_turns_ = accumulate_phase(running_turns_, rules_, turns);
      break;
  }
}

void PhaseAccumulator::fill_deviating(const Progress& progress, double lowest_hz,
                                      std::span<double> inout) noexcept {
  deviating_steps(progress.now(hz_), lowest_hz, progress.alpha, rules_.frame_s, inout);
  running_turns_ = accumulate_phase(running_turns_, rules_, inout);
}

void PhaseAccumulator::fill_deviating_from(const Progress& progress, double turns_before,
                                           std::span<double> inout) const noexcept {
  const double start =
      mode_ == PhaseMode::line
          ? start_turns_ + fraction_of_turn(static_cast<double>(progress.first) * turns_per_frame_)
          : start_of_sweep(progress);
  deviating_steps(progress.now(hz_), 0, progress.alpha, rules_.frame_s, inout);
  accumulate_phase(start + fraction_of_turn(turns_before), rules_, inout);
}

/// Before the first frame of the quantum counts.
double PhaseAccumulator::start_of_sweep(const Progress& progress) const noexcept {
  const double before = rules_.frame_s * sum_.before(progress.first, progress.alpha_before);
  return start_turns_ + fraction_of_turn(before);
}

void PhaseAccumulator::fill_sweep(const Progress& progress,
                                  std::span<double> turns) const noexcept {
  const double start = start_of_sweep(progress);
  const std::int64_t frames = progress.stride * static_cast<std::int64_t>(turns.size());
  if (!sum_.is_straight(progress.first, frames)) {
    assert(progress.stride == 1);
    frequency_steps(hz_, progress.alpha, rules_.frame_s, turns);
    accumulate_phase(start, rules_, turns);
  } else if (rules_.counts_own_frame) {
    ramped_phase(start, hz_, rules_.frame_s, progress, turns);
  } else {
    ramped_phase_before(start, hz_, rules_.frame_s, progress, turns);
  }
}

bool PhaseAccumulator::equals(const PhaseAccumulator& other) const noexcept {
  return is_closed_form() && other.is_closed_form() && hz_ == other.hz_ &&
         start_turns_ == other.start_turns_;
}

std::optional<PhaseBound> PhaseAccumulator::bound(const Transition& transition, std::int64_t begin,
                                                  std::int64_t end) const noexcept {
  const Ramp whole = transition.range(hz_);
  if (mode_ == PhaseMode::running || whole.low() < 0) return std::nullopt;
  const Ramp hz = transition.range(hz_, begin, end);
  const double rise = std::abs(hz_.to - hz_.from) * rules_.frame_s;
  return PhaseBound{.low = hz.low() * rules_.frame_s,
                    .high = hz.high() * rules_.frame_s,
                    .glide = rise > 0 ? rise * transition.max_slope(begin, end) : 0,
                    .bent_slope = 0};
}

}  // namespace bbplay::dsp
