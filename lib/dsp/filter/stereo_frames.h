// SPDX-License-Identifier: MIT
#pragma once

#include <span>

#include "dsp/filter/biquad_cascade.h"

namespace bbplay::dsp {

/// frames[i] = {left[i], right[i]}; all of the same length.  [audio thread]
void interleave(std::span<const double> left, std::span<const double> right,
                std::span<StereoFrame> frames) noexcept;

/// left[i], right[i] = frames[i]; all of the same length.  [audio thread]
void take_apart(std::span<const StereoFrame> frames, std::span<double> left,
                std::span<double> right) noexcept;

}  // namespace bbplay::dsp
