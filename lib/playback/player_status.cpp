// SPDX-License-Identifier: MIT
/// What a player tells of itself.

#include <algorithm>

#include "bbplay/playback/player.h"
#include "bbplay/playback/steps.h"

namespace bbplay {
namespace {

std::int64_t pass_of(const RangePlayer& player) {
  const PlayRange& range = player.range();
  const std::int64_t pass = player.played() / range.frames() + 1;
  return range.endless() ? pass : std::min(pass, range.repeats);
}

}  // namespace

StreamCounters Player::counters() const {
  StreamCounters all = past_;
  if (stream_) all += stream_->counters();
  return all;
}

std::uint64_t Player::late_blocks() const noexcept {
  return late_before_ + performance_->player().late_blocks();
}

void Player::watch_takeover() {
  if (is_exact_ == performance_->takeover().is_exact()) return;
  is_exact_ = true;
  exact_after_s_ = seconds(performance_->player().played());
  tell("exact");
}

void Player::tell_what_happened() {
  const std::uint64_t underruns = counters().underruns;
  if (underruns != told_underruns_) {
    told_underruns_ = underruns;
    tell("underrun");
  }
  const auto step = step_at(plan(), position());
  if (step != told_step_) {
    if (told_step_) tell("step");
    told_step_ = step;
  }
  tell_silence();
}

/// As a render does of its file.
void Player::tell_silence() {
  const RangePlayer& player = performance_->player();
  if (told_silence_ || transport_.has_sounded() || player.played() < player.range().frames())
    return;
  told_silence_ = true;
  listener_.warn(track().name + " is silent from beginning to end");
}

PlayStatus Player::status() {
  const RangePlayer& player = performance_->player();
  const StreamCounters now = counters();
  if (now.callbacks != shown_callbacks_) {
    shown_callbacks_ = now.callbacks;
    shown_peak_ = static_cast<double>(transport_.take_peak());
  }
  PlayStatus status;
  status.track = track().name;
  status.state = !stream_                ? "lost"
                 : stalled_              ? "stalled"
                 : transport_.stopping() ? "stopping"
                 : transport_.paused()   ? "paused"
                                         : "playing";
  status.position_s = seconds(destination());
  status.start_s = seconds(player.range().start);
  status.end_s = seconds(player.range().end);
  status.pass = pass_of(player);
  status.passes = player.range().repeats;
  status.steps = track().steps.size();
  if (const auto placed = step_at(plan(), player.position())) {
    const std::size_t step = plan().steps[*placed].step;
    status.step = step + 1;
    status.step_name = track().steps[step].description;
    status.beat_hz = beat_->at(*placed, player.position());
  }
  status.gain_db = settings_.gain_db + volume_db_;
  status.muted = transport_.muted();
  status.peak = shown_peak_;
  status.load = stream_ ? stream_->load() : 0;
  status.underruns = now.underruns;
  status.late_blocks = late_blocks();
  status.is_exact = is_exact_;
  return status;
}

}  // namespace bbplay
