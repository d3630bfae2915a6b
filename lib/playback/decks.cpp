// SPDX-License-Identifier: MIT
#include "bbplay/playback/decks.h"

#include <utility>

#include "bbplay/scheduler/track_scheduler.h"

namespace bbplay {

RangePlayer::MakeDeck decks_of(std::shared_ptr<const Track> track,
                               std::shared_ptr<const RenderPlan> plan, Unreadable unreadable) {
  return [track = std::move(track), plan = std::move(plan),
          unreadable = std::move(unreadable)](std::int64_t first_frame) {
    return source_of(
        std::make_unique<TrackScheduler>(track, plan, first_frame, Selection{}, unreadable));
  };
}

}  // namespace bbplay
