// SPDX-License-Identifier: MIT
#include "dsp/level/expected_largest.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>

namespace bbplay::dsp {
namespace {

constexpr std::size_t kTail = 5;  // one in so many peaks belongs to it

/// Where peaks have an exponential tail.
class Measure {
 public:
  explicit Measure(double bound) : bound_(bound) {}

  double of(double peak) const {
    if (!std::isfinite(bound_)) return peak * peak;
    return -std::log1p(-std::min(peak / bound_, kNearest));
  }
  double back(double measure) const {
    if (!std::isfinite(bound_)) return std::sqrt(measure);
    return -std::expm1(-measure) * bound_;
  }

 private:
  static constexpr double kNearest = 1 - 1e-6;
  double bound_;
};

}  // namespace

double expected_largest(std::span<float> peaks, double all, double bound) {
  std::ranges::sort(peaks, std::greater<>());
  const double largest = static_cast<double>(peaks.front());
  const auto count = static_cast<double>(peaks.size());
  if (peaks.size() < 2 || count >= all || largest <= 0) return largest;
  const Measure measure(bound);
  const std::size_t tail = std::max<std::size_t>(1, peaks.size() / kTail);
  const double threshold = measure.of(static_cast<double>(peaks[tail]));
  double excess = 0;
  for (const float peak : peaks.first(tail)) {
    excess += (measure.of(static_cast<double>(peak)) - threshold) / static_cast<double>(tail);
  }
  const double farthest = threshold + excess * std::log(static_cast<double>(tail) * all / count);
  return std::clamp(measure.back(farthest), largest, std::max(largest, bound));
}

}  // namespace bbplay::dsp
