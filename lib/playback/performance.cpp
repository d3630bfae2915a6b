// SPDX-License-Identifier: MIT
#include "bbplay/playback/performance.h"

#include <utility>

#include "bbplay/playback/decks.h"

namespace bbplay {

Performance::Performance(std::shared_ptr<const Track> track, StagedPlan staged,
                         std::unique_ptr<Planning> planning, const ChoosePart& part,
                         Unreadable unreadable, std::int64_t played)
    : track_(std::move(track)),
      plan_(std::move(staged.plan)),
      unreadable_(std::move(unreadable)),
      player_(decks_of(track_, plan_, unreadable_), part(*plan_), plan_->rate, played),
      takeover_(track_, player_, staged.is_exact ? nullptr : std::move(planning), unreadable_) {}

void Performance::service() {
  player_.service();
  takeover_.service();
}

std::unique_ptr<RangePlayer> Performance::double_at(std::int64_t played) const {
  if (player_.exchanging() || player_.jumping() || !player_.plays_adopted()) return nullptr;
  return std::make_unique<RangePlayer>(player_.decks(), player_.range(), plan_->rate, played);
}

}  // namespace bbplay
