// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>

#include "bbplay/playback/range_player.h"

namespace bbplay::test {

/// A track whose sample at frame i is a known function of i, different in each channel.
class CountingSource final : public SeekableSource {
 public:
  explicit CountingSource(std::int64_t frames, std::int64_t first_frame = 0, float gain = 1)
      : frames_(frames), next_(first_frame), gain_(gain) {}

  static float left_at(std::int64_t frame) { return static_cast<float>(frame % 9973 + 1) / 16'384; }
  static float right_at(std::int64_t frame) { return -left_at(frame + 31); }

  std::size_t process_block(StereoBlock out) noexcept override {
    const auto count = static_cast<std::size_t>(
        std::min<std::int64_t>(std::int64_t(out.frames()), frames_ - next_));
    for (std::size_t i = 0; i < out.frames(); ++i) {
      const std::int64_t frame = next_ + static_cast<std::int64_t>(i);
      out.left[i] = i < count ? gain_ * left_at(frame) : 0;
      out.right[i] = i < count ? gain_ * right_at(frame) : 0;
    }
    next_ += static_cast<std::int64_t>(count);
    return count;
  }
  void service() override {}
  void seek(std::int64_t frame) override { next_ = frame; }
  std::uint64_t late_blocks() const noexcept override { return 0; }

 private:
  std::int64_t frames_;
  std::int64_t next_;
  float gain_;
};

}  // namespace bbplay::test
