// SPDX-License-Identifier: MIT
#pragma once

#include "bbplay/playback/range_player.h"

namespace bbplay::playback {

/// A short piece of audio, over and over; its time line never ends.
class MemoryLoop final : public SeekableSource {
 public:
  /// Renders the next `frames` frames of `source`.
  MemoryLoop(SeekableSource& source, std::int64_t frames);

  std::size_t process_block(StereoBlock out) noexcept override;
  void service() override {}
  /// `frame` counts from the beginning of the first round.
  void seek(std::int64_t frame) override;
  std::uint64_t late_blocks() const noexcept override { return 0; }

 private:
  StereoBuffer audio_;
  std::size_t next_ = 0;
};

}  // namespace bbplay::playback
