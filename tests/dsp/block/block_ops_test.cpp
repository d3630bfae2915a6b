// SPDX-License-Identifier: MIT
#include "bbplay/dsp/block_ops.h"

#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include <gtest/gtest.h>

namespace bbplay::dsp {
namespace {

double sine_of_turns(double turns) {
  return std::sin(2 * std::numbers::pi * (turns - std::round(turns)));
}

TEST(Sweeps, SineRunFollowsTheSineFromAnyPhaseAtAnyStep) {
  for (const double phase : {0.0, 0.123, 0.5, 0.999, -3.75, 1.3e7 + 0.2}) {
    for (const double step : {0.0, 200.0 / 44100, -204.0 / 44100, 0.4999, 1.75}) {
      for (const std::size_t count : {1u, 7u, 16u, 255u, 256u}) {
        std::vector<float> out(count);
        sine(phase, step, out);
        for (std::size_t i = 0; i < count; ++i) {
          const double turns = (phase - std::floor(phase)) + (step - std::floor(step)) * double(i);
          ASSERT_NEAR(out[i], sine_of_turns(turns), 3e-7) << phase << ' ' << step << ' ' << i;
        }
      }
    }
  }
}

TEST(Sweeps, SinTurnsInDoubleIsGoodToAFewUnitsInTheLastPlace) {
  std::vector<double> turns, sines(4099);
  for (int i = 0; i < 4099; ++i) turns.push_back(-2.5 + 0.00122 * i);
  sin_turns(turns, std::span<double>(sines));
  for (std::size_t i = 0; i < turns.size(); ++i)
    ASSERT_NEAR(sines[i], sine_of_turns(turns[i]), 1e-15);
}

TEST(Sweeps, SinTurnsInFloatStaysWithinItsStatedError) {
  std::vector<double> turns;
  std::vector<float> sines(4099);
  for (int i = 0; i < 4099; ++i) turns.push_back(-2.5 + 0.00122 * i);
  sin_turns(turns, std::span<float>(sines));
  for (std::size_t i = 0; i < turns.size(); ++i)
    ASSERT_NEAR(sines[i], sine_of_turns(turns[i]), 3e-7);
}

TEST(Sweeps, PeakIgnoresNanAndFindsTheTail) {
  std::vector<float> x(37, 0.25f);
  x[3] = std::numeric_limits<float>::quiet_NaN();
  x[36] = -0.75f;
  EXPECT_EQ(peak(x), 0.75f);
  EXPECT_EQ(peak({}), 0.0f);
}

TEST(Sweeps, AllFiniteSeesOneBadValueAnywhere) {
  for (std::size_t at = 0; at < 37; ++at) {
    std::vector<float> x(37, 1.0f);
    EXPECT_TRUE(all_finite(x));
    x[at] = at % 2 == 0 ? std::numeric_limits<float>::quiet_NaN()
                        : std::numeric_limits<float>::infinity();
    EXPECT_FALSE(all_finite(x)) << at;
  }
}

}  // namespace
}  // namespace bbplay::dsp
