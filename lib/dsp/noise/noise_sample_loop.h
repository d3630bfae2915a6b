// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace bbplay::dsp {

/// A recording that is played in place of noise, mono. One that is repeated blends the last 20 ms
/// of each round with the first ones of the next at equal power, which suits material as random as
/// noise (format noise 9, E7). The samples themselves stay where they are.
class NoiseSampleLoop {
 public:
  /// length  of the recording, frames
  /// frames  how many are played: silence follows
  NoiseSampleLoop(std::int64_t length, std::int64_t frames, int rate);

  /// Fills `out` with samples first, first + 1, ... of the recording, all of which it has.
  using Fetch = std::function<void(std::int64_t first, std::span<float> out)>;

  /// Samples first, first + 1, ... (first >= 0) of what is played.
  void read(std::int64_t first, std::span<float> out, const Fetch& fetch) const;

 private:
  std::int64_t length_, frames_;
  std::int64_t seam_ = 0;   // frames that blend
  std::int64_t round_ = 0;  // frames from one repetition to the next
  std::vector<float> fade_in_, fade_out_;
};

}  // namespace bbplay::dsp
