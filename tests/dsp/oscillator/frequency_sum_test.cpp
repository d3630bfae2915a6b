// SPDX-License-Identifier: MIT
#include "dsp/oscillator/frequency_sum.h"

#include <algorithm>
#include <string>

#include <gtest/gtest.h>

namespace bbplay::dsp {
namespace {

constexpr std::int64_t kFrames = 3000;

Transition transition_of(const TransitionTiming& timing) { return {0.375, kFrames, timing}; }

const TransitionTiming kTimings[] = {
    {0, std::nullopt, "linear"},   {0.05, 0.2, "logarithmic"}, {0.1, 0.15, "exponential"},
    {-0.1, 0.3, "linear"},         {0.2, 0, "linear"},         {5, std::nullopt, "linear"},
    {0, std::nullopt, "alpha**3"},
};

TEST(FrequencySum, IsTheSumOfTheFrequenciesThatAreNotBelowZero) {
  const Ramp ramps[] = {{200, 300}, {300, 200}, {60, -40}, {-40, 60}, {-5, -1},
                        {0, 10},    {10, 0},    {7, 7},    {-7, -7},  {0, 0}};
  for (const TransitionTiming& timing : kTimings) {
    const Transition transition = transition_of(timing);
    for (const Ramp& hz : ramps) {
      const FrequencySum sum(hz, transition, kFrames);
      if (!sum.is_known()) {
        EXPECT_EQ(timing.curve, "alpha**3");
        EXPECT_LT(hz.low() * hz.high(), 0) << "only a crossing is unknown";
        continue;
      }
      double expected = 0;
      for (std::int64_t n = 0; n <= kFrames; ++n) {
        ASSERT_NEAR(sum.before(n, transition.curve().sum_before(n)), expected, 1e-7)
            << timing.curve << ' ' << timing.offset_seconds << ' ' << hz.from << ' ' << hz.to
            << " before " << n;
        expected += std::max(0.0, hz.at(transition.curve().at(n)));
      }
    }
  }
}

TEST(FrequencySum, IsStraightWhereTheFrequencyStaysAboveZero) {
  const Transition transition = transition_of({0, std::nullopt, "linear"});
  const FrequencySum falling({60, -60}, transition, kFrames);
  EXPECT_TRUE(falling.is_straight(0, kFrames / 2));
  EXPECT_FALSE(falling.is_straight(0, kFrames / 2 + 1));
  const FrequencySum rising({-60, 60}, transition, kFrames);
  EXPECT_TRUE(rising.is_straight(kFrames / 2 + 1, 100'000));
  EXPECT_FALSE(rising.is_straight(kFrames / 2, 256));
}

TEST(FrequencySum, AnOvershootingExpressionCounts) {
  // alpha reaches -1: 20 Hz + (30 - 20) alpha stays positive, 5 + (30 - 5) alpha does not.
  const Transition transition = transition_of({0, std::nullopt, "alpha - np.sin(np.pi*alpha)*1.2"});
  EXPECT_TRUE(FrequencySum({20, 30}, transition, kFrames).is_known());
  EXPECT_FALSE(FrequencySum({5, 30}, transition, kFrames).is_known());
}

}  // namespace
}  // namespace bbplay::dsp
