// SPDX-License-Identifier: MIT
#pragma once

#include <span>

namespace bbplay::dsp {

/// Probability that a stationary Gaussian sequence of unit variance rises above `level` from one
/// sample to the next, given the correlation of neighbouring samples (format noise 10.1).
double up_crossing_probability(double level, double lag1_correlation) noexcept;

/// A stretch of a Gaussian sequence over which its statistics hold.
struct GaussianStretch {
  double rms = 1;
  double lag1_correlation = 0;
  double frames = 0;
};

/// The peak that the stretches together have on average: the level that is crossed as often as the
/// maximum of independent samples would be. At least the largest rms.
///
/// clustering  share of the crossings that counts: those of a slow sequence come in groups
double expected_peak(std::span<const GaussianStretch> stretches, double clustering) noexcept;

}  // namespace bbplay::dsp
