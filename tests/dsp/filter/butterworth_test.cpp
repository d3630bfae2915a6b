// SPDX-License-Identifier: MIT
#include "dsp/filter/butterworth.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <vector>

#include <gtest/gtest.h>

namespace bbplay::dsp {
namespace {

using std::numbers::pi;

/// |H|^2 of the analogue prototype at a frequency and edge warped by the bilinear transform.
double low_pass_power(int order, double edge, double hz, double rate) {
  const double ratio = std::tan(pi * hz / rate) / std::tan(pi * edge / rate);
  return 1 / (1 + std::pow(ratio, 2 * order));
}

double power(const std::vector<Section>& sections, double hz, double rate) {
  return std::norm(response(sections, hz / rate));
}

class ButterworthOrder : public testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(Orders, ButterworthOrder, testing::Range(1, 9));

TEST_P(ButterworthOrder, HasTheMagnitudeOfItsPrototypeAtEveryFrequency) {
  const int order = GetParam();
  const double rate = 48'000;
  const auto low = butterworth_low_pass(order, 1'000, rate);
  const auto high = butterworth_high_pass(order, 1'000, rate);
  for (double hz = 7; hz < 23'900; hz *= 1.3) {
    const double passed = low_pass_power(order, 1'000, hz, rate);
    EXPECT_NEAR(power(low, hz, rate), passed, 1e-11) << hz;
    EXPECT_NEAR(power(high, hz, rate), 1 - passed, 1e-11) << hz;
  }
}

TEST_P(ButterworthOrder, BandPassHasTheMagnitudeOfItsPrototypeAtEveryFrequency) {
  const int order = GetParam();
  const double rate = 44'100;
  for (const auto& [low, high] : {std::pair(100.0, 1'000.0), {5.0, 50.0}, {8'000.0, 21'000.0}}) {
    const auto band = butterworth_band_pass(order, low, high, rate);
    const double w1 = std::tan(pi * low / rate);
    const double w2 = std::tan(pi * high / rate);
    EXPECT_EQ(std::ssize(band), order);
    for (double hz = 3; hz < 22'000; hz *= 1.3) {
      const double w = std::tan(pi * hz / rate);
      const double detune = (w * w - w1 * w2) / (w * (w2 - w1));
      EXPECT_NEAR(power(band, hz, rate), 1 / (1 + std::pow(detune * detune, order)), 1e-8)
          << low << " to " << high << " Hz at " << hz;
    }
  }
}

TEST_P(ButterworthOrder, IsStable) {
  const auto inside = [](const Section& s) {
    return std::abs(s.a2) < 1 && std::abs(s.a1) < 1 + s.a2;
  };
  for (const double hz : {2.0, 30.0, 1'000.0, 21'600.0}) {
    EXPECT_TRUE(std::ranges::all_of(butterworth_low_pass(GetParam(), hz, 48'000), inside));
    EXPECT_TRUE(std::ranges::all_of(butterworth_high_pass(GetParam(), hz, 48'000), inside));
    EXPECT_TRUE(
        std::ranges::all_of(butterworth_band_pass(GetParam(), hz, hz * 1.1, 48'000), inside));
  }
}

TEST(Butterworth, SectionsAreThoseOfTheTextbook) {
  const auto low = butterworth_low_pass(4, 21'600, 48'000);
  ASSERT_EQ(low.size(), 2u);
  const double k = 6.313751514675043;
  for (std::size_t i = 0; i < 2; ++i) {
    const double q = i == 0 ? 1.30656296 : 0.54119610;
    const double n = 1 / (1 + k / q + k * k);
    EXPECT_NEAR(low[i].b0, k * k * n, 1e-8);
    EXPECT_NEAR(low[i].b1, 2 * k * k * n, 1e-8);
    EXPECT_NEAR(low[i].b2, k * k * n, 1e-8);
    EXPECT_NEAR(low[i].a1, 2 * (k * k - 1) * n, 1e-8);
    EXPECT_NEAR(low[i].a2, (1 - k / q + k * k) * n, 1e-8);
  }
}

}  // namespace
}  // namespace bbplay::dsp
