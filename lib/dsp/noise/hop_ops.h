// SPDX-License-Identifier: MIT
/// Sweeps over the frames of noise on its way through moving notches, compiled for every vector
/// unit. A frame is one sample for both ears, or their two interleaved: as many as its spans are
/// longer than those with one value per frame. There is an even number of frames.  [audio thread]
#pragma once

#include <span>

namespace bbplay::dsp {

/// Every ear of frames[i] = mono[i]
void spread(std::span<const float> mono, std::span<float> frames) noexcept;
void spread(std::span<const float> mono, std::span<double> frames) noexcept;

/// left[i], right[i] = frames[i]
void split(std::span<const float> frames, std::span<double> left, std::span<double> right) noexcept;
void split(std::span<const double> frames, std::span<double> left,
           std::span<double> right) noexcept;

/// out[i] = window[i] frames[i], every ear
void weigh(std::span<const float> frames, std::span<const float> window,
           std::span<float> out) noexcept;
void weigh(std::span<const double> frames, std::span<const double> window,
           std::span<double> out) noexcept;

/// out[i] = scale[i] (tail[i] + window[i] frames[i]), every ear
void overlap_add(std::span<const float> frames, std::span<const float> window,
                 std::span<const float> tail, std::span<const float> scale,
                 std::span<float> out) noexcept;
void overlap_add(std::span<const double> frames, std::span<const double> window,
                 std::span<const double> tail, std::span<const double> scale,
                 std::span<double> out) noexcept;

}  // namespace bbplay::dsp
