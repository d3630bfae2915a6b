// SPDX-License-Identifier: MIT
#include "dsp/block/phase_ops.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "bbplay/audio/stereo_block.h"

namespace bbplay::dsp {
namespace {

std::vector<double> some_steps() {
  std::vector<double> out;
  for (std::size_t i = 0; i < kQuantum; ++i) {
    out.push_back(0.01 + 0.005 * std::sin(0.3 * static_cast<double>(i)));
  }
  return out;
}

TEST(PhaseSweeps, RunningSumsAreThoseOfOneFrameAfterTheOther) {
  const std::vector<double> steps = some_steps();
  std::vector<double> with_own = steps, before = steps;
  const double total = running_sum(0.75, with_own);
  EXPECT_EQ(running_sum_before(0.75, before), total);
  double sum = 0.75;
  for (std::size_t i = 0; i < kQuantum; ++i) {
    ASSERT_NEAR(before[i], sum, 1e-14);
    sum += steps[i];
    ASSERT_NEAR(with_own[i], sum, 1e-14);
  }
  EXPECT_NEAR(total, sum, 1e-14);
}

TEST(PhaseSweeps, SweptPhasesAreTheRunningSumsOfAMovingFrequency) {
  const Transition transition(0.1, 1000, {0.01, 0.06, "exponential"});
  const Ramp hz{120, -80};
  constexpr double kFrame = 1e-4;
  double sum = 0;
  for (std::int64_t first = 0; first < 1000; first += std::int64_t{kQuantum}) {
    TransitionBlock memory;
    const Progress progress = transition.at(first, memory);
    const double start =
        kFrame * (hz.from * static_cast<double>(first) + (hz.to - hz.from) * progress.alpha_before);
    std::vector<double> with_own(kQuantum), before(kQuantum);
    ramped_phase(start, hz, kFrame, progress, with_own);
    ramped_phase_before(start, hz, kFrame, progress, before);
    for (std::size_t i = 0; i < kQuantum; ++i) {
      ASSERT_NEAR(before[i], sum, 1e-12);
      sum += kFrame * hz.at(progress.alpha[i]);
      ASSERT_NEAR(with_own[i], sum, 1e-12);
    }
  }
}

TEST(PhaseSweeps, AStillSweepIsALine) {
  std::vector<double> with_own(kQuantum), before(kQuantum);
  ramped_phase(0.5, {100, 900}, 1e-4, {}, with_own);
  ramped_phase_before(0.5, {100, 900}, 1e-4, {}, before);
  EXPECT_DOUBLE_EQ(before[0], 0.5);
  EXPECT_DOUBLE_EQ(with_own[0], 0.51);
  EXPECT_DOUBLE_EQ(with_own[100], before[101]);
}

TEST(PhaseSweeps, StepsStopAtZeroHertz) {
  std::vector<double> alpha, steps(kQuantum), deviating(kQuantum);
  for (std::size_t i = 0; i < kQuantum; ++i) {
    alpha.push_back(static_cast<double>(i) / kQuantum);
    deviating[i] = 15 * std::cos(static_cast<double>(i));
  }
  const std::vector<double> deviation = deviating;
  std::vector<double> above_zero = deviating;
  const Ramp hz{20, -20};
  frequency_steps(hz, alpha, 0.5, steps);
  deviating_steps(hz, -1e9, alpha, 0.5, deviating);
  deviating_steps(hz, 0, alpha, 0.5, above_zero);
  for (std::size_t i = 0; i < kQuantum; ++i) {
    const double carrier = hz.at(alpha[i]);
    ASSERT_DOUBLE_EQ(steps[i], 0.5 * std::max(0.0, carrier));
    ASSERT_DOUBLE_EQ(deviating[i], 0.5 * std::max(0.0, carrier + deviation[i]));
    ASSERT_DOUBLE_EQ(above_zero[i], 0.5 * std::max(0.0, std::max(0.0, carrier) + deviation[i]));
  }
}

TEST(PhaseSweeps, OpposedTurnsKeepTheirMiddle) {
  std::vector<double> first(kQuantum, 0.2), second(kQuantum, 0.4), alpha(kQuantum, 0.5);
  const std::vector<double> x = some_steps();
  add_opposed(first, second, x, {1, 3}, alpha);
  for (std::size_t i = 0; i < kQuantum; ++i) {
    ASSERT_DOUBLE_EQ(first[i], 0.2 - 2 * x[i]);
    ASSERT_DOUBLE_EQ(second[i], 0.4 + 2 * x[i]);
  }
}

}  // namespace
}  // namespace bbplay::dsp
