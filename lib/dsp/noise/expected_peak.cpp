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
constexpr int kMostSteps = 60;
constexpr double kRelativeError = 1e-13;

/// How often a level is crossed, and how that changes with the level.
struct Crossings {
  double count = 0, slope = 0;
};

Crossings up_crossings(double level, double lag1_correlation) noexcept {
  static const Quadrature rule;
  const double low = std::asin(std::clamp(lag1_correlation, -1.0, 1.0));
  const double half = 0.5 * (0.5 * std::numbers::pi - low);
  Crossings sum;
  for (std::size_t i = 0; i < rule.x.size(); ++i) {
    const double steepness = 1 / (1 + std::sin(low + half * (1 + rule.x[i])));
    const double part = rule.w[i] * std::exp(-level * level * steepness);
    sum.count += part;
    sum.slope -= part * 2 * level * steepness;
  }
  const double scale = half / (2 * std::numbers::pi);
  return {scale * sum.count, scale * sum.slope};
}

Crossings up_crossings(std::span<const GaussianStretch> stretches, double level) noexcept {
  Crossings all;
  for (const GaussianStretch& s : stretches) {
    if (s.rms <= 0) continue;
    const Crossings at = up_crossings(level / s.rms, s.lag1_correlation);
    all.count += s.frames * at.count;
    all.slope += s.frames / s.rms * at.slope;
  }
  return all;
}

}  // namespace

double up_crossing_probability(double level, double lag1_correlation) noexcept {
  return up_crossings(level, lag1_correlation).count;
}

double expected_peak(std::span<const GaussianStretch> stretches, double clustering) noexcept {
  double loudest = 0;
  for (const GaussianStretch& s : stretches) loudest = std::max(loudest, s.rms);
  if (loudest <= 0) return 0;
  // The logarithm of the crossings is nearly a parabola, so that Newton's method needs some six
  // steps. A step that leaves what the root is known to lie in halves that instead.
  double low = loudest, high = 12 * loudest, level = 4 * loudest;
  for (int step = 0; step < kMostSteps; ++step) {
    const Crossings at = up_crossings(stretches, level);
    const double excess = 2 * clustering * at.count / kCrossingsAtMeanPeak;
    (excess > 1 ? low : high) = level;
    const double next = level - std::log(excess) * at.count / at.slope;
    if (std::abs(next - level) <= kRelativeError * level) break;
    level = next > low && next < high ? next : 0.5 * (low + high);
  }
  return level;
}

}  // namespace bbplay::dsp
