// SPDX-License-Identifier: MIT
/// Against the sum itself, frame by frame in extended precision.
#include "dsp/oscillator/kinked_wave_sum.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numbers>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace bbplay::dsp {
namespace {

long double fraction(long double x) { return x - std::floor(x); }

TEST(SumOfParabolas, IsTheSumOfEveryTerm) {
  std::mt19937_64 random(5);
  const auto between = [&random](double low, double high) {
    return std::uniform_real_distribution<double>(low, high)(random);
  };
  for (int round = 0; round < 2'000; ++round) {
    const auto count = static_cast<std::int64_t>(std::exp(between(0, 9)));
    const double start = round % 3 == 0 ? 0 : between(-3, 3);
    double step = between(-2, 2);
    if (round % 4 == 1) step = std::exp(between(-30, 0));
    if (round % 4 == 2) step = std::round(10 * step) / 8;
    if (round % 4 == 3) step = 44'100 / 0.4 + std::exp(between(-28, -20));
    long double expected = 0;
    for (std::int64_t i = 0; i < count; ++i) {
      const long double x =
          fraction(static_cast<long double>(start) + static_cast<long double>(i) * step);
      expected += (x - 1) * x + 1.0L / 6;
    }
    ASSERT_NEAR(sum_of_parabolas(count, start, step), static_cast<double>(expected),
                1e-9 + 1e-11 * static_cast<double>(count))
        << count << " terms from " << start << " by " << step;
  }
}

struct Wave {
  bool triangle;
  double skew, start, step;

  long double at(std::int64_t frame) const {
    const long double u = 0.5L + 0.5L * skew;
    const long double p = fraction(start + static_cast<long double>(frame) * step);
    if (triangle) return p < u ? -1 + 2 * p / u : 1 - 2 * (p - u) / (1 - u);
    constexpr long double kPi = std::numbers::pi_v<long double>;
    return p < u ? std::sin(kPi * p / u) : -std::sin(kPi * (p - u) / (1 - u));
  }
};

constexpr double kLevel = 3.4e-5;  // a range of 3 Hz

TEST(KinkedWaveSum, IsTheSumOfTheFrames) {
  std::mt19937 random(3);
  const auto between = [&random](double low, double high) {
    return std::uniform_real_distribution<double>(low, high)(random);
  };
  for (int round = 0; round < 24; ++round) {
    Wave wave{round % 2 == 0, round % 5 == 0 ? 0 : between(-0.9, 0.9), between(-2, 2),
              between(-5, 5) / 44'100};
    if (round % 7 == 0) wave.step = 0.4 / 44'100;  // kinks on frames
    if (round % 7 == 0) wave.start = 0;
    constexpr std::int64_t kFrames = 300'000;
    auto sum = KinkedWaveSum::of(wave.triangle, wave.skew, wave.start, wave.step, kLevel, kFrames);
    ASSERT_TRUE(sum) << wave.skew << ' ' << wave.step;
    long double expected = 0;
    double largest = 0;
    for (std::int64_t n = 0; n < kFrames; ++n) {
      if (n % 61 == 0) {
        const auto error = static_cast<double>(sum->before(n) - expected);
        largest = std::max(largest, std::abs(error));
      }
      expected += wave.at(n);
    }
    EXPECT_LT(kLevel * largest, 1e-11) << wave.triangle << ' ' << wave.skew << ' ' << wave.step;
  }
}

TEST(KinkedWaveSum, DoesNotDependOnWhatWasAskedBefore) {
  const auto make = [] { return *KinkedWaveSum::of(true, 0.3, 0.2, 0.4 / 44'100, 1e-3, 1 << 30); };
  KinkedWaveSum played = make();
  for (std::int64_t n = 0; n < 200'000'000; n += 123'456) {
    KinkedWaveSum fresh = make();
    ASSERT_EQ(played.before(n), fresh.before(n));
  }
  std::vector<double> sums(256);
  make().before(5'000, 777, sums);
  for (std::size_t i = 0; i < sums.size(); ++i) {
    EXPECT_EQ(sums[i], played.before(5'000 + static_cast<std::int64_t>(i) * 777));
  }
}

TEST(KinkedWaveSum, OfEightHoursKeepsItsPrecision) {
  constexpr std::int64_t kFrames = std::int64_t{8} * 3600 * 44'100;
  for (const Wave& wave : {Wave{true, 0, 0, 0.4 / 44'100}, Wave{false, 0.6, 0.1, 1.7 / 44'100}}) {
    const double level = wave.triangle ? 200 * kLevel : kLevel;
    auto sum = KinkedWaveSum::of(wave.triangle, wave.skew, wave.start, wave.step, level, kFrames);
    ASSERT_TRUE(sum);
    for (const std::int64_t from : {kFrames / 3, kFrames - 300'000}) {
      long double expected = 0;
      for (std::int64_t n = from; n < from + 300'000; ++n) expected += wave.at(n);
      EXPECT_LT(level * std::abs(sum->before(from + 300'000) - sum->before(from) -
                                 static_cast<double>(expected)),
                1e-9);
    }
  }
}

TEST(KinkedWaveSum, IsNothingForAWaveThatIsTooFast) {
  EXPECT_FALSE(KinkedWaveSum::of(true, 0, 0, 0.1, kLevel, 1'000));
  EXPECT_FALSE(KinkedWaveSum::of(true, 1, 0, 1e-4, kLevel, 1'000)) << "an edge within a frame";
  EXPECT_FALSE(KinkedWaveSum::of(false, 0.999, 0, 1e-4, 1e-2, 1 << 30));
}

}  // namespace
}  // namespace bbplay::dsp
