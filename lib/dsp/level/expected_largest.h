// SPDX-License-Identifier: MIT
#pragma once

#include <span>

namespace bbplay::dsp {

/// The largest of very many peaks that is to be expected from some of them, a little on the high
/// side: on average 0.3 dB for an hour of many layers, with a standard deviation of 0.3 dB, about as
/// much as the largest of so many differs between two hours of the same kind.
///
/// The peaks of sums of tones have a tail that ends at the sum of all levels. In the measure
/// -log(1 - x / bound) that tail is about exponential, so that its mean excess tells how far the
/// next ones lie; without a bound x^2 does the same for the tail of noise.
///
/// peaks  of stretches of equal length, at least one, spread over all of them; is sorted
/// all    number of all stretches, at least that of `peaks`
/// bound  which none exceeds, or infinity
double expected_largest(std::span<float> peaks, double all, double bound);

}  // namespace bbplay::dsp
