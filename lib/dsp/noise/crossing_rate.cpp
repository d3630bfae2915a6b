// SPDX-License-Identifier: MIT
#include "dsp/noise/crossing_rate.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace bbplay::dsp {
namespace {

constexpr std::size_t kPoints = 512;
// A level that noise of any length exceeds less than once in a billion years.
constexpr double kNeverExceeded = 9;
constexpr double kMinRate = 1e-300;

}  // namespace

CrossingRate::CrossingRate(std::span<const GaussianStretch> stretches, double clustering,
                           double most) {
  double loudest = 0, frames = 0;
  for (const GaussianStretch& stretch : stretches) {
    loudest = std::max(loudest, stretch.rms);
    frames += stretch.frames;
  }
  if (!(loudest > 0) || !(frames > 0)) return;
  highest_ = std::min(most, kNeverExceeded * loudest);
  log_rate_.resize(kPoints + 1);
  for (std::size_t i = 0; i <= kPoints; ++i) {
    const double level = highest_ * static_cast<double>(i) / kPoints;
    double rate = 0;
    for (const GaussianStretch& stretch : stretches) {
      if (stretch.rms <= 0) continue;
      rate +=
          stretch.frames * up_crossing_probability(level / stretch.rms, stretch.lag1_correlation);
    }
    log_rate_[i] = std::log(std::max(clustering * rate / frames, kMinRate));
  }
}

double CrossingRate::at(double level) const noexcept {
  if (!(level < highest_)) return 0;
  const double place = std::max(0.0, level) / highest_ * kPoints;
  const auto below = std::min(static_cast<std::size_t>(place), kPoints - 1);
  const double way = place - static_cast<double>(below);
  return std::exp(log_rate_[below] + way * (log_rate_[below + 1] - log_rate_[below]));
}

}  // namespace bbplay::dsp
