// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace bbplay::dsp {

/// A recording that is played in place of noise, mono. One that is repeated blends the last 20 ms
/// of each round with the first ones of the next at equal power, which suits material as random as
/// noise (format noise 9, E7).
class NoiseSampleLoop {
 public:
  /// frames  how many are played: silence follows
  NoiseSampleLoop(std::vector<float> samples, std::int64_t frames, int rate);

  /// Samples first, first + 1, ...; silence before 0.  [audio thread]
  void read(std::int64_t first, std::span<float> out) const noexcept;

  std::span<const float> samples() const noexcept { return samples_; }

 private:
  std::vector<float> samples_;
  std::int64_t frames_;
  std::int64_t seam_ = 0;   // frames that blend
  std::int64_t round_ = 0;  // frames from one repetition to the next
  std::vector<float> fade_in_, fade_out_;
};

}  // namespace bbplay::dsp
