// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "bbplay/audio/stereo_block.h"
#include "bbplay/dsp/transition_curve.h"

namespace bbplay::dsp {

/// What every oscillator of a moving voice needs to know of its transition for one quantum: worked
/// out once, then each oscillator is two multiplications and additions per frame.
struct TransitionBlock {
  alignas(64) double alpha[kQuantum];
  /// alpha[0] + ... + alpha[i]
  alignas(64) double running[kQuantum];
  /// E(first), the sum over all frames before the quantum.
  double before = 0;

  /// Before frame 0 alpha stays what it is there.
  void load(const TransitionCurve& curve, std::int64_t first) noexcept;  // [audio thread]

  /// The same for the frames first, first + stride, ..., none of which is negative; `running` is
  /// the sum over all frames from `first` on, those left out included.
  void load_sparse(const TransitionCurve& curve, std::int64_t first, std::int64_t stride) noexcept;
};

}  // namespace bbplay::dsp
