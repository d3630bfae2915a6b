// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <vector>

#include "dsp/noise/expected_peak.h"

namespace bbplay::dsp {

/// How often, per frame, noise rises above a level, crossings that come in groups counted once:
/// up_crossing_probability() averaged over all that the noise goes through, and tabulated.
class CrossingRate {
 public:
  /// No noise: nothing is ever crossed.
  CrossingRate() = default;
  /// stretches    their lengths weigh them
  /// clustering   see expected_peak()
  /// most         the noise is cut off there
  CrossingRate(std::span<const GaussianStretch> stretches, double clustering, double most);

  /// level  any; for one below 0 the rate is that of 0
  double at(double level) const noexcept;
  /// Nothing is crossed beyond.
  double highest() const noexcept { return highest_; }

 private:
  double highest_ = 0;
  std::vector<double> log_rate_;  // at equal steps from 0 to highest_
};

}  // namespace bbplay::dsp
