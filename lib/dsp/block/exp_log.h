// SPDX-License-Identifier: MIT
/// Exponential functions of whole arrays in double, compiled for every vector unit like
/// dsp/block/phase_ops.h. Relative errors stay below 1e-14. Input and output may be the same array.
/// [audio thread]
#pragma once

#include <span>

namespace bbplay::dsp {

/// out[i] = exp(x[i]), x held to [-700, 700]
void exponential(std::span<const double> x, std::span<double> out) noexcept;

/// out[i] = base[i] ^ exponent for base[i] > 0, within the range of exponential()
void power(std::span<const double> base, double exponent, std::span<double> out) noexcept;

}  // namespace bbplay::dsp
