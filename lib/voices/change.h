// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <numbers>

#include "bbplay/voices/voice.h"

namespace bbplay::voices {

/// Of level(t) gate(t) sin(phase(t)): the sine curves like one of so many turns per frame, the
/// level stays within `level` and, as the gate within 0..1, is a polygon.
///
/// slope       of the level, per frame
/// gate_slope  of the gate
inline ChangeBound change_of_tone(double level, double turns_per_frame, double slope,
                                  double gate_slope = 0) noexcept {
  const double radians = 2 * std::numbers::pi * turns_per_frame;
  const double slopes = slope + level * gate_slope;
  return {.curvature = (level * radians + 2 * slopes) * radians + 2 * slope * gate_slope,
          .kink = 2 * slopes};
}

/// Of whichever of two signals changes faster.
inline ChangeBound faster(const ChangeBound& a, const ChangeBound& b) noexcept {
  return {std::max(a.curvature, b.curvature), std::max(a.kink, b.kink)};
}

}  // namespace bbplay::voices
