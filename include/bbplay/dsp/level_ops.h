// SPDX-License-Identifier: MIT
/// What meters spend their time with, compiled for every vector unit.
#pragma once

#include <array>
#include <span>

#include "bbplay/audio/stereo_block.h"

namespace bbplay::dsp {

/// The filter by which loudness is measured, for two ears: a shelf that stands for the head, and a
/// high-pass. Remembers where it is.
///
/// source  ITU-R BS.1770-4, annex 1; its coefficients are given for 48 kHz, here they are made from
///         the analogue filters behind them, as libebur128 does
class KWeighting {
 public:
  /// rate  Hz
  explicit KWeighting(int rate);

  /// Sum of the squares of the next samples of both ears, weighted. A constant sine of 997 Hz
  /// comes out with 1.0809 times its power (0.691 dB less a little).  [audio thread]
  double energy(ConstStereoBlock block) noexcept;

  /// Coefficients and memory of one of the two sections, the memory for either ear.
  struct Section {
    double b0 = 1, b1 = 0, b2 = 0, a1 = 0, a2 = 0;
    std::array<double, 2> s1{}, s2{};
  };

 private:
  std::array<Section, 2> sections_;
};

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
