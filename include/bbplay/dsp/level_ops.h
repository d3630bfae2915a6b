// SPDX-License-Identifier: MIT
/// What meters spend their time with, compiled for every vector unit.
#pragma once

#include <array>
#include <span>

namespace bbplay::dsp {

/// A filter of twelve taps for the point a quarter of the way between the two samples in its
/// middle, cut into what is even and what is odd about the middle, and one, even, for the point half
/// way. The first six taps of each; turned around, the first is that for three quarters.
struct QuarterPoints {
  static constexpr std::size_t kTaps = 12;
  std::array<float, kTaps / 2> even{}, odd{}, half{};
};

/// The larger of `least` and the largest magnitude of the points between the samples x[i + 5] and
/// x[i + 6], for all i from 0 to x.size() - kTaps. Points that cannot get beyond `least` are not
/// computed, which are most of them once that is about as loud as the signal gets.  [audio thread]
float peak_between(std::span<const float> x, const QuarterPoints& filter, float least = 0) noexcept;

}  // namespace bbplay::dsp
