// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "bbplay/dsp/transition_curve.h"
#include "bbplay/model/params.h"

namespace bbplay::dsp {

/// Frames in which a moving frequency is above its floor. There it is a straight line in alpha;
/// everywhere else it is held at the floor.
struct FramesAboveFloor {
  std::int64_t begin = 0, end = INT64_MAX;
  /// False for an expression that may cross the floor: it can do so any number of times.
  bool known = true;
};

/// frames  of the voice. Takes a time that grows with their logarithm.
FramesAboveFloor frames_above_floor(Ramp hz, double floor_hz, const TransitionCurve& curve,
                                    std::int64_t frames);

}  // namespace bbplay::dsp
