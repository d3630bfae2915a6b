// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "bbplay/audio/renewal.h"

namespace bbplay {

/// Where the running sums of a voice stand along its step, so that it can be entered there without
/// having been heard from the beginning: phases whose frequencies have no sum in closed form.
struct WayMarks {
  std::int64_t distance = 0;  // frames from one mark to the next; whole quanta, more than 0
  std::size_t sums = 0;       // numbers of a mark, turns; more than 0
  std::vector<double> turns;  // mark by mark: mark k is in front of frame (k + 1) * distance

  /// Distance for a step of so many frames: there is a mark at every renewal, and some between, for
  /// effects are entered a run-in before it. Steps of many hours have no more of them.
  static constexpr std::int64_t distance_in(std::int64_t frames) noexcept {
    constexpr std::int64_t kMostMarks = 2'048;
    std::int64_t distance = kRenewalFrames / 4;
    while (frames / distance > kMostMarks) distance *= 2;
    return distance;
  }

  /// Whether they go to the end of a step of so many frames.
  bool are_all_of(std::int64_t frames) const noexcept {
    return distance > 0 && size() >= up_to_end(frames);
  }
  /// How many such a step has in all.
  std::size_t up_to_end(std::int64_t frames) const noexcept {
    return static_cast<std::size_t>(std::max<std::int64_t>(0, frames - 1) / distance);
  }

  std::size_t size() const noexcept { return sums == 0 ? 0 : turns.size() / sums; }
  /// How many marks there are up to `frame`, in front of which the last of them may stand.
  std::size_t up_to(std::int64_t frame) const noexcept {
    return std::min(size(), static_cast<std::size_t>(std::max<std::int64_t>(0, frame) / distance));
  }
  /// Of the last one of `count` marks.
  std::int64_t frame_of(std::size_t count) const noexcept {
    return static_cast<std::int64_t>(count) * distance;
  }
  std::span<const double> sums_of(std::size_t count) const noexcept {
    return std::span(turns).subspan((count - 1) * sums, sums);
  }
  bool operator==(const WayMarks&) const = default;
};

}  // namespace bbplay
