// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include "bbplay/dsp/transition_curve.h"

namespace bbplay::dsp {

/// Frames over which alpha is one parabola: alpha = c[0] + c[1] t + c[2] t^2, t frames after
/// `begin`. It lasts until the next piece begins.
struct TransitionPiece {
  std::int64_t begin = 0;
  double c[3] = {};
};

/// The pieces of a curve from frame 0 to the end of the voice, three at most: before, on and after
/// the ramp. None for an expression.
///
/// frames  of the voice; takes a time that grows with their logarithm
std::vector<TransitionPiece> transition_pieces(const TransitionCurve& curve, std::int64_t frames);

}  // namespace bbplay::dsp
