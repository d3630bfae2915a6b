// SPDX-License-Identifier: MIT
#include "dsp/oscillator/frequency_sum.h"

#include <algorithm>

namespace bbplay::dsp {
namespace {

/// First frame in [0, frames) for which `reached` holds; it stays true from there on.
template <class Predicate>
std::int64_t first_frame(std::int64_t frames, Predicate reached) {
  std::int64_t low = 0, high = frames;
  while (low < high) {
    const std::int64_t middle = low + (high - low) / 2;
    reached(middle) ? high = middle : low = middle + 1;
  }
  return low;
}

}  // namespace

FrequencySum::FrequencySum(Ramp hz, const Transition& motion, std::int64_t frames)
    : from_hz_(hz.from), change_hz_(hz.to - hz.from), end_(INT64_MAX) {
  const TransitionCurve& curve = motion.curve();
  const double ends[] = {hz.at(curve.lowest()), hz.at(curve.highest())};
  const auto [low, high] = std::minmax(ends[0], ends[1]);
  if (low >= 0) return;
  if (high <= 0) {
    end_ = 0;
    return;
  }
  known_ = curve.is_monotonic();
  if (!known_) return;
  // Positive before or after the one frame where the straight line crosses 0.
  const bool rises = change_hz_ > 0;
  const std::int64_t crossing = first_frame(
      frames, [&](std::int64_t frame) { return (hz.at(curve.at(frame)) > 0) == rises; });
  (rises ? begin_ : end_) = crossing;
  (rises ? alpha_to_begin_ : alpha_to_end_) = curve.sum_before(crossing);
}

double FrequencySum::before(std::int64_t n, double alpha_before) const noexcept {
  if (n <= begin_) return 0;
  const bool inside = n <= end_;
  const auto count = static_cast<double>((inside ? n : end_) - begin_);
  return from_hz_ * count +
         change_hz_ * ((inside ? alpha_before : alpha_to_end_) - alpha_to_begin_);
}

}  // namespace bbplay::dsp
