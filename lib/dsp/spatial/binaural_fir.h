// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>

namespace bbplay::dsp {

/// One impulse response per ear, of equal length.
struct EarPair {
  std::span<const float> left, right;
  std::size_t taps() const noexcept { return left.size(); }
};

/// Convolves one signal with the impulse responses of both ears and adds the results:
///
///   left[n] += sum over k of response.left[k] x[taps - 1 + n - k]        right likewise
///
/// x      taps - 1 frames of history, then left.size() new ones
/// left   left.size() == right.size(), any length
///
/// Direct form, a tile of outputs at a time in registers; partial sums of 64 taps are in float, the
/// rest in double, so the error stays within 2e-7 of the sum of |h x|.  [audio thread]
void convolve_ears(std::span<const float> x, EarPair response, std::span<double> left,
                   std::span<double> right) noexcept;

}  // namespace bbplay::dsp
