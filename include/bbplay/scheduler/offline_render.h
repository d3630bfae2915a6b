// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>

#include "bbplay/audio/stereo_block.h"
#include "bbplay/model/track.h"
#include "bbplay/plan/render_plan.h"
#include "bbplay/scheduler/selection.h"

namespace bbplay {

/// Renders part of a track as fast as the machine can, ahead of whoever takes the audio: stretches
/// are rendered side by side by schedulers of their own and handed out in order, a piece at a time.
/// The samples are those of one scheduler playing straight through, whatever the number of jobs.
///
/// The voices of a long step that cannot be entered are shared out instead, one thread behind the
/// other.
///
/// Memory: a few pieces of 131,072 frames (1 MiB) per job; nine where voices carry effects with a
/// memory, and up to 32 in all where they cannot be entered for longer than that.
class OfflineRender {
 public:
  static constexpr std::size_t kBlockFrames = 4096;

  /// first, last   track frames [first, last) to render
  /// jobs          threads that are kept busy; the one that takes the audio is one of them, but
  ///               for 1, which renders in one thread of its own; 0: one per core
  /// block_frames  asked of a scheduler at a time, which changes no sample
  OfflineRender(std::shared_ptr<const Track> track, std::shared_ptr<const RenderPlan> plan,
                std::int64_t first, std::int64_t last, unsigned jobs,
                std::size_t block_frames = kBlockFrames, const Selection& heard = {});
  ~OfflineRender();
  OfflineRender(const OfflineRender&) = delete;
  OfflineRender& operator=(const OfflineRender&) = delete;

  /// The next frames in order, the caller's to change and valid until the next call; an empty block
  /// after the last one.
  /// throws  whatever building a voice threw on a rendering thread
  StereoBlock next();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace bbplay
