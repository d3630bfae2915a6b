// SPDX-License-Identifier: MIT
#include "dsp/noise/expected_peak.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace bbplay::dsp {
namespace {

/// Nodes and weights of Gauss and Legendre's rule on [-1, 1].
struct Quadrature {
  static constexpr int kNodes = 24;
  std::array<double, kNodes> x{}, w{};

  Quadrature() {
    for (int i = 0; i < kNodes; ++i) {
      // Newton's method on the Legendre polynomial, from Tricomi's estimate of its zero.
      double z = std::cos(std::numbers::pi * (i + 0.75) / (kNodes + 0.5));
      double slope = 0;
      for (int step = 0; step < 10; ++step) {
        double p = 1, before = 0;
        for (int n = 1; n <= kNodes; ++n) {
          const double next = ((2 * n - 1) * z * p - (n - 1) * before) / n;
          before = p;
          p = next;
        }
        slope = kNodes * (z * p - before) / (z * z - 1);
        z -= p / slope;
      }
      const auto k = static_cast<std::size_t>(i);
      x[k] = z;
      w[k] = 2 / ((1 - z * z) * slope * slope);
    }
  }
};

/// Half the median number of exceedances either side of the mean maximum: exp(-gamma), gamma being
/// Euler's constant.
constexpr double kCrossingsAtMeanPeak = 0.56146;
constexpr int kBisections = 40;

}  // namespace

double up_crossing_probability(double level, double lag1_correlation) noexcept {
  static const Quadrature rule;
  const double low = std::asin(std::clamp(lag1_correlation, -1.0, 1.0));
  const double half = 0.5 * (0.5 * std::numbers::pi - low);
  double sum = 0;
  for (std::size_t i = 0; i < rule.x.size(); ++i) {
    const double t = low + half * (1 + rule.x[i]);
    sum += rule.w[i] * std::exp(-level * level / (1 + std::sin(t)));
  }
  return half * sum / (2 * std::numbers::pi);
}

double expected_peak(std::span<const GaussianStretch> stretches, double clustering) noexcept {
  double loudest = 0;
  for (const GaussianStretch& s : stretches) loudest = std::max(loudest, s.rms);
  if (loudest <= 0) return 0;
  double low = loudest, high = 12 * loudest;
  for (int i = 0; i < kBisections; ++i) {
    const double level = 0.5 * (low + high);
    double crossings = 0;
    for (const GaussianStretch& s : stretches) {
      if (s.rms <= 0) continue;
      crossings += s.frames * up_crossing_probability(level / s.rms, s.lag1_correlation);
    }
    (2 * clustering * crossings > kCrossingsAtMeanPeak ? low : high) = level;
  }
  return 0.5 * (low + high);
}

}  // namespace bbplay::dsp
