// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>

#include "bbplay/audio/stereo_block.h"
#include "bbplay/dsp/linear_ramp.h"
#include "bbplay/model/track.h"

namespace bbplay::dsp {

/// The gain a volume envelope gives to every frame of a voice, in closed form (format dsp 3):
/// at most four straight pieces. Covers everything but the default fade, which acts after the
/// flanger.
class VolumeEnvelopeGain {
 public:
  /// seconds, frames  of the voice
  /// rate             Hz
  VolumeEnvelopeGain(const VolumeEnvelope& shape, double seconds, std::int64_t frames, int rate);

  /// 0 <= frame < frames of the voice
  double at(std::int64_t frame) const noexcept;
  /// Gain 1 throughout.
  bool is_unity() const noexcept;
  /// Multiplies frames first .. first + block.frames() - 1 in place; those past the end of the
  /// voice stay as they are.  [audio thread]
  void apply(std::int64_t first, StereoBlock block) const noexcept;
  /// Largest |gain|.
  double peak() const noexcept;

 private:
  std::array<LinearRamp, 4> pieces_;  // one after the other
};

/// The 10 ms ramps at both ends of a voice without envelope (format dsp 3, track 3.4).
class DefaultFade {
 public:
  DefaultFade(std::int64_t frames, int rate);
  double at(std::int64_t frame) const noexcept;
  void apply(std::int64_t first, StereoBlock block) const noexcept;  // [audio thread]

 private:
  LinearRamp in_, out_;
  std::int64_t out_begin_;
};

}  // namespace bbplay::dsp
