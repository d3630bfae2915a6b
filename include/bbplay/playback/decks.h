// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include "bbplay/model/read_error.h"
#include "bbplay/model/track.h"
#include "bbplay/plan/render_plan.h"
#include "bbplay/playback/range_player.h"

namespace bbplay {

/// Makes decks that play a track by a plan.
/// unreadable  as TrackScheduler takes it
RangePlayer::MakeDeck decks_of(std::shared_ptr<const Track> track,
                               std::shared_ptr<const RenderPlan> plan, Unreadable unreadable = {});

}  // namespace bbplay
