// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>

#include "bbplay/audio/stereo_block.h"

namespace bbplay::dsp {

/// The ramp R(from, to, count, closed) of format dsp 0: straight from `from` at frame 0. A
/// closed ramp reaches `to` exactly in its last frame (a ramp of a single frame stays at `from`),
/// an open one in the frame after it.
class LinearRamp {
 public:
  LinearRamp() = default;  // no frames
  static LinearRamp closed(double from, double to, std::int64_t count) noexcept;
  static LinearRamp open(double from, double to, std::int64_t count) noexcept;

  std::int64_t count() const noexcept { return count_; }
  /// 0 <= frame < count()
  double at(std::int64_t frame) const noexcept;
  /// Largest |value|, 0 without frames.
  double peak() const noexcept;
  /// Gain 1 throughout.
  bool is_unity() const noexcept { return from_ == 1 && step_ == 0 && last_ == 1; }

  /// Multiplies in place those frames that lie on the ramp; frame 0 of the block is frame `first`
  /// of the ramp, which may be negative. The products are taken in double.  [audio thread]
  void apply(std::int64_t first, StereoBlock block) const noexcept;

 private:
  LinearRamp(double from, double step, double last, std::int64_t count) noexcept
      : from_(from), step_(step), last_(last), count_(count) {}

  double from_ = 1, step_ = 0, last_ = 1;
  std::int64_t count_ = 0;
};

}  // namespace bbplay::dsp
