// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>

#include "bbplay/model/track.h"
#include "bbplay/plan/render_plan.h"
#include "bbplay/playback/planning.h"
#include "bbplay/playback/range_player.h"
#include "bbplay/playback/takeover.h"

namespace bbplay {

/// The part of a track that is played, once its plan is there.
/// throws  whatever says that there is no such part
using ChoosePart = std::function<PlayRange(const RenderPlan&)>;

/// A track that could play at once, and goes on being planned if its plan is an estimate.
class Performance {
 public:
  /// planning    goes on with a plan that is provisional; nothing for an exact one
  /// unreadable  of its decks
  /// played      as RangePlayer takes it
  Performance(std::shared_ptr<const Track> track, StagedPlan staged,
              std::unique_ptr<Planning> planning, const ChoosePart& part,
              Unreadable unreadable = {}, std::int64_t played = 0);

  const Track& track() const noexcept { return *track_; }
  /// The one that playing began with; all that take over have its time line.
  const RenderPlan& plan() const noexcept { return *plan_; }
  RangePlayer& player() noexcept { return player_; }
  const RangePlayer& player() const noexcept { return player_; }
  Takeover& takeover() noexcept { return takeover_; }
  const Takeover& takeover() const noexcept { return takeover_; }

  /// A few times a second while playing; throws as Takeover::service().  [control thread]
  void service();

  /// Takes the planning back from a performance that never played; nothing if its plan is exact.
  std::unique_ptr<Planning> release_planning() noexcept { return takeover_.release_planning(); }

  /// Another player of the same samples, with `played` frames over; nothing while that would not be
  /// the case because one plan gives way to another.  [control thread]
  std::unique_ptr<RangePlayer> double_at(std::int64_t played) const;

 private:
  std::shared_ptr<const Track> track_;
  std::shared_ptr<const RenderPlan> plan_;
  Unreadable unreadable_;
  RangePlayer player_;
  Takeover takeover_;
};

}  // namespace bbplay
