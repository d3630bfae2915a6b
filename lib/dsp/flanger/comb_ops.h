// SPDX-License-Identifier: MIT
/// The inner loops of dsp/flanger/flanger.h, compiled for every vector unit.  [audio thread]
#pragma once

#include <cstdint>
#include <span>

#include "bbplay/audio/stereo_block.h"
#include "bbplay/model/patches/flanger_patch.h"

#include "dsp/flanger/delay_line_taps.h"

namespace bbplay::dsp {

/// The delay as a function of the phase of its LFO (format flanger 3, steps 1 to 3).
struct DelaySweep {
  enum class Law { linear, reciprocal, exponential };
  Law law = Law::linear;
  FlangerWave wave = FlangerWave::sine;
  /// With l in [-1, 1] from the wave, the law is middle + swing l, its reciprocal, or
  /// middle exp(swing (l + 1)), in frames.
  double middle = 0, swing = 0;
  double least_reciprocal = 0;       // law reciprocal: before inverting; -infinity: as it comes
  double shortest = 0, longest = 0;  // frames

  /// turns   phase of every frame of a quantum
  void fill(std::span<const double, kQuantum> turns,
            std::span<double, kQuantum> delay) const noexcept;
};

/// What a comb filter needs to know (format flanger 3, setup).
struct CombSettings {
  int taps = 2;
  bool linked = true;  // both channels read where the left taps say
  bool feeds_back = false;
  bool makes_up_loudness = false;
  double hpf = 0, lpf = 0;  // pole of the high-pass and of the low-pass
  double feedback = 0, mix = 0;
  double loudness_pole = 0, min_gain = 0, max_gain = 0;
};

/// Both channels side by side, so that one instruction serves them.
struct alignas(16) CombState {
  double high[2] = {}, last[2] = {}, low[2] = {};
  double energy_in[2] = {}, energy_out[2] = {};
  double gain[2] = {1, 1};
};

/// One quantum of a stereo comb filter.
///
/// now    interleaved frames of the delay line: before the call the input of this quantum, after it
///        what the line keeps; older frames lie before it, as far as the taps reach
/// right  used when the channels are not linked
/// out    interleaved
void run_comb(const CombSettings& settings, CombState& state, const DelayTaps& left,
              const DelayTaps& right, float* now, float* out) noexcept;

}  // namespace bbplay::dsp
