// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <span>

#include "bbplay/audio/stereo_block.h"

#include "dsp/block/modulation_ops.h"
#include "voices/modulation/modulator.h"

namespace bbplay::voices {

/// One amplitude modulation: 1 + depth wave, where the wave is a cosine that may be bent towards a
/// square. A rate of exactly 0 Hz switches it off rather than leaving a constant behind.
class AmplitudeModulation {
 public:
  /// Off.
  AmplitudeModulation() = default;
  /// depth, shape  settled
  AmplitudeModulation(const Modulator& phase, Ramp depth, Ramp shape = {1, 1}) noexcept
      : phase_(phase), depth_(depth), shape_(shape) {}

  bool is_off() const noexcept { return phase_.hz().is(0) || depth_.is(0); }

  /// Multiplies the gain into an envelope of a quantum.  [audio thread]
  void apply(const dsp::Progress& progress, std::span<double> envelope) const noexcept {
    if (is_off()) return;
    std::array<double, kQuantum> wave;
    phase_.cosines(progress, wave);
    dsp::waveshape(wave, shape_, progress.alpha);
    dsp::modulate(envelope, wave, depth_, phase_.hz(), progress.alpha);
  }

  double largest_gain(const dsp::Transition& transition) const noexcept {
    return is_off() ? 1 : 1 + transition.largest(depth_);
  }

 private:
  Modulator phase_;
  Ramp depth_{0, 0}, shape_{1, 1};
};

}  // namespace bbplay::voices
