// SPDX-License-Identifier: MIT
#include "dsp/oscillator/oscillator.h"

#include <cmath>
#include <numbers>

namespace bbplay::dsp {

namespace {

double fraction(double turns) noexcept { return turns - std::floor(turns); }

}  // namespace

SteadyOscillator::SteadyOscillator(double hz, double phase_radians, double dt,
                                   double start_seconds) noexcept
    : start_(fraction(floored_hz(hz) * start_seconds) + phase_radians / (2 * std::numbers::pi)),
      step_(floored_hz(hz) * dt) {}

double SteadyOscillator::turns_at(std::int64_t frame) const noexcept {
  return fraction(start_ + fraction(step_ * static_cast<double>(frame)));
}

void SteadyOscillator::fill(std::int64_t first, std::span<double> turns) const noexcept {
  const double start = turns_at(first);
  for (int i = 0; i < static_cast<int>(turns.size()); ++i) {
    turns[static_cast<std::size_t>(i)] = start + step_ * i;
  }
}

void RunningOscillator::fill(std::span<const double> hz, double dt,
                             std::span<double> turns) noexcept {
  std::size_t i = 0;
  if (!started_ && !hz.empty()) {
    started_ = true;
    turns[i++] = turns_;
  }
  for (; i < hz.size(); ++i) {
    turns_ += floored_hz(hz[i]) * dt;
    turns[i] = turns_;
  }
  turns_ = fraction(turns_);
}

RampedOscillator::RampedOscillator(double from_hz, double to_hz, double dt,
                                   const TransitionCurve& curve, std::int64_t frames)
    : from_hz_(from_hz), change_hz_(to_hz - from_hz), dt_(dt) {
  const auto hz = [this](double alpha) { return from_hz_ + change_hz_ * alpha; };
  const double at_lowest = hz(curve.lowest());
  const double at_highest = hz(curve.highest());
  const bool sinks = std::min(at_lowest, at_highest) < kMinFrequencyHz;
  const bool crosses = sinks && std::max(at_lowest, at_highest) >= kMinFrequencyHz;
  const auto is_floored = [&](std::int64_t frame) { return hz(curve.at(frame)) < kMinFrequencyHz; };
  const bool floored_first = crosses ? is_floored(0) : sinks;

  // Frame 0 counts nothing; the laws count it, so it is taken off again.
  const double uncounted = floored_hz(hz(curve.at(0))) * dt;
  laws_[0] = law(-uncounted, floored_first);
  if (!crosses) return;
  runs_ = !curve.is_monotonic();
  if (runs_) return;

  std::int64_t low = 0, high = frames;  // the crossing is in (low, high]
  while (high - low > 1) {
    const std::int64_t middle = low + (high - low) / 2;
    (is_floored(middle) == floored_first ? low : high) = middle;
  }
  crossing_ = high;
  const auto sum = [&](const Law& part) {
    return part.f * static_cast<double>(high) + part.d * curve.sum_before(high);
  };
  Law after = law(0, !floored_first);
  after.offset = laws_[0].offset + sum(laws_[0]) - sum(after);
  laws_[1] = after;
}

RampedOscillator::Law RampedOscillator::law(double offset, bool floored) const noexcept {
  if (floored) return {offset, kMinFrequencyHz * dt_, 0};
  return {offset, from_hz_ * dt_, change_hz_ * dt_};
}

void RampedOscillator::fill(const Progress& progress, std::span<double> turns) noexcept {
  if (runs_) {
    double hz[kQuantum];
    for (std::size_t i = 0; i < kQuantum; ++i) hz[i] = from_hz_ + change_hz_ * progress.alpha[i];
    running_.fill(hz, dt_, turns);
    return;
  }
  const auto split = static_cast<std::size_t>(
      std::clamp<std::int64_t>(crossing_ - progress.first, 0, static_cast<std::int64_t>(kQuantum)));
  fill_piece(laws_[0], progress, 0, split, turns.data());
  fill_piece(laws_[1], progress, split, kQuantum, turns.data());
}

void RampedOscillator::fill_piece(const Law& law, const Progress& progress, std::size_t begin,
                                  std::size_t end, double* turns) noexcept {
  const double start = fraction(law.offset + law.f * static_cast<double>(progress.first) +
                                law.d * progress.alpha_before);
  for (auto i = static_cast<int>(begin); i < static_cast<int>(end); ++i) {
    turns[i] = start + law.f * (i + 1) + law.d * progress.sums[static_cast<std::size_t>(i)];
  }
}

}  // namespace bbplay::dsp
