// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>

#include "bbplay/audio/stereo_block.h"

namespace bbplay::playback {

/// Multiplies frame i of `block` by gain(i).
template <std::invocable<std::int64_t> Gain>
void apply_gain(StereoBlock block, Gain gain) {
  for (std::size_t i = 0; i < block.frames(); ++i) {
    const auto factor = static_cast<float>(gain(static_cast<std::int64_t>(i)));
    block.left[i] *= factor;
    block.right[i] *= factor;
  }
}

}  // namespace bbplay::playback
