// SPDX-License-Identifier: MIT
#include "bbplay/playback/takeover.h"

#include <chrono>
#include <utility>

#include "bbplay/audio/frames.h"
#include "bbplay/playback/decks.h"

#include "playback/beside.h"

namespace bbplay {
namespace {

using playback::beside;

/// How far ahead of what plays a deck is made, at first: it has to be ready by then.
constexpr double kFirstLeadSeconds = 0.3;

}  // namespace

Takeover::Takeover(std::shared_ptr<const Track> track, RangePlayer& player,
                   std::unique_ptr<Planning> planning, Unreadable unreadable)
    : track_(std::move(track)),
      player_(player),
      planning_(std::move(planning)),
      unreadable_(std::move(unreadable)),
      rate_(planning_ ? planning_->rate() : 0),
      lead_s_(kFirstLeadSeconds),
      is_exact_(!planning_) {}

void Takeover::service() {
  if (is_exact_) {
    if (once_exact_) std::exchange(once_exact_, nullptr)();
    return;
  }
  if (substitute_.valid()) {
    if (substitute_.wait_for(std::chrono::seconds(0)) != std::future_status::ready) return;
    // A deck that came too late is made again, with more time.
    if (!player_.exchange(substitute_.get())) lead_s_ *= 2;
  }
  if (!adopted_exact_) {
    if (auto better = planning_->better()) {
      player_.adopt(decks_of(track_, std::move(better->plan), unreadable_));
      adopted_exact_ = better->is_exact;
    }
  }
  if (player_.plays_adopted()) {
    is_exact_ = adopted_exact_;
    if (is_exact_) planning_.reset();
  } else if (!player_.exchanging()) {
    const auto at = player_.exchange_point(nearest_frame(lead_s_, rate_));
    if (!at) return;
    substitute_ = beside([this, frame = *at] { return player_.substitute(frame); });
  }
}

}  // namespace bbplay
