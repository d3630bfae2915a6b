// SPDX-License-Identifier: MIT
/// Sweeps over complex arrays whose real and imaginary parts stand apart; all arrays of a call have
/// the same length, and outputs overlap nothing.  [audio thread]
#pragma once

#include <span>

namespace bbplay::dsp {

template <class Part>
struct ComplexSpan {
  std::span<Part> re, im;
};

/// sum[i] += (re + j im) x[i]
void add_rotated(float re, float im, ComplexSpan<const float> x, ComplexSpan<float> sum) noexcept;

/// sum[i] += by[i] x[i], or by the conjugate of by[i]
void add_product(ComplexSpan<const double> by, bool conjugated, ComplexSpan<const float> x,
                 ComplexSpan<double> sum) noexcept;

}  // namespace bbplay::dsp
