// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "bbplay/audio/stereo_block.h"
#include "bbplay/model/track.h"

namespace bbplay::dsp {

/// The gain a volume envelope gives to every frame of a voice, in closed form (spec dsp section 3).
/// Covers everything but the default fade, which acts after the flanger.
class VolumeEnvelopeGain {
 public:
  /// seconds, frames   of the voice        rate   Hz
  VolumeEnvelopeGain(const VolumeEnvelope& shape, double seconds, std::int64_t frames, int rate);

  double at(std::int64_t frame) const noexcept;
  /// Gain 1 throughout.
  bool is_unity() const noexcept;
  /// Multiplies frames first .. first + block.frames() - 1 in place.  [audio thread]
  void apply(std::int64_t first, StereoBlock block) const noexcept;
  /// Largest |gain|.
  double peak() const noexcept;

 private:
  // Pieces of straight lines: before frame `end`, gain = from + slope (i - begin).
  struct Piece {
    std::int64_t begin = 0, end = 0;
    double from = 1, slope = 0, last = 1;  // `last` is the exact value of frame end - 1
  };
  Piece pieces_[4];
  int count_ = 0;
};

/// The 10 ms ramps at both ends of a voice without envelope (spec track section 3.4).
class DefaultFade {
 public:
  DefaultFade(std::int64_t frames, int rate);
  double at(std::int64_t frame) const noexcept;
  void apply(std::int64_t first, StereoBlock block) const noexcept;  // [audio thread]

 private:
  std::int64_t frames_;
  std::int64_t ramp_;  // 0: none
};

}  // namespace bbplay::dsp
