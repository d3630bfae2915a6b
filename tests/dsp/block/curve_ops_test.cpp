// SPDX-License-Identifier: MIT
#include "dsp/block/curve_ops.h"

#include <cmath>
#include <functional>
#include <numbers>
#include <vector>

#include <gtest/gtest.h>

namespace bbplay::dsp {
namespace {

constexpr double kTurn = 2 * std::numbers::pi;
using Values = std::array<double, 2 * kCurvePlaces>;

Values at_places(const std::function<double(double)>& signal) {
  Values out;
  for (std::size_t k = 0; k < out.size(); ++k) out[k] = signal(curve_places()[k]);
  return out;
}

/// Of half a quantum, 0 or 1.
Curve curve_of(const Values& values, std::size_t half) {
  return curve_through(std::span(values).subspan(half * kCurvePlaces).first<kCurvePlaces>());
}

/// At a frame of the quantum.
double value_at(const Curve& curve, double frame, std::size_t half) {
  const double x = (frame - static_cast<double>(half * kCurveFrames) - 63.5) / 64;
  double value = 0;
  for (std::size_t k = curve.size(); k-- > 0;) value = value * x + curve[k];
  return value;
}

/// 0.8 radians in half a quantum.
double slow_wave(double frame) { return std::sin(0.3 + frame / 160); }

TEST(Curves, TellASlowWaveBetweenTheirPlaces) {
  const Values values = at_places(slow_wave);
  for (std::size_t half = 0; half < 2; ++half) {
    const Curve curve = curve_of(values, half);
    EXPECT_TRUE(is_resolved(curve));
    for (std::size_t i = half * kCurveFrames; i < (half + 1) * kCurveFrames; ++i) {
      const auto frame = static_cast<double>(i);
      ASSERT_NEAR(value_at(curve, frame, half), slow_wave(frame), 1e-9) << i;
    }
  }
}

TEST(Curves, KnowWhatTheyDoNotTell) {
  const auto is_told = [](const std::function<double(double)>& signal) {
    const Values values = at_places(signal);
    return is_resolved(curve_of(values, 0)) && is_resolved(curve_of(values, 1));
  };
  EXPECT_TRUE(is_told([](double) { return 3.0; }));
  EXPECT_TRUE(is_told([](double frame) { return 440.0 / 44'100 * frame; }));
  EXPECT_FALSE(is_told([](double frame) { return std::sin(frame / 20); }));
  EXPECT_FALSE(is_told([](double frame) { return std::abs(frame - 70.2) * 1e-3; }));
  EXPECT_FALSE(is_told([](double frame) { return frame < 200 ? 0.0 : 1e-4; }));
}

TEST(Curves, AddUpFramesToTheirPlaces) {
  const auto signal = [](double frame) { return 200 + 40 * slow_wave(frame) + 0.01 * frame; };
  Values sums;
  sums_at_places(0.25, 1 / 8'000.0, at_places(signal), sums);
  double before = 0;
  for (std::size_t i = 0; i < 2 * kCurveFrames; ++i) {
    const std::size_t half = i / kCurveFrames;
    const auto frame = static_cast<double>(i);
    const double wanted = 0.25 + (before + signal(frame) / 2) / 8'000;
    ASSERT_NEAR(value_at(curve_of(sums, half), frame, half), wanted, 1e-9) << i;
    before += signal(frame);
  }
}

TEST(Curves, BecomeSinesOfTheirPhases) {
  const auto left = [](double frame) { return 0.0137 * frame + 0.2 * slow_wave(frame); };
  const auto right = [](double frame) { return -2 - 0.0061 * frame; };
  const auto gain = [](double frame) { return 0.4 - 0.001 * frame; };
  for (std::size_t half = 0; half < 2; ++half) {
    const Curve left_curve = curve_of(at_places(left), half);
    const Curve right_curve = curve_of(at_places(right), half);
    std::vector<float> still[2], moving[2];
    for (std::size_t ear = 0; ear < 2; ++ear) {
      still[ear].resize(kCurveFrames);
      moving[ear].resize(kCurveFrames);
    }
    sines_of_curves(left_curve, right_curve, 0.7f, still[0], still[1]);
    sines_of_curves(left_curve, right_curve, curve_of(at_places(gain), half), moving[0], moving[1]);
    for (std::size_t i = 0; i < kCurveFrames; ++i) {
      const auto frame = static_cast<double>(half * kCurveFrames + i);
      const double wanted[] = {std::sin(kTurn * left(frame)), std::sin(kTurn * right(frame))};
      for (std::size_t ear = 0; ear < 2; ++ear) {
        ASSERT_NEAR(still[ear][i], 0.7 * wanted[ear], 2.5e-7) << frame;
        ASSERT_NEAR(moving[ear][i], gain(frame) * wanted[ear], 2.5e-7) << frame;
      }
    }
  }
}

}  // namespace
}  // namespace bbplay::dsp
