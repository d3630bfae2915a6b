// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>
#include <vector>

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
  static constexpr std::size_t kTaps = dsp::QuarterPoints::kTaps;

  dsp::QuarterPoints filter_;
  std::vector<float> line_;  // what the filter still needs, and room for new samples behind it
  float peak_ = 0;
};

}  // namespace bbplay::app
