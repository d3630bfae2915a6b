// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>

#include "bbplay/audio/stereo_block.h"
#include "bbplay/model/track.h"
#include "bbplay/plan/render_plan.h"
#include "bbplay/playback/play_range.h"
#include "bbplay/scheduler/selection.h"

namespace bbplay {

/// What is rendered.
struct OfflineJob {
  std::shared_ptr<const Track> track;
  std::shared_ptr<const RenderPlan> plan;
  PlayRange range;
  unsigned jobs = 0;             // threads; 0: one per core
  std::size_t block_frames = 0;  // asked of a scheduler at a time; 0: as suits it
  Selection heard{};             // of the mix
};

/// Renders everything `job` names, as fast as the machine can: its passes one after the other, with
/// gain and fades.
///
/// hear     receives every block once and in order, on the thread of the caller; what it throws
///          ends the render
/// returns  false when `cancel` became true before the end
bool render_offline(const OfflineJob& job, const std::atomic<bool>& cancel,
                    const std::function<void(ConstStereoBlock)>& hear);

}  // namespace bbplay
