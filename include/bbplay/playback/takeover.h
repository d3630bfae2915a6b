// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <future>
#include <memory>
#include <utility>

#include "bbplay/model/track.h"
#include "bbplay/playback/planning.h"
#include "bbplay/playback/range_player.h"

namespace bbplay {

/// Lets better plans of a track take over while it plays from a provisional one. What takes time is
/// done on a thread of its own.
class Takeover {
 public:
  /// planning    nothing when the plan that plays is exact
  /// unreadable  of the decks that take over
  Takeover(std::shared_ptr<const Track> track, RangePlayer& player,
           std::unique_ptr<Planning> planning, Unreadable unreadable = {});

  /// A few times a second, beside RangePlayer::service(); throws as Planning::better().
  /// [control thread]
  void service();

  /// Ends it; nothing if the plan is exact.
  std::unique_ptr<Planning> release_planning() noexcept { return std::move(planning_); }

  /// Calls `act` once, when that is so.
  void once_exact(std::function<void()> act) { once_exact_ = std::move(act); }
  /// What is heard is exact, and was from the beginning or is from now on.
  bool is_exact() const noexcept { return is_exact_; }

 private:
  std::shared_ptr<const Track> track_;
  RangePlayer& player_;
  std::unique_ptr<Planning> planning_;
  Unreadable unreadable_;
  int rate_ = 0;
  double lead_s_;
  bool is_exact_, adopted_exact_ = false;
  std::function<void()> once_exact_;
  std::future<RangePlayer::Substitute> substitute_;
};

}  // namespace bbplay
