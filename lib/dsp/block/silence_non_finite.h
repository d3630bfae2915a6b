// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <span>

#include "bbplay/audio/stereo_block.h"
#include "bbplay/dsp/block_ops.h"

namespace bbplay::dsp {

/// Samples that are no numbers or infinite become 0; all others stay.  [audio thread]
inline void silence_non_finite(std::span<float> samples) noexcept {
  if (all_finite(samples)) return;
  for (float& sample : samples) {
    if (!std::isfinite(sample)) sample = 0;
  }
}
inline void silence_non_finite(StereoBlock block) noexcept {
  silence_non_finite(block.left);
  silence_non_finite(block.right);
}

}  // namespace bbplay::dsp
