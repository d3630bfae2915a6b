// SPDX-License-Identifier: MIT
/// Phases in turns: one turn is a whole cycle, or 2 pi radians.
#pragma once

#include <cmath>
#include <numbers>

#include "bbplay/model/params.h"

namespace bbplay::dsp {

inline constexpr double kRadiansPerTurn = 2 * std::numbers::pi;

inline double turns_of(double radians) noexcept { return radians / kRadiansPerTurn; }
inline Ramp turns_of(Ramp radians) noexcept {
  return {turns_of(radians.from), turns_of(radians.to)};
}

/// The place in the cycle: a phase without its whole turns, in 0 .. 1. Rounding gives 1 itself to a
/// phase just below a whole turn.
inline double fraction_of_turn(double turns) noexcept { return turns - std::floor(turns); }

/// The distance from the nearest whole turn, in -1/2 .. 1/2. For steps: a step a little below a
/// whole turn goes backwards a little, and stays small when it is multiplied.
inline double offset_from_whole_turn(double turns) noexcept { return turns - std::round(turns); }

}  // namespace bbplay::dsp
