// SPDX-License-Identifier: MIT
#include "dsp/block/saturation.h"

#include <cmath>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

namespace bbplay::dsp {
namespace {

/// Values of both signs from the smallest to far beyond saturation, an odd number of them.
std::vector<double> drives() {
  std::vector<double> out{0.0, std::numeric_limits<double>::infinity(), 1e300};
  for (double x = 1e-12; x < 1e4; x *= 1.0037) {
    out.push_back(x);
    out.push_back(-x);
  }
  return out;
}

TEST(HyperbolicTangent, IsThatOfTheStandardLibrary) {
  const std::vector<double> x = drives();
  std::vector<double> y = x;
  hyperbolic_tangent(y);
  for (std::size_t i = 0; i < x.size(); ++i) EXPECT_NEAR(y[i], std::tanh(x[i]), 1e-14) << x[i];
}

TEST(HyperbolicTangent, DoesNotReachPastOne) {
  std::vector<double> y = drives();
  hyperbolic_tangent(y);
  for (const double value : y) EXPECT_LE(std::abs(value), 1);
}

TEST(Saturate, FollowsItsFormula) {
  for (const double drive : {2e-6, 1e-3, 0.5, 5.0, 40.0, 1e3}) {
    std::vector<double> x(101), y;
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<double>(i) / 50 - 1;
    y = x;
    saturate(y, {drive, drive}, {});
    for (std::size_t i = 0; i < x.size(); ++i) {
      EXPECT_NEAR(y[i], std::tanh(drive * x[i]) / std::tanh(drive), 1e-9) << drive << ' ' << x[i];
    }
  }
}

TEST(Saturate, FollowsAMovingDrive) {
  const Ramp drive{-1, 9};
  std::vector<double> x(77), alpha(77), y;
  for (std::size_t i = 0; i < x.size(); ++i) {
    alpha[i] = static_cast<double>(i) / 76;
    x[i] = std::sin(static_cast<double>(i));
  }
  y = x;
  saturate(y, drive, alpha);
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double now = drive.at(alpha[i]);
    const double expected = now > 1e-6 ? std::tanh(now * x[i]) / std::tanh(now) : 0;
    EXPECT_NEAR(y[i], expected, 1e-9) << now;
  }
}

TEST(Saturate, ADriveOfNothingIsSilence) {
  for (const double drive : {0.0, 1e-6, -3.0}) {
    std::vector<double> x(9, 0.5);
    saturate(x, {drive, drive}, {});
    EXPECT_EQ(x, std::vector<double>(9, 0.0)) << drive;
  }
}

TEST(Saturate, LeavesFullLevelAtFullLevel) {
  for (const double drive : {1e-5, 0.1, 3.0, 200.0}) {
    std::vector<double> x{1, -1};
    saturate(x, {drive, drive}, {});
    EXPECT_NEAR(x[0], 1, 1e-10) << drive;
    EXPECT_NEAR(x[1], -1, 1e-10) << drive;
  }
}

}  // namespace
}  // namespace bbplay::dsp
