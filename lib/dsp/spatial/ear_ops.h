// SPDX-License-Identifier: MIT
/// The inner loops of dsp/spatial/spatializer.h, compiled for every vector unit.  [audio thread]
#pragma once

#include <span>

#include "bbplay/audio/stereo_block.h"

#include "dsp/flanger/delay_line_taps.h"

namespace bbplay::dsp {

/// Two one-pole smoothers side by side: y = pole y + (1 - pole) x.
struct SmootherPair {
  double pole[2] = {};
  double y[2] = {};

  /// Both signals are replaced by what becomes of them. Only every fourth frame waits for the one
  /// four frames before it: what the frames between bring is worked out beforehand.
  void smooth(std::span<double, kQuantum> first, std::span<double, kQuantum> second) noexcept;
};

/// Whether `way`, coming from `from`, never moves by more than `step` from frame to frame, so that
/// a limit of its speed would leave every bit of it.
bool keeps_pace(double from, std::span<const double, kQuantum> way, double step) noexcept;

/// left = exp(exponent sine), right = exp(-exponent sine): the even and the odd powers of the series
/// up to the ninth, which is exact to 3e-13 for |exponent sine| <= 1/4.
void opposed_levels(double exponent, std::span<const double, kQuantum> sine,
                    std::span<double, kQuantum> left, std::span<double, kQuantum> right) noexcept;

/// out[i] = the delay line as `taps` say, now[i] being its newest sample.
void read_delayed(int tap_count, const DelayTaps& taps, const float* now,
                  std::span<double, kQuantum> out) noexcept;

/// left[i] *= level[i] times what the left ear hears: the far signal where side[i] > 0, else
/// near_gain near[i]. The right ear hears the far one where side[i] < 0.
void hear_sides(std::span<const double, kQuantum> level, std::span<const double, kQuantum> side,
                std::span<const double, kQuantum> far, const float* near, double near_gain,
                std::span<double, kQuantum> left, std::span<double, kQuantum> right) noexcept;

}  // namespace bbplay::dsp
