// SPDX-License-Identifier: MIT
/// Low-frequency oscillators as sweeps over a quantum: first where in its cycle the oscillator is,
/// then the shape. Positions are in turns and in double (format voices-tonal 1.3).
///
/// All arrays of a call have the same length, a multiple of 16. `alpha` gives the place of every
/// frame on the way of the ramps; empty: they stay at their `from`.  [audio thread]
#pragma once

#include <cstdint>
#include <span>

#include "bbplay/model/params.h"

#include "dsp/transition/transition.h"

namespace bbplay::dsp {

/// The time of frame i of a voice is i frame_s + offset_s seconds.
struct TimeAxis {
  double frame_s = 0;
  double offset_s = 0;

  double at(std::int64_t frame) const noexcept {
    return static_cast<double>(frame) * frame_s + offset_s;
  }
};

/// turns[i] = freq t + phase / 2 pi at the time t of frame first + i: a product, even where the
/// frequency moves.
void lfo_turns(const TimeAxis& time, std::int64_t first, Ramp freq_hz, Ramp phase_rad,
               std::span<const double> alpha, std::span<double> turns) noexcept;
/// The same for the frames of `progress`, which may lie apart.
void lfo_turns(const TimeAxis& time, const Progress& progress, Ramp freq_hz, Ramp phase_rad,
               std::span<double> turns) noexcept;

/// inout[i] += offset - gain sin(2 pi (start + step i)); absolute error of the sine < 1e-14 beside
/// that of its phase.
void subtract_sine_line(double start, double step, double gain, double offset,
                        std::span<double> inout) noexcept;

/// A sine whose positive half takes u = (1 + skew) / 2 of the cycle; skew 0 is the sine itself. u
/// stays 1e-9 away from 0 and 1. Absolute error < 3e-7 in float, < 1e-14 in double.
void skewed_sine(std::span<const double> turns, Ramp skew, std::span<const double> alpha,
                 std::span<float> out) noexcept;
void skewed_sine(std::span<const double> turns, Ramp skew, std::span<const double> alpha,
                 std::span<double> out) noexcept;

/// From -1 at 0 turns up to 1 at u, and down again.
void skewed_triangle(std::span<const double> turns, Ramp skew, std::span<const double> alpha,
                     std::span<double> out) noexcept;

/// Where in an unskewed cycle (0..1) the shapes are at a position: the halves before and after u
/// stretched to half a cycle each. The sine of it is the skewed sine; the triangle is
/// 1 - |4 unskewed - 2|.
double unskewed(double turns, double skew) noexcept;

}  // namespace bbplay::dsp
