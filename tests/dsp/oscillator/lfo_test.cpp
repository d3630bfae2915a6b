// SPDX-License-Identifier: MIT
#include "dsp/oscillator/lfo.h"

#include <cmath>
#include <numbers>
#include <vector>

#include <gtest/gtest.h>

#include "bbplay/audio/stereo_block.h"

namespace bbplay::dsp {
namespace {

constexpr double kTurn = 2 * std::numbers::pi;

std::vector<double> ramp_from(double start, double step) {
  std::vector<double> out;
  for (std::size_t i = 0; i < kQuantum; ++i) out.push_back(start + step * static_cast<double>(i));
  return out;
}

TEST(Lfo, FloatAndDoubleSinesAgree) {
  const std::vector<double> turns = ramp_from(-3.3, 0.0271), alpha = ramp_from(-0.2, 0.006);
  for (const Ramp skew : {Ramp{0, 0}, Ramp{0.4, 0.4}, Ramp{-1, 1}, Ramp{2, 2}, Ramp{-1, -1}}) {
    std::vector<double> exact(kQuantum);
    std::vector<float> quick(kQuantum);
    skewed_sine(turns, skew, alpha, std::span(exact));
    skewed_sine(turns, skew, alpha, std::span(quick));
    for (std::size_t i = 0; i < kQuantum; ++i) {
      const double formula =
          std::sin(kTurn * unskewed(turns[i], skew.at(skew.moves() ? alpha[i] : 0)));
      ASSERT_NEAR(exact[i], formula, 1e-12) << i;
      ASSERT_NEAR(quick[i], formula, 3e-7) << i;
    }
  }
}

TEST(Lfo, ASkewAtOrBeyondTheEndLeavesTheShortHalfABillionthOfTheCycle) {
  EXPECT_EQ(unskewed(0.25, 1), 0.5 * 0.25 / (1 - 1e-9));
  EXPECT_EQ(unskewed(0.25, 7), unskewed(0.25, 1));
  EXPECT_NEAR(unskewed(0.25, -1), 0.625, 1e-8);
  EXPECT_EQ(unskewed(-0.75, -3), unskewed(0.25, -1));
}

TEST(Lfo, TurnsAreTheProductOfFrequencyAndTime) {
  const TimeAxis time{0.1 / 4409, 12.5};
  const std::int64_t first = 3 * 256;
  const Ramp hz{7.3, 2.1}, phase{0.4, -1.2};
  const std::vector<double> alpha = ramp_from(0, 0.004);
  std::vector<double> still(kQuantum), moving(kQuantum);
  lfo_turns(time, first, hz, phase, {}, still);
  lfo_turns(time, first, hz, phase, alpha, moving);
  for (std::size_t i = 0; i < kQuantum; ++i) {
    const double seconds =
        static_cast<double>(first + static_cast<std::int64_t>(i)) * time.frame_s + 12.5;
    ASSERT_DOUBLE_EQ(still[i], 7.3 * seconds + 0.4 / kTurn);
    ASSERT_DOUBLE_EQ(moving[i], hz.at(alpha[i]) * seconds + phase.at(alpha[i]) / kTurn);
  }
}

TEST(Lfo, ASineLineIsTakenFromWhatIsThere) {
  std::vector<double> turns(kQuantum, 0.5);
  subtract_sine_line(0.3, 0.0123, 4, 0.25, turns);
  for (std::size_t i = 0; i < kQuantum; ++i) {
    const double sine = std::sin(kTurn * (0.3 + 0.0123 * static_cast<double>(i)));
    ASSERT_NEAR(turns[i], 0.75 - 4 * sine, 1e-12);
  }
}

}  // namespace
}  // namespace bbplay::dsp
