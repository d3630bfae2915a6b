// SPDX-License-Identifier: MIT
/// Sweeps over a quantum that apply a moving gain. All arrays of a call have the same length, a
/// multiple of 16; `alpha` gives the place of every frame on the way of the ramps, empty: they stay
/// at their `from`.  [audio thread]
#pragma once

#include <span>

#include "bbplay/audio/stereo_block.h"
#include "bbplay/model/params.h"

namespace bbplay::dsp {

/// inout[i] *= gain
void scale(std::span<float> inout, Ramp gain, std::span<const double> alpha) noexcept;

/// inout[i] *= gain (1 - depth (1 + lfo[i]) / 2): a tremolo that only takes away.
void apply_tremolo(std::span<float> inout, std::span<const float> lfo, Ramp gain, Ramp depth,
                   std::span<const double> alpha) noexcept;

/// out[i] = first_gain pair.left[i] + second_gain pair.right[i]
void mix_pair(StereoBlock pair, Ramp first_gain, Ramp second_gain, std::span<const double> alpha,
              std::span<float> out) noexcept;

/// out[i] = gain level[i] x[i], clipped to -1..1
void to_clipped(std::span<const double> x, double gain, std::span<const double> level,
                std::span<float> out) noexcept;

/// inout[i] clipped to -1..1
void clip(std::span<float> inout) noexcept;
/// inout[i] clipped to -limit..limit
void clip(double limit, std::span<double> inout) noexcept;

/// inout[i] *= (1 - blend) from[i] + blend to[i]
void multiply_crossfaded(std::span<float> inout, std::span<const float> from,
                         std::span<const float> to, Ramp blend,
                         std::span<const double> alpha) noexcept;

}  // namespace bbplay::dsp
