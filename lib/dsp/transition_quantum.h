// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "bbplay/audio/stereo_block.h"

#include "dsp/transition_curve.h"

namespace bbplay::dsp {

/// What every oscillator of a moving voice needs to know of its transition for one quantum: worked
/// out once, then each oscillator is two multiplications and additions per frame.
struct TransitionQuantum {
  static_assert(kQuantum % 4 == 0);

  alignas(64) double alpha[kQuantum];
  /// alpha[0] + ... + alpha[i]
  alignas(64) double running[kQuantum];
  /// E(first), the sum over all frames before the quantum.
  double before = 0;

  void load(const TransitionCurve& curve, std::int64_t first) noexcept {  // [audio thread]
    before = curve.sum_before(first);
    curve.fill(first, alpha);
    // Four sums side by side, since one would wait for every addition.
    constexpr std::size_t kPart = kQuantum / 4;
    double sum[4] = {};
    for (std::size_t i = 0; i < kPart; ++i) {
      for (std::size_t part = 0; part < 4; ++part) {
        running[part * kPart + i] = sum[part] += alpha[part * kPart + i];
      }
    }
    double carried = 0;
    for (std::size_t part = 1; part < 4; ++part) {
      carried += sum[part - 1];
      for (std::size_t i = 0; i < kPart; ++i) running[part * kPart + i] += carried;
    }
  }
};

}  // namespace bbplay::dsp
