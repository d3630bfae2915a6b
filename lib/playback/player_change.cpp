// SPDX-License-Identifier: MIT
/// A player that goes over to a new text of its session.

#include <algorithm>
#include <utility>

#include "bbplay/audio/frames.h"
#include "bbplay/playback/player.h"

#include "playback/beside.h"

namespace bbplay {
namespace {

using playback::beside;

/// Whether get() will not wait, or is allowed to.
template <class Result>
bool is_done(const std::future<Result>& future, bool waits) {
  return waits || future.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
}

/// Where a player of `now` stands when one of `before` has played so many frames: at the same time in
/// the same pass.
std::int64_t carried_over(std::int64_t played, const PlayRange& before, const PlayRange& now) {
  std::int64_t pass = played / before.frames();
  std::int64_t in_pass = played % before.frames();
  if (!before.endless() && pass >= before.repeats) {
    pass = before.repeats - 1;
    in_pass = before.frames();
  }
  return pass * now.frames() + std::min(in_pass, now.frames());
}

}  // namespace

void Player::update(PlanRequest request, ChoosePart part, Unreadable unreadable) {
  queued_ = std::make_unique<Change>();
  queued_->request = std::move(request);
  queued_->part = std::move(part);
  queued_->unreadable = std::move(unreadable);
}

/// The successor waits no longer; it has to be made ready for another frame. False when it has begun, or
/// plays already.
bool Player::withdraw_change() {
  if (!change_) return true;
  if (change_->follows && !handover_.withdraw()) return false;
  change_->follows = false;
  change_->stale = true;
  return true;
}

/// Goes on with a change as far as nothing has to be waited for. False when nothing can be done now.
bool Player::advance_change() {
  if (!change_) {
    if (!queued_) return false;
    change_ = std::move(queued_);
    begin_change();
    return true;
  }
  Change& change = *change_;
  if (change.follows) {
    if (handover_.taken_over()) {
      complete_change();
      return true;
    }
    // Its frame was over before the audio thread knew of it.
    const bool too_late = performance_->player().played() > change.ready->joint.at;
    if (!too_late || !handover_.withdraw()) return false;
    change.lead_s *= 2;
    change.follows = false;
    return get_ready();
  }
  try {
    if (!change.staged) {
      if (!is_done(change.first, settings_.waits)) return false;
      change.staged = change.first.get();
    }
    if (!change.getting_ready.valid()) return get_ready();
    if (!is_done(change.getting_ready, settings_.waits)) return false;
    change.ready = change.getting_ready.get();
  } catch (const Cancelled&) {
    throw;
  } catch (const std::exception& error) {
    refuse_change(error.what());
    return true;
  }
  const bool too_late = performance_->player().played() > change.ready->joint.at;
  if (too_late) change.lead_s *= 2;
  if (too_late || change.stale) return get_ready();
  handover_.follow(change.ready->next->player(), change.ready->joint);
  change.follows = true;
  return false;
}

void Player::complete_change() {
  late_before_ += performance_->player().late_blocks();
  beat_.reset();
  performance_ = std::move(change_->ready->next);
  beat_.emplace(performance_->track(), performance_->plan());
  change_.reset();
  told_step_.reset();
  is_exact_ = performance_->takeover().is_exact();
  tell("update");
  if (const auto frame = std::exchange(pending_seek_, std::nullopt)) {
    performance_->player().jump(*frame);
  }
}

/// What plays goes on; a jump that waited for the new text is made in the old one.
void Player::refuse_change(const std::string& reason) {
  change_.reset();
  listener_.warn("the new text is not played: " + reason);
  if (const auto frame = std::exchange(pending_seek_, std::nullopt)) {
    performance_->player().jump(*frame);
  }
}

void Player::begin_change() {
  Change& change = *change_;
  change.request.first_frame = destination();
  change.request.analysis.rate = rate_;
  change.planning = std::make_unique<Planning>(change.request);
  change.first = beside([planning = change.planning.get(), waits = settings_.waits] {
    return waits ? StagedPlan{planning->exact()} : planning->first();
  });
}

/// False when what plays has to settle first.
bool Player::get_ready() {
  Change& change = *change_;
  // The planning goes from one attempt to the next with the performance that has it.
  if (change.ready) change.planning = change.ready->next->release_planning();
  change.ready.reset();
  change.stale = false;
  const RangePlayer& playing = performance_->player();
  const PlayRange before = playing.range();
  // What stands still, or is over, can be left where it is.
  const bool stands = settings_.waits || transport_.paused();
  const std::int64_t lead = stands ? 0 : nearest_frame(change.lead_s, rate_);
  const std::int64_t at = std::min(playing.played() + lead, before.total());
  std::shared_ptr<RangePlayer> leaving = performance_->double_at(at);
  if (!leaving) return false;
  change.getting_ready = beside([this, &change, leaving, before, at] {
    const std::int64_t played = carried_over(at, before, change.part(*change.staged->plan));
    auto planning = change.staged->is_exact ? nullptr : std::move(change.planning);
    Change::Ready ready;
    ready.next =
        std::make_unique<Performance>(change.request.track, *change.staged, std::move(planning),
                                      change.part, change.unreadable, played);
    ready.joint = Joint::between(*leaving, ready.next->player(), rate_);
    return ready;
  });
  return true;
}

}  // namespace bbplay
