// SPDX-License-Identifier: MIT
#include "dsp/oscillator/frequency_sum.h"

namespace bbplay::dsp {

FrequencySum::FrequencySum(Ramp hz, const Transition& transition, std::int64_t frames)
    : from_hz_(hz.from), change_hz_(hz.to - hz.from) {
  const TransitionCurve& curve = transition.curve();
  above_zero_ = frames_above_floor(hz, 0, curve, frames);
  if (above_zero_.begin == above_zero_.end) return;
  if (above_zero_.begin > 0) alpha_to_begin_ = curve.sum_before(above_zero_.begin);
  if (above_zero_.end < INT64_MAX) alpha_to_end_ = curve.sum_before(above_zero_.end);
}

double FrequencySum::before(std::int64_t n, double alpha_before) const noexcept {
  const auto [begin, end, known] = above_zero_;
  if (n <= begin) return 0;
  const bool inside = n <= end;
  const auto count = static_cast<double>((inside ? n : end) - begin);
  return from_hz_ * count +
         change_hz_ * ((inside ? alpha_before : alpha_to_end_) - alpha_to_begin_);
}

}  // namespace bbplay::dsp
