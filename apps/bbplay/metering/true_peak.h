// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "bbplay/dsp/level_ops.h"

namespace bbplay::app {

/// Finds the peak of the wave behind the samples of one channel: four times oversampled, as ITU-R
/// BS.1770-4 annex 2 has it (its filter is one of many; this one is a Hann-windowed sinc of the
/// same length).
class TruePeak {
 public:
  TruePeak();

  void hear(std::span<const float> samples);
  /// peak  of these samples, or of more that count along: between samples that are far below nothing
  ///       needs to be computed
  void hear(std::span<const float> samples, float peak);
  /// Linear; of what has been heard so far but the last half dozen samples.
  float peak() const noexcept { return peak_; }

 private:
  /// Samples that the filter still needs when others follow.
  static constexpr std::size_t kKept = dsp::QuarterPoints::kTaps - 1;

  dsp::QuarterPoints filter_;
  std::array<float, 2 * kKept> seam_{};  // what is kept, and room for the first ones that follow
  float peak_ = 0;
};

}  // namespace bbplay::app
