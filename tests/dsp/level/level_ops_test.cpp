// SPDX-License-Identifier: MIT
#include "bbplay/dsp/level_ops.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace bbplay::dsp {
namespace {

std::vector<float> noise(std::size_t count, unsigned seed) {
  std::mt19937 engine(seed);
  std::uniform_real_distribution<float> uniform(-0.5f, 0.5f);
  std::vector<float> out(count);
  for (float& x : out) x = uniform(engine);
  return out;
}

TEST(PeakBetween, IsTheLargestOfThreeFilters) {
  QuarterPoints filter;
  std::array<double, 12> quarter{}, half{};
  for (std::size_t tap = 0; tap < 12; ++tap) {
    quarter[tap] = std::cos(0.3 * static_cast<double>(tap)) * 0.4;
    half[tap] = std::cos(0.5 * (static_cast<double>(tap) - 5.5)) * 0.3;
  }
  for (std::size_t tap = 0; tap < 6; ++tap) {
    filter.even[tap] = static_cast<float>((quarter[tap] + quarter[11 - tap]) / 2);
    filter.odd[tap] = static_cast<float>((quarter[tap] - quarter[11 - tap]) / 2);
    filter.half[tap] = static_cast<float>(half[tap]);
  }
  for (const std::size_t count : {11u, 12u, 13u, 19u, 20u, 60u}) {
    const std::vector<float> x = noise(count, static_cast<unsigned>(count));
    double expected = 0;
    for (std::size_t i = 0; i + 12 <= count; ++i) {
      double points[3] = {};
      for (std::size_t tap = 0; tap < 12; ++tap) {
        const double value = x[i + tap];
        points[0] += quarter[tap] * value;
        points[1] += half[tap] * value;
        points[2] += quarter[11 - tap] * value;
      }
      for (const double point : points) expected = std::max(expected, std::abs(point));
    }
    EXPECT_NEAR(peak_between(x, filter), expected, 1e-6) << count;
  }
}

/// Taps of a windowed sinc, which a meter has.
QuarterPoints points_of_a_sinc() {
  const auto tap_at = [](std::size_t tap, double way) {
    const double distance = static_cast<double>(tap) - 5 - way;
    const double angle = std::numbers::pi * distance;
    const double window = std::cos(angle / 13);
    return std::sin(angle) / angle * window * window;
  };
  QuarterPoints filter;
  for (std::size_t tap = 0; tap < 6; ++tap) {
    const double quarter = tap_at(tap, 0.25), mirrored = tap_at(11 - tap, 0.25);
    filter.even[tap] = static_cast<float>((quarter + mirrored) / 2);
    filter.odd[tap] = static_cast<float>((quarter - mirrored) / 2);
    filter.half[tap] = static_cast<float>(tap_at(tap, 0.5));
  }
  return filter;
}

TEST(PeakBetween, MissesNoneOfThePointsThatItLeavesOut) {
  constexpr std::size_t kCount = 4'000;
  std::vector<std::vector<float>> signals{noise(kCount, 1), std::vector<float>(kCount)};
  signals.back()[1'000] = 0.4f;                          // a click
  std::vector<float>& corners = signals.emplace_back();  // as loud as it gets between the samples
  for (std::size_t i = 0; i < kCount; ++i) corners.push_back(i % 4 < 2 ? 0.5f : -0.5f);
  for (const double turns_per_frame : {0.001, 0.0045, 0.05, 0.24, 0.31, 0.4999}) {
    std::vector<float>& tone = signals.emplace_back();
    for (std::size_t i = 0; i < kCount; ++i) {
      const double swell = 0.5 + 0.4 * std::sin(0.01 * static_cast<double>(i));
      tone.push_back(static_cast<float>(
          swell * std::sin(2 * std::numbers::pi * turns_per_frame * static_cast<double>(i))));
    }
  }
  for (const QuarterPoints& filter : {points_of_a_sinc(), QuarterPoints{.half = {1, -1, 1}}}) {
    for (const std::vector<float>& x : signals) {
      // Of a few samples at a time every point is computed.
      std::vector<float> points;
      for (std::size_t i = 0; i + 12 <= kCount; ++i) {
        points.push_back(peak_between(std::span(x).subspan(i, 12), filter));
      }
      const float peak = *std::ranges::max_element(points);
      ASSERT_GT(peak, 0);
      for (const float part : {0.0f, 0.5f, 0.99f, 0.999999f, 1.0f, 1.000001f, 2.0f}) {
        EXPECT_EQ(peak_between(x, filter, part * peak), std::max(part * peak, peak)) << part;
      }
    }
  }
}

}  // namespace
}  // namespace bbplay::dsp
