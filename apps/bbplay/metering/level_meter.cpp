// SPDX-License-Identifier: MIT
#include "metering/level_meter.h"

#include <algorithm>
#include <cmath>
#include <new>

#include <ebur128.h>

#include "bbplay/dsp/block_ops.h"

namespace bbplay::app {
namespace {

// The histogram keeps memory bounded; its classes are 0.1 LU wide.
// Its true peak takes ten times as long as all the rest.
constexpr int kMode = EBUR128_MODE_I | EBUR128_MODE_LRA | EBUR128_MODE_HISTOGRAM;
constexpr unsigned kChannels = 2;

}  // namespace

struct LevelMeter::State {
  explicit State(int rate)
      : ebur(ebur128_init(kChannels, static_cast<unsigned long>(rate), kMode)) {
    if (ebur == nullptr) throw std::bad_alloc();
  }
  ~State() { ebur128_destroy(&ebur); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  ebur128_state* ebur;
};

LevelMeter::LevelMeter(int rate) : state_(std::make_unique<State>(rate)) {}
LevelMeter::~LevelMeter() = default;

void LevelMeter::hear(ConstStereoBlock block) {
  const std::size_t frames = block.frames();
  interleaved_.resize(2 * frames);
  for (std::size_t i = 0; i < frames; ++i) {
    interleaved_[2 * i] = block.left[i];
    interleaved_[2 * i + 1] = block.right[i];
  }
  const float peak = std::max(dsp::peak(block.left), dsp::peak(block.right));
  if (peak > 1) {
    clipped_ += std::ranges::count_if(interleaved_, [](float x) { return std::abs(x) > 1; });
  }
  peak_ = std::max(peak_, peak);
  left_.hear(block.left);
  right_.hear(block.right);
  frames_ += static_cast<std::int64_t>(frames);
  if (ebur128_add_frames_float(state_->ebur, interleaved_.data(), frames) != EBUR128_SUCCESS) {
    throw std::bad_alloc();
  }
}

Levels LevelMeter::levels() const {
  Levels levels;
  levels.frames = frames_;
  levels.clipped = clipped_;
  levels.peak = peak_;
  levels.true_peak = std::max(left_.peak(), right_.peak());
  double integrated = 0;
  ebur128_loudness_global(state_->ebur, &integrated);
  if (std::isfinite(integrated)) levels.integrated = integrated;
  ebur128_loudness_range(state_->ebur, &levels.range);
  return levels;
}

}  // namespace bbplay::app
