// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>

namespace bbplay::dsp {

/// Notch sections in series, a value per lane: the left ear of the first stage, its right ear, the
/// left ear of the second stage, ...
struct NotchLanes {
  const double* g;  // coefficients: NotchSection
  const double* c;
  double* z1;  // states, of transposed direct form II
  double* z2;
  const double* depth;  // of partial notches, and how much it moves per frame
  const double* depth_step;

  NotchLanes from(std::size_t lane) const noexcept {
    return {g + lane, c + lane, z1 + lane, z2 + lane, depth + lane, depth_step + lane};
  }
};

/// Stages stand there in multiples of this many; those behind the last one pass their input.
inline constexpr std::size_t kNotchStageMultiple = 4;

/// Filters interleaved stereo samples in place.  [audio thread]
void run_notches(const NotchLanes& lanes, std::size_t stages, std::span<double> stereo) noexcept;

/// The same with stages that are only partly there: out = in + depth (notch(in) - in).
/// [audio thread]
void run_partial_notches(const NotchLanes& lanes, std::size_t stages,
                         std::span<double> stereo) noexcept;

}  // namespace bbplay::dsp
