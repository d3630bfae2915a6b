// SPDX-License-Identifier: MIT
/// Sweeps over the frames of noise on its way through moving notches, compiled for every vector
/// unit. Stereo is interleaved.  [audio thread]
#pragma once

#include <span>

namespace bbplay::dsp {

/// Both ears of stereo[i] = mono[i]
void spread(std::span<const float> mono, std::span<double> stereo) noexcept;

/// left[i], right[i] = stereo[i]
void split(std::span<const double> stereo, std::span<double> left,
           std::span<double> right) noexcept;

/// out[i] = window[i] stereo[i], both ears
void weigh(std::span<const double> stereo, std::span<const double> window,
           std::span<double> out) noexcept;

/// out[i] = scale[i] (tail[i] + window[i] stereo[i]), both ears
void overlap_add(std::span<const double> stereo, std::span<const double> window,
                 std::span<const double> tail, std::span<const double> scale,
                 std::span<double> out) noexcept;

}  // namespace bbplay::dsp
