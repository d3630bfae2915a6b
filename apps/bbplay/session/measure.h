// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include "bbplay/audio/stereo_block.h"
#include "bbplay/model/track.h"
#include "bbplay/plan/render_plan.h"
#include "bbplay/playback/render_offline.h"

#include "metering/level_meter.h"
#include "terminal/console.h"
#include "terminal/options.h"

namespace bbplay::app {

/// Renders what `job` names to `hear`, as render_offline() does, showing how far it has got.
///
/// task    for the status line
/// throws  Cancelled when a stop was requested
void render_to(const std::function<void(ConstStereoBlock)>& hear, const OfflineJob& job,
               std::string_view task, Console& console);

/// How loud a whole track is.
Levels levels_of(std::shared_ptr<const Track> track, std::shared_ptr<const RenderPlan> plan,
                 const EngineOptions& engine, Console& console);

/// `plan` with the master gain that brings the track to `target` LUFS, or to full scale where that
/// would clip; silence stays as it is.
std::shared_ptr<const RenderPlan> at_loudness(double target, std::shared_ptr<const Track> track,
                                              std::shared_ptr<const RenderPlan> plan,
                                              const EngineOptions& engine, Console& console);

}  // namespace bbplay::app
