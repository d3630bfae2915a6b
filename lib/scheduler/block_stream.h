// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>

#include "bbplay/audio/stereo_block.h"

namespace bbplay::scheduler {

/// Hands out any stretch of something that renders whole quanta in order.
class BlockStream {
 public:
  /// The quantum that holds `frame` begins here; negative frames belong to the first.
  static std::int64_t quantum_of(std::int64_t frame) noexcept {
    return std::max<std::int64_t>(frame, 0) / kFrames * kFrames;
  }

  /// The next quantum to be rendered begins at `frame`.
  void restart_at(std::int64_t frame) noexcept { rendered_to_ = frame; }

  /// View of frames `frame` ... up to `most` of them and to the end of their quantum. `frame` never
  /// goes back by more than the current quantum; render_next(StereoBlock) renders the quantum after
  /// the last.  [audio thread]
  template <std::invocable<StereoBlock> RenderNext>
  ConstStereoBlock at(std::int64_t frame, std::int64_t most, RenderNext&& render_next) noexcept {
    while (rendered_to_ <= frame) {
      render_next(quantum_.block());
      rendered_to_ += kFrames;
    }
    const auto offset = static_cast<std::size_t>(frame - (rendered_to_ - kFrames));
    const std::int64_t count = std::min(most, rendered_to_ - frame);
    return ConstStereoBlock(quantum_.block()).subblock(offset, static_cast<std::size_t>(count));
  }

 private:
  static constexpr auto kFrames = static_cast<std::int64_t>(kQuantum);
  std::int64_t rendered_to_ = 0;  // the quantum held ends here
  QuantumBuffer quantum_;
};

}  // namespace bbplay::scheduler
