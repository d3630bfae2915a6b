// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>

#include "bbplay/model/track.h"
#include "bbplay/plan/render_plan.h"
#include "bbplay/playback/play_range.h"
#include "bbplay/sinks/file/file_sink.h"

namespace bbplay::app {

/// What is rendered.
struct OfflineJob {
  std::shared_ptr<const Track> track;
  std::shared_ptr<const RenderPlan> plan;
  PlayRange part;
  unsigned jobs = 0;             // threads; 0: one per core
  std::size_t block_frames = 0;  // asked of a scheduler at a time; 0: as suits it
};

/// Renders everything `job` names into `sink`, as fast as the machine can.
///
/// progress  told the number of frames that are done, after each block
/// returns   false when `cancel` became true before the end
bool render_offline(const OfflineJob& job, FileSink& sink, const std::atomic<bool>& cancel,
                    const std::function<void(std::int64_t)>& progress);

}  // namespace bbplay::app
