// SPDX-License-Identifier: MIT
#include "dsp/oscillator/phase_accumulator.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include "bbplay/audio/stereo_block.h"

namespace bbplay::dsp {
namespace {

constexpr std::int64_t kFrames = 4096;
constexpr double kSeconds = 0.5;
constexpr double kFrame = kSeconds / kFrames;
constexpr PhaseRules kWithOwn{.frame_s = kFrame};
constexpr PhaseRules kWithoutOwn{.frame_s = kFrame, .counts_own_frame = false};

/// Distance on the circle.
double apart(double a, double b) { return std::abs(a - b - std::round(a - b)); }

std::vector<double> phases(PhaseAccumulator phase, const Transition& transition) {
  std::vector<double> turns(kFrames);
  TransitionBlock memory;
  for (std::int64_t first = 0; first < kFrames; first += std::int64_t{kQuantum}) {
    phase.fill(transition.at(first, memory),
               std::span(turns).subspan(static_cast<std::size_t>(first), kQuantum));
  }
  return turns;
}

TEST(PhaseAccumulator, AddsUpTheFrequenciesThatAreNotBelowZero) {
  for (const char* shape : {"linear", "logarithmic", "alpha**3-0.1"}) {
    const Transition transition(kSeconds, kFrames, {0.1, 0.2, shape});
    for (const Ramp& hz : {Ramp{300, 100}, {-50, 150}, {120, -80}, {-5, -1}, {0, 10}, {7, 7}}) {
      for (const PhaseRules& rules : {kWithOwn, kWithoutOwn}) {
        const std::vector<double> turns =
            phases(PhaseAccumulator(hz, 0.3, rules, transition, kFrames), transition);
        double sum = 0.3;
        for (std::int64_t i = 0; i < kFrames; ++i) {
          const double step = kFrame * std::max(0.0, hz.at(transition.curve().at(i)));
          ASSERT_LT(
              apart(turns[static_cast<std::size_t>(i)], rules.counts_own_frame ? sum + step : sum),
              1e-10)
              << shape << ' ' << hz.from << "->" << hz.to << " at " << i;
          sum += step;
        }
      }
    }
  }
}

TEST(PhaseAccumulator, RunsOnlyWhereAnExpressionMayCrossZero) {
  const auto mode = [](const char* shape, Ramp hz) {
    const Transition transition(kSeconds, kFrames, {0, std::nullopt, shape});
    return PhaseAccumulator(hz, 0, kWithOwn, transition, kFrames).mode();
  };
  EXPECT_EQ(mode("linear", {100, 100}), PhaseMode::line);
  EXPECT_EQ(mode("linear", {100, -100}), PhaseMode::sweep);
  EXPECT_EQ(mode("alpha**3", {100, 200}), PhaseMode::sweep);
  EXPECT_EQ(mode("alpha**3", {100, -200}), PhaseMode::running);
}

TEST(PhaseAccumulator, ResettingTheRunningSumStartsItAgain) {
  const Transition transition(kSeconds, kFrames, {0, std::nullopt, "alpha**3"});
  PhaseAccumulator phase({100, -200}, 0.3, kWithOwn, transition, kFrames);
  const std::vector<double> once = phases(phase, transition);
  double turns[kQuantum];
  TransitionBlock memory;
  phase.fill(transition.at(0, memory), turns);
  phase.reset();
  EXPECT_EQ(phases(phase, transition), once);
}

TEST(PhaseAccumulator, ADeviationIsAddedToTheFrequency) {
  const Transition transition(kSeconds, kFrames, {0, std::nullopt, "linear"});
  PhaseAccumulator phase({-20, 40}, 0, kWithOwn, transition, kFrames);
  const double no_limit = -std::numeric_limits<double>::infinity();
  for (const double lowest_hz : {no_limit, 0.0}) {
    phase.reset();
    double sum = 0;
    for (std::int64_t first = 0; first < kFrames; first += std::int64_t{kQuantum}) {
      double turns[kQuantum];
      std::fill_n(turns, kQuantum, 5.0);
      TransitionBlock memory;
      phase.fill_deviating(transition.at(first, memory), lowest_hz, turns);
      for (std::size_t i = 0; i < kQuantum; ++i) {
        const double hz = -20 + 60 * memory.alpha[i];
        sum += kFrame * std::max(0.0, std::max(lowest_hz, hz) + 5);
        ASSERT_LT(apart(turns[i], sum), 1e-11);
      }
    }
  }
}

TEST(PhaseAccumulator, ALineFollowsItsFormulaEightHoursIn) {
  const PhaseRules rules{.frame_s = 1.0 / 48'000, .counts_own_frame = false};
  const std::int64_t frame = std::int64_t{8} * 3600 * 48'000 + 17;
  const PhaseAccumulator phase({1000.25, 1000.25}, 0.2, rules, {}, 2 * frame);
  const long double turns = 1000.25L * static_cast<long double>(frame) / 48'000 + 0.2L;
  EXPECT_LT(apart(phase.phase_at(frame), static_cast<double>(turns - std::floor(turns))), 1e-8);
}

}  // namespace
}  // namespace bbplay::dsp
