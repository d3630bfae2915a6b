// SPDX-License-Identifier: MIT
/// Sweeps over a quantum that carry an oscillator on from frame to frame. Phases are in turns and
/// in double. All arrays of a call have the same length, a multiple of 16; `alpha` gives the place
/// of every frame on the way of the ramps, empty: they stay at their `from`.  [audio thread]
#pragma once

#include <span>

#include "bbplay/model/params.h"

#include "dsp/transition/transition.h"

namespace bbplay::dsp {

/// turns[i] = start + step i
void phase_line(double start, double step, std::span<double> turns) noexcept;

/// turns[i] = start + frame_s times the sum of hz over all frames from progress.first up to and
/// with the one of turns[i], frames that are left out included; or that without its own. hz may be
/// negative.
void ramped_phase(double start, Ramp hz, double frame_s, const Progress& progress,
                  std::span<double> turns) noexcept;
void ramped_phase_before(double start, Ramp hz, double frame_s, const Progress& progress,
                         std::span<double> turns) noexcept;

/// steps[i] = frame_s max(0, hz): the turns of one frame.
void frequency_steps(Ramp hz, std::span<const double> alpha, double frame_s,
                     std::span<double> steps) noexcept;

/// inout[i] becomes frame_s max(0, max(lowest_hz, hz) + inout[i]): deviations in Hz become steps.
void deviating_steps(Ramp hz, double lowest_hz, std::span<const double> alpha, double frame_s,
                     std::span<double> inout) noexcept;

/// inout[i] becomes start + inout[0] + ... + inout[i], or that without inout[i] itself. Returns
/// start plus all of them.
double running_sum(double start, std::span<double> inout) noexcept;
double running_sum_before(double start, std::span<double> inout) noexcept;

/// inout[i] *= factor
void scale(std::span<double> inout, Ramp factor, std::span<const double> alpha) noexcept;

/// inout[i] += addend
void add_ramp(std::span<double> inout, Ramp addend, std::span<const double> alpha) noexcept;

/// first[i] -= depth x[i], second[i] += depth x[i]
void add_opposed(std::span<double> first, std::span<double> second, std::span<const double> x,
                 Ramp depth, std::span<const double> alpha) noexcept;

}  // namespace bbplay::dsp
