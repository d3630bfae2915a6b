// SPDX-License-Identifier: MIT
#pragma once

#include <span>

namespace bbplay::dsp {

/// A sine whose phase is a straight line with a slow vibrato on it, itself a sine. Phases are in
/// turns, steps in turns per frame.
struct VibratoSine {
  double phase = 0, step = 0;
  double vibrato_phase = 0, vibrato_step = 0;
  double depth = 0;  // turns that the vibrato takes off the phase at its highest

  /// The vibrato is so slow or so shallow that a cubic is as good, for half of kGroup frames either
  /// way: off by less than 5e-9 turns.
  bool is_slow() const noexcept;
  static constexpr int kGroup = 32;  // frames
};

/// out[i] = sin(2 pi (phase + step i - depth sin(2 pi (vibrato_phase + vibrato_step i)))) of a slow
/// one, in any length. Absolute error < 4e-7.  [audio thread]
void vibrato_sine(const VibratoSine& sine, std::span<float> out) noexcept;

}  // namespace bbplay::dsp
