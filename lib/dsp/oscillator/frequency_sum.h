// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "dsp/oscillator/floor_crossing.h"
#include "dsp/transition/transition.h"

namespace bbplay::dsp {

/// f_0 + ... + f_{first-1} for a frequency f_k = value of a ramp in frame k, which may be negative.
/// With the time step of the voice, these are the cycles an oscillator has run through before the
/// quantum.
inline double signed_frequency_sum(Ramp hz, const Progress& progress) noexcept {
  return hz.from * static_cast<double>(progress.first) + (hz.to - hz.from) * progress.alpha_before;
}

/// f_0 + ... + f_{n-1} for a frequency f_k = max(0, value of a ramp in frame k). It keeps no state
/// and does not drift (format voices-tonal 12.2).
class FrequencySum {
 public:
  /// 0 Hz throughout.
  FrequencySum() = default;
  /// frames  of the voice. Takes a time that grows with their logarithm.
  FrequencySum(Ramp hz, const Transition& transition, std::int64_t frames);

  /// Whether before() can be asked: not for an expression that may push the frequency below 0.
  bool is_known() const noexcept { return above_zero_.known; }

  /// alpha_before  sum of alpha over the frames before n: Progress::alpha_before for n = first
  double before(std::int64_t n, double alpha_before) const noexcept;

  /// Whether no frame of first .. first + count - 1 is held at 0 Hz: there f is a straight line in
  /// alpha.
  bool is_straight(std::int64_t first, std::int64_t count) const noexcept {
    return above_zero_.begin <= first && first + count <= above_zero_.end;
  }

 private:
  double from_hz_ = 0, change_hz_ = 0;
  FramesAboveFloor above_zero_{0, 0};
  double alpha_to_begin_ = 0, alpha_to_end_ = 0;  // sum of alpha before either end of that stretch
};

}  // namespace bbplay::dsp
