// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>

#include "dsp/fft/split_complex.h"

namespace bbplay::dsp {

/// The sum of a[i] b[i] in doubles, always taken in the same order: the same on every vector unit.
/// a, b  of equal length  [audio thread]
double sum_of_products(std::span<const float> a, std::span<const float> b) noexcept;

/// sum[i] += a[i] times the conjugate of b[i], for `bins` bins of which the first holds two real ones:
/// the product of two spectra of RealFft, whose inverse is a correlation.  [audio thread]
void add_correlation(std::size_t bins, Split<const float> a, Split<const float> b,
                     Split<float> sum) noexcept;
void add_correlation(std::size_t bins, Split<const double> a, Split<const double> b,
                     Split<double> sum) noexcept;

}  // namespace bbplay::dsp
