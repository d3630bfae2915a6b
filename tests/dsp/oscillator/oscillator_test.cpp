// SPDX-License-Identifier: MIT
#include "dsp/oscillator/oscillator.h"

#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "support/allocations.h"

namespace bbplay::dsp {
namespace {

constexpr std::int64_t kFrames = 4096;
constexpr double kSeconds = 0.5;
constexpr double kDt = kSeconds / kFrames;

/// Distance on the circle.
double apart(double a, double b) { return std::abs(a - b - std::round(a - b)); }

std::vector<double> phases(RampedOscillator& oscillator, const TransitionCurve& curve) {
  std::vector<double> turns(kFrames);
  TransitionBlock quantum;
  for (std::int64_t first = 0; first < kFrames; first += std::int64_t{kQuantum}) {
    quantum.load(curve, first);
    oscillator.fill({first, quantum.alpha, quantum.running, quantum.before},
                    std::span(turns).subspan(static_cast<std::size_t>(first), kQuantum));
  }
  return turns;
}

TEST(RampedOscillator, AddsUpTheFlooredFrequencyOfEveryFrameButTheFirst) {
  for (const char* shape : {"linear", "logarithmic", "exponential", "1.2*alpha**3-0.1",
                            "0.5+0.5*np.sin(40*alpha)", "0.3"}) {
    for (const auto& [offset, duration] :
         {std::pair{0.0, 0.5}, {0.1, 0.2}, {-0.1, 0.3}, {0.2, 0.0}}) {
      for (const auto& [from, to] : {std::pair{300.0, 100.0},
                                     {-50.0, 150.0},
                                     {120.0, -80.0},
                                     {-5.0, -1.0},
                                     {0.0, 10.0},
                                     {7.0, 7.0}}) {
        const TransitionCurve curve(kSeconds, kFrames, {offset, duration, shape});
        RampedOscillator oscillator(from, to, kDt, curve, kFrames);
        const std::vector<double> turns = phases(oscillator, curve);
        double sum = 0;
        for (std::int64_t i = 0; i < kFrames; ++i) {
          if (i > 0) sum += kDt * std::max(from + (to - from) * curve.at(i), 1e-9);
          ASSERT_LT(apart(turns[static_cast<std::size_t>(i)], sum), 1e-10)
              << shape << ' ' << offset << ' ' << from << "->" << to << " at " << i;
        }
      }
    }
  }
}

TEST(RampedOscillator, IsAClosedFormUnlessAnExpressionCrossesTheFloor) {
  const auto closed = [](const char* shape, double from, double to) {
    const TransitionCurve curve(kSeconds, kFrames, {0, std::nullopt, shape});
    return RampedOscillator(from, to, kDt, curve, kFrames).is_closed_form();
  };
  EXPECT_TRUE(closed("linear", 100, -100));
  EXPECT_TRUE(closed("alpha**3", 100, 200));
  EXPECT_TRUE(closed("alpha**3", -100, -200));
  EXPECT_FALSE(closed("alpha**3", 100, -200));
}

TEST(RampedOscillator, AQuantumNeedsNoEarlierOne) {
  const TransitionCurve curve(kSeconds, kFrames, {0.1, 0.3, "exponential"});
  RampedOscillator played(150, -150, kDt, curve, kFrames);
  const std::vector<double> expected = phases(played, curve);
  RampedOscillator oscillator(150, -150, kDt, curve, kFrames);
  TransitionBlock quantum;
  std::vector<double> turns(kQuantum);
  for (const std::int64_t first : {3584, 0, 2048, 256}) {
    quantum.load(curve, first);
    oscillator.fill({first, quantum.alpha, quantum.running, quantum.before}, turns);
    for (std::size_t i = 0; i < kQuantum; ++i) {
      ASSERT_EQ(turns[i], expected[static_cast<std::size_t>(first) + i]);
    }
  }
}

TEST(RampedOscillator, ResettingTheRunningFormStartsItAgain) {
  const TransitionCurve curve(kSeconds, kFrames, {0, std::nullopt, "np.cos(9*alpha)"});
  RampedOscillator oscillator(20, 90, kDt, curve, kFrames);
  ASSERT_FALSE(oscillator.is_closed_form());
  const std::vector<double> once = phases(oscillator, curve);
  oscillator.reset();
  EXPECT_EQ(phases(oscillator, curve), once);
}

TEST(RampedOscillator, PlayingDoesNotAllocate) {
  const TransitionCurve curve(kSeconds, kFrames, {0.1, 0.3, "np.cos(9*alpha)"});
  RampedOscillator oscillator(20, 90, kDt, curve, kFrames);
  TransitionBlock quantum;
  std::vector<double> turns(kQuantum);
  const std::size_t before = test::allocations();
  for (std::int64_t first = 0; first < kFrames; first += std::int64_t{kQuantum}) {
    quantum.load(curve, first);
    oscillator.fill({first, quantum.alpha, quantum.running, quantum.before}, turns);
  }
  EXPECT_EQ(test::allocations(), before);
}

TEST(TransitionBlock, RunningSumsEndWhereTheNextQuantumBegins) {
  const TransitionCurve curve(kSeconds, kFrames, {0.1, 0.3, "logarithmic"});
  TransitionBlock quantum;
  for (std::int64_t first = 0; first < kFrames; first += std::int64_t{kQuantum}) {
    quantum.load(curve, first);
    double sum = 0;
    for (std::size_t i = 0; i < kQuantum; ++i) {
      sum += quantum.alpha[i];
      ASSERT_NEAR(quantum.running[i], sum, 1e-12);
    }
    EXPECT_NEAR(quantum.before + sum, curve.sum_before(first + std::int64_t{kQuantum}), 1e-9);
  }
}

}  // namespace
}  // namespace bbplay::dsp
