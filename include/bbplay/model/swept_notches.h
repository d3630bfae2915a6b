// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include "bbplay/model/params.h"

namespace bbplay {

/// A row of equal notches that wanders between two frequencies with the LFO (format noise 2).
struct NotchSweep {
  Ramp low_hz, high_hz;
  Ramp q;
  Ramp stages;  // whole numbers; a moving count is rounded
  /// low_hz.to was missing and fell back on the upper limit, a slip of the reference that makes the
  /// range shrink to nothing. Corrected fidelity stays at low_hz.from.
  bool low_end_is_high = false;
  bool operator==(const NotchSweep&) const = default;
};

/// Notches that stay where they are (format noise 6).
struct StaticNotch {
  double hz = 1000;
  double q = 25;
  int count = 1;
  bool operator==(const StaticNotch&) const = default;
};

enum class LfoWaveform : std::uint8_t { sine, triangle };

/// Everything that is taken out of a noise.
struct SweptNotches {
  Ramp lfo_hz;
  LfoWaveform waveform = LfoWaveform::sine;
  std::vector<NotchSweep> sweeps;
  Ramp ear_offset_deg;   // of the right ear's LFO
  Ramp pass_offset_deg;  // of the LFO in a second pass; a still voice has one only if it is not 0
  std::vector<StaticNotch> static_notches;
};

}  // namespace bbplay
