// SPDX-License-Identifier: MIT
/// The phase of a sweep as the reference adds it up, every bit of it (format flanger 3).
#pragma once

#include <cstdint>

namespace bbplay::dsp {

/// The phase of the next frame, in turns.  [audio thread]
inline double next_phase(double turns, double turns_per_frame) noexcept {
  turns += turns_per_frame;
  if (turns >= 1) turns -= 1;
  if (turns < 0) turns += 1;
  return turns;
}

/// The phase so many frames later, without going through all of them: as long as a sum stays between
/// two powers of two, each addition to it rounds by the same amount. Takes some hundred operations
/// for every turn.
double phase_after(std::int64_t frames, double turns, double turns_per_frame) noexcept;

}  // namespace bbplay::dsp
