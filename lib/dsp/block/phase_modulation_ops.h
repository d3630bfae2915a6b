// SPDX-License-Identifier: MIT
/// Sweeps of voices whose phase is modulated, compiled for every vector unit like
/// dsp/block/phase_ops.h. Phases are in turns and in double, below 2^50. All arrays of a call have
/// the same length, a multiple of 16, and do not overlap unless they are the same.  [audio thread]
#pragma once

#include <array>
#include <span>

namespace bbplay::dsp {

/// out[i] = gain sin(2 pi (carrier[i] + depth deviation[i] + phase)), rounded to float. Absolute
/// error < 3e-7 gain.
void modulated_sine(std::span<const double> carrier, std::span<const double> deviation,
                    double depth, double phase, float gain, std::span<float> out) noexcept;

/// inout[i] becomes scale sin(2 pi (offset + factor inout[i])). Error below 1e-15 scale.
void scaled_sine(double offset, double factor, double scale, std::span<double> inout) noexcept;

/// inout[i], a phase, becomes sin(2 pi p) for the place p = 1 - 2 |u - 1/2| of a path there and back,
/// u being the fraction of the phase.
void there_and_back_sine(std::span<double> inout) noexcept;

/// A polynomial of the fifth degree, its constant first.
using Quintic = std::array<double, 6>;

/// sum[i] += polynomial(first + i). Any length.
void add_polynomial(double first, const Quintic& polynomial, std::span<double> sum) noexcept;

/// out[i] = x x (3 - 2x) for x = start + step i. Any length.
void smooth_edge(double start, double step, std::span<double> out) noexcept;

}  // namespace bbplay::dsp
