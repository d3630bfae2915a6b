// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

#include "bbplay/audio/stereo_block.h"
#include "bbplay/model/track.h"

namespace bbplay::dsp {

/// The two gains of a blend of n frames (format dsp 7, track 5.1): linear or, for equal power,
/// cosine and sine of a quarter turn; the end points belong to it. A blend of a single frame is all
/// of the outgoing side.
class Crossfade {
 public:
  Crossfade(CrossfadeCurve curve, std::int64_t frames) noexcept;

  std::int64_t frames() const noexcept { return frames_; }

  // 0 <= frame < frames()
  double in_at(std::int64_t frame) const noexcept;
  double out_at(std::int64_t frame) const noexcept;

  /// Multiply in place those frames that lie in the blend and leave the others alone; frame 0 of
  /// the block is frame `first` of the blend, which may be negative.  [audio thread]
  void fade_in(std::int64_t first, StereoBlock block) const noexcept;
  void fade_out(std::int64_t first, StereoBlock block) const noexcept;

 private:
  struct Part {
    std::size_t begin, end;
  };
  /// The frames of the block that lie in the blend.
  Part overlap(std::int64_t first, StereoBlock block) const noexcept;

  CrossfadeCurve curve_;
  std::int64_t frames_;
};

}  // namespace bbplay::dsp
