// SPDX-License-Identifier: MIT
#include "playback/memory_loop.h"

#include <algorithm>

namespace bbplay::playback {

MemoryLoop::MemoryLoop(SeekableSource& source, std::int64_t frames)
    : audio_(static_cast<std::size_t>(frames)) {
  StereoBlock rest = audio_.block();
  while (rest.frames() > 0) {
    const std::size_t count = std::min(rest.frames(), RangePlayer::kMaxFrames);
    source.service();
    source.process_block(rest.first(count));
    rest = rest.dropping(count);
  }
}

std::size_t MemoryLoop::process_block(StereoBlock out) noexcept {
  const std::size_t frames = out.frames();
  while (out.frames() > 0) {
    const std::size_t count = std::min(out.frames(), audio_.frames() - next_);
    const StereoBlock from = audio_.block().subblock(next_, count);
    std::copy(from.left.begin(), from.left.end(), out.left.begin());
    std::copy(from.right.begin(), from.right.end(), out.right.begin());
    next_ = (next_ + count) % audio_.frames();
    out = out.dropping(count);
  }
  return frames;
}

void MemoryLoop::seek(std::int64_t frame) {
  next_ = static_cast<std::size_t>(frame % static_cast<std::int64_t>(audio_.frames()));
}

}  // namespace bbplay::playback
