// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "bbplay/plan/render_plan.h"

#include "scheduler/player_pool.h"

namespace bbplay::scheduler {

/// The most that sound at the same time.
inline std::size_t most_at_once(const std::vector<Extent>& extents) {
  std::vector<std::pair<std::int64_t, int>> changes;  // where, and by how many; ends come first
  for (const Extent& extent : extents) {
    changes.emplace_back(extent.begin, 1);
    changes.emplace_back(extent.end, -1);
  }
  std::ranges::sort(changes);
  int now = 0, most = 0;
  for (const auto& [frame, change] : changes) most = std::max(most, now += change);
  return static_cast<std::size_t>(most);
}

inline std::vector<Extent> clip_extents(const RenderPlan& plan) {
  std::vector<Extent> extents;
  for (const ClipPlan& clip : plan.clips) extents.push_back({clip.start, clip.end()});
  return extents;
}

/// How many of `threads` may each play the track for themselves: every one opens all clips that sound at
/// once, and all together take the memory of a few dozen.
inline unsigned threads_for_clips(const RenderPlan& plan, unsigned threads) {
  constexpr std::size_t kMostOpen = 64;
  if (plan.clips.empty()) return threads;
  const std::size_t at_once = std::max<std::size_t>(most_at_once(clip_extents(plan)), 1);
  return static_cast<unsigned>(
      std::clamp<std::size_t>(kMostOpen / at_once, 1, std::max(threads, 1u)));
}

/// How many of `frames` are rendered at a time: where hundreds of clips sound at once, all of them hold
/// decoded what is rendered at a time, and a part of a chunk at either end.
inline std::size_t frames_at_a_time(const RenderPlan& plan, std::size_t frames) {
  constexpr std::size_t kManyClips = 64, kFew = 512;
  return most_at_once(clip_extents(plan)) > kManyClips ? std::min(frames, kFew) : frames;
}

}  // namespace bbplay::scheduler
