// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "dsp/transition/transition.h"

namespace bbplay::dsp {

/// f_0 + ... + f_{n-1} for a frequency f_k = max(0, value of a ramp in frame k): with the time step
/// of the voice, the cycles an oscillator has run through before frame n. No state and no drift
/// (format voices-tonal 12.2).
class FrequencySum {
 public:
  /// 0 Hz throughout.
  FrequencySum() = default;
  /// frames  of the voice. Takes a time that grows with their logarithm.
  FrequencySum(Ramp hz, const Transition& motion, std::int64_t frames);

  /// Whether before() can be asked: not for an expression that may push the frequency below 0.
  bool is_known() const noexcept { return known_; }

  /// alpha_before  sum of alpha over the frames before n: Progress::alpha_before for n = first
  double before(std::int64_t n, double alpha_before) const noexcept;

  /// Whether no frame of first .. first + count - 1 is held at 0 Hz: there f is a straight line in
  /// alpha.
  bool is_straight(std::int64_t first, std::int64_t count) const noexcept {
    return begin_ <= first && first + count <= end_;
  }

 private:
  double from_hz_ = 0, change_hz_ = 0;
  // Frames with f > 0, and the sum of alpha before each end of that stretch.
  std::int64_t begin_ = 0, end_ = 0;
  double alpha_to_begin_ = 0, alpha_to_end_ = 0;
  bool known_ = true;
};

}  // namespace bbplay::dsp
