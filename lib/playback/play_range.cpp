// SPDX-License-Identifier: MIT
#include "bbplay/playback/play_range.h"

#include <algorithm>

#include "bbplay/dsp/block_ops.h"

#include "dsp/block/silence_non_finite.h"
#include "playback/apply_gain.h"

namespace bbplay {
namespace {

/// Position in 0..1 of frame `i` of a ramp over `frames` frames that includes both ends.
double along(std::int64_t i, std::int64_t frames) {
  return frames > 1 ? static_cast<double>(i) / static_cast<double>(frames - 1) : 0;
}

}  // namespace

void PlayRange::shape(std::int64_t index, StereoBlock block) const noexcept {
  if (gain != 1) {
    dsp::scale(block.left, gain);
    dsp::scale(block.right, gain);
    // What was near the largest number is no longer one.
    if (gain > 1) dsp::silence_non_finite(block);
  }
  const std::int64_t first = index;
  const std::int64_t last = first + static_cast<std::int64_t>(block.frames());
  if (first < fade_in) {
    const auto count = static_cast<std::size_t>(std::min(last, fade_in) - first);
    playback::apply_gain(block.first(count),
                         [&](std::int64_t i) { return along(first + i, fade_in); });
  }
  const std::int64_t out_start = total() - fade_out;
  if (!endless() && last > out_start) {
    const auto skipped = static_cast<std::size_t>(std::max<std::int64_t>(out_start - first, 0));
    const std::int64_t from = std::max(first, out_start) - out_start;
    playback::apply_gain(block.dropping(skipped),
                         [&](std::int64_t i) { return 1 - along(from + i, fade_out); });
  }
}

}  // namespace bbplay
