// SPDX-License-Identifier: MIT
/// Pulse envelopes as sweeps over a quantum (format voices-tonal 1.6). All arrays of a call
/// have the same length, a multiple of 16.  [audio thread]
#pragma once

#include <cstdint>
#include <span>

#include "bbplay/model/params.h"

namespace bbplay::dsp {

/// A trapezoid in a cycle of length 1: up from 0 to 1 over the first `edge`, down over the last
/// `edge` before `width`, silent from there on. Edge 0 is a rectangle, edge width/2 a triangle.
struct Trapezoid {
  double width = 0;  // <= 0: silent; above 1 the end of the cycle cuts the pulse off
  double edge = 0;   // 0 .. width / 2

  /// ramp  each edge as part of the audible time      gap  silent part of the cycle
  Trapezoid(double ramp, double gap) noexcept;

  /// At a position in the cycle; 0 before its beginning. The sweeps below compute this, to 3e-7.
  double height(double position) const noexcept;
};

/// envelope[i] = height of the pulse at turns[i]
void trapezoid_pulses(const Trapezoid& pulse, std::span<const double> turns,
                      std::span<float> envelope) noexcept;

/// The same with a ramp and gap that move along alpha, each clipped to 0..1 on the way. Where the
/// rate is not above 1e-9 there is silence.
void trapezoid_pulses(Ramp ramp, Ramp gap, Ramp rate_hz, std::span<const double> alpha,
                      std::span<const double> turns, std::span<float> envelope) noexcept;

/// turns[i] = rate_hz (first + i) / frames_per_second + offset_cycles
void pulse_turns(std::int64_t first, double rate_hz, int frames_per_second, double offset_cycles,
                 std::span<double> turns) noexcept;

/// inout[i]: (1 - cos(pi x)) / 2 for x in 0..1
void round_off(std::span<float> inout) noexcept;
/// inout[i]: 1 - depth + depth x
void lift(std::span<float> inout, double depth) noexcept;

}  // namespace bbplay::dsp
