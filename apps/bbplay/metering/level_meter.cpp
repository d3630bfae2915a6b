// SPDX-License-Identifier: MIT
#include "metering/level_meter.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "bbplay/dsp/block_ops.h"

namespace bbplay::app {

LevelMeter::LevelMeter(int rate) : loudness_(rate) {}

void LevelMeter::hear(ConstStereoBlock block) {
  const float peak = std::max(dsp::peak(block.left), dsp::peak(block.right));
  if (peak > 1) {
    const auto beyond = [](std::span<const float> ear) {
      return std::ranges::count_if(ear, [](float x) { return std::abs(x) > 1; });
    };
    clipped_ += beyond(block.left) + beyond(block.right);
  }
  peak_ = std::max(peak_, peak);
  left_.hear(block.left, peak_);
  right_.hear(block.right, peak_);
  loudness_.hear(block);
  frames_ += static_cast<std::int64_t>(block.frames());
}

Levels LevelMeter::levels() const {
  Levels levels;
  levels.frames = frames_;
  levels.clipped = clipped_;
  levels.peak = peak_;
  levels.true_peak = std::max(left_.peak(), right_.peak());
  levels.integrated = loudness_.integrated();
  levels.range = loudness_.range();
  return levels;
}

}  // namespace bbplay::app
