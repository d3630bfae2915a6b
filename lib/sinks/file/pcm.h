// SPDX-License-Identifier: MIT
/// Planar float to interleaved samples of a sound file.
#pragma once

#include <cstdint>

#include "bbplay/audio/stereo_block.h"

namespace bbplay::sinks {

/// Interleaves `in` as 16-bit integers: clamp(32767 * y) with the fraction cut off, in float32
/// (format track 8). NaN becomes 0. `out` takes 2 * in.frames() values.
void interleave_truncated(ConstStereoBlock in, std::int16_t* out) noexcept;

/// Interleaves `in` unchanged.
void interleave(ConstStereoBlock in, float* out) noexcept;
void interleave(ConstStereoBlock in, double* out) noexcept;

/// Rounds to the nearest integer of `bits` (16, 24 or 32; full scale 2^(bits-1) - 1) with or
/// without triangular dither of +-1 LSB. The dither depends on the frame number alone, not on how
/// the audio is cut into blocks.
class Rounding {
 public:
  Rounding(int bits, bool dither, std::uint64_t seed) noexcept
      : full_scale_(static_cast<double>((std::int64_t{1} << (bits - 1)) - 1)),
        shift_(32 - bits),
        dither_(dither),
        seed_(seed) {}

  /// Left-justified in 32 bits, as libsndfile takes integers of any width. `first` is the number of
  /// the first frame.
  void interleave(ConstStereoBlock in, std::int64_t first, std::int32_t* out) const noexcept;

 private:
  double full_scale_;
  int shift_;
  bool dither_;
  std::uint64_t seed_;
};

}  // namespace bbplay::sinks
