// SPDX-License-Identifier: MIT
#include "dsp/flanger/delay_line_taps.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace bbplay::test {
namespace {

using dsp::DelayRead;

constexpr DelayRead kAllReads[] = {DelayRead::reference_linear, DelayRead::reference_cubic,
                                   DelayRead::linear, DelayRead::cubic};

/// What a read at `delay` makes of a line whose sample of age a is line(a).
template <class Line>
double read(DelayRead how, double delay, Line line, std::int32_t longest = 1000) {
  alignas(64) double delays[kQuantum];
  std::fill_n(delays, kQuantum, delay);
  dsp::DelayTaps taps;
  dsp::find_taps(how, delays, longest, taps);
  double sum = 0;
  for (int tap = 0; tap < dsp::taps_of(how); ++tap) {
    sum += taps.weight[tap][kQuantum - 1] * line(static_cast<double>(taps.age[kQuantum - 1] + tap));
  }
  return sum;
}

TEST(DelayTaps, LinearReadsAStraightLineExactly) {
  const auto straight = [](double age) { return 3 - 0.25 * age; };
  for (const double delay : {0.0, 0.3, 1.0, 7.5, 99.999}) {
    EXPECT_NEAR(read(DelayRead::linear, delay, straight), straight(delay), 1e-12) << delay;
  }
}

TEST(DelayTaps, CubicReadsACubicExactly) {
  const auto cubic = [](double age) { return ((0.01 * age - 0.2) * age + 1) * age - 4; };
  for (const double delay : {0.0, 0.3, 1.0, 1.7, 7.5, 99.999}) {
    EXPECT_NEAR(read(DelayRead::cubic, delay, cubic), cubic(delay), 1e-9) << delay;
  }
}

TEST(DelayTaps, ReferenceAppliesTheFractionBackwards) {
  const auto straight = [](double age) { return age; };
  EXPECT_NEAR(read(DelayRead::reference_linear, 7.25, straight), 2 * 8 - 7.25, 1e-12);
}

TEST(DelayTaps, ReferenceFourTapsLoseLevelWithTheFraction) {
  const auto ones = [](double) { return 1.0; };
  for (const double f : {0.0, 0.25, 0.5, 0.9}) {
    EXPECT_NEAR(read(DelayRead::reference_cubic, 8 - f, ones), (1 - f) * (0.5 + f / 3), 1e-12) << f;
  }
}

TEST(DelayTaps, ReferenceTakesAnAlmostWholeDelayAsWhole) {
  const auto age = [](double a) { return a; };
  for (const double error : {-5e-10, 0.0, 5e-10}) {
    EXPECT_EQ(read(DelayRead::reference_linear, 8 + error, age), 8) << error;
  }
}

TEST(DelayTaps, NeverWeighsMoreThanItsGain) {
  for (const DelayRead how : kAllReads) {
    double largest = 0;
    for (double delay = 0; delay < 4; delay += 0.01) {
      alignas(64) double delays[kQuantum];
      std::fill_n(delays, kQuantum, delay);
      dsp::DelayTaps taps;
      dsp::find_taps(how, delays, 100, taps);
      double sum = 0;
      for (int tap = 0; tap < dsp::taps_of(how); ++tap) sum += std::abs(taps.weight[tap][0]);
      largest = std::max(largest, sum);
    }
    EXPECT_LE(largest, dsp::gain_of(how) + 1e-12);
  }
}

TEST(DelayTaps, StaysInsideTheLineWhateverTheDelay) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  for (const DelayRead how : kAllReads) {
    for (const double delay : {-kInfinity, -1e300, -5.0, 11.0, 1e10, 1e300, kInfinity,
                               std::numeric_limits<double>::quiet_NaN()}) {
      alignas(64) double delays[kQuantum];
      std::fill_n(delays, kQuantum, delay);
      dsp::DelayTaps taps;
      dsp::find_taps(how, delays, 10, taps);
      for (const std::int32_t age : taps.age) {
        ASSERT_GE(age, 0) << delay;
        ASSERT_LE(age, 10) << delay;
      }
    }
  }
}

}  // namespace
}  // namespace bbplay::test
