// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace bbplay::app {

/// Finds the peak of the wave behind the samples of one channel: four times oversampled, as ITU-R
/// BS.1770-4 annex 2 has it (its filter is one of many; this one is a Hann-windowed sinc of the
/// same length).
class TruePeak {
 public:
  TruePeak();

  void hear(std::span<const float> samples);
  /// Linear; of what has been heard so far but the last half dozen samples.
  float peak() const noexcept { return peak_; }

 private:
  static constexpr std::size_t kTaps = 12, kPhases = 4;

  /// Of the points a quarter, a half and three quarters of the way between two samples.
  std::array<std::array<float, kTaps>, kPhases - 1> filters_{};
  std::vector<float> line_;  // what the filters still need, and the new samples behind it
  std::vector<float> between_;
  float peak_ = 0;
};

}  // namespace bbplay::app
