// SPDX-License-Identifier: MIT
/// Sweeps in double for voices whose level and phase are modulated, compiled for every vector unit
/// like those of dsp/block/phase_ops.h. All arrays of a call have the same length. `alpha` is the
/// place of every frame on the way of the ramps; empty: they stay at their `from`.  [audio thread]
#pragma once

#include <span>

#include "bbplay/model/params.h"

namespace bbplay::dsp {

/// out[i] = sin(2 pi (phase + step i)), phases in turns; |phase| and |step i| < 2^50. Absolute
/// error < 1e-15 after the reduction of the phase.
void sine(double phase, double step, std::span<double> out) noexcept;

/// out[i] = value
void fill(Ramp value, std::span<const double> alpha, std::span<double> out) noexcept;

/// inout[i] *= by[i]
void multiply(std::span<double> inout, std::span<const double> by) noexcept;

/// sum[i] += gain x[i]
void add_scaled(std::span<double> sum, std::span<const double> x, Ramp gain,
                std::span<const double> alpha) noexcept;

/// inout[i] *= 1 - depth (1 - lfo[i]) / 2: from full level down by `depth`.
void tremolo(std::span<double> inout, std::span<const double> lfo, Ramp depth,
             std::span<const double> alpha) noexcept;

/// inout[i] *= 1 + depth wave[i], but not in frames where hz is exactly 0.
void modulate(std::span<double> inout, std::span<const double> wave, Ramp depth, Ramp hz,
              std::span<const double> alpha) noexcept;

/// inout[i] *= 1 + depth (other[i] - 1)
void crossmodulate(std::span<double> inout, std::span<const double> other, Ramp depth,
                   std::span<const double> alpha) noexcept;

/// Bends a wave in -1..1: inout[i] = sign |inout[i]|^(1 / shape). Shape 1 leaves it alone, more
/// makes it squarer; 0 and less leave only its extremes.
void waveshape(std::span<double> inout, Ramp shape, std::span<const double> alpha) noexcept;

/// out[i] = gain x[i], rounded to float
void to_float(std::span<const double> x, double gain, std::span<float> out) noexcept;

}  // namespace bbplay::dsp
