// SPDX-License-Identifier: MIT
#pragma once

#include <span>

#include "dsp/noise/notch_cascade.h"

namespace bbplay::dsp {

/// Where the points of a power spectrum lie on the unit circle: cos w and sin^2 w of each.
struct SpectrumPoints {
  std::span<const double> cosine, sine_squared;
};

/// Takes a notch out of a power spectrum, `count` times in series. The same bits on every vector
/// unit.
void take_notch_out(const NotchSection& section, int count, SpectrumPoints at,
                    std::span<double> power) noexcept;

}  // namespace bbplay::dsp
