// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <limits>

#include "bbplay/audio/stereo_block.h"

namespace bbplay {

/// Which part of a track is played, and how.
struct PlayRange {
  static constexpr std::int64_t kForEver = 0;

  std::int64_t start = 0, end = 0;         // frames of the track, start < end
  std::int64_t repeats = 1;                // or kForEver
  std::int64_t fade_in = 0, fade_out = 0;  // frames, at both ends of all that is played
  float gain = 1;                          // linear

  std::int64_t frames() const noexcept { return end - start; }
  bool endless() const noexcept { return repeats == kForEver; }
  /// Of everything played; the largest number when endless.
  std::int64_t total() const noexcept {
    return endless() ? std::numeric_limits<std::int64_t>::max() : frames() * repeats;
  }

  /// Applies gain and fades to frames `index`, `index` + 1, ... of everything played.
  /// [audio thread]
  void shape(std::int64_t index, StereoBlock block) const noexcept;
};

}  // namespace bbplay
