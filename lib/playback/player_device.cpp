// SPDX-License-Identifier: MIT
/// A player that watches its device, and waits for one that was lost.

#include <algorithm>
#include <cstdio>
#include <string>

#include "bbplay/playback/player.h"

namespace bbplay {
namespace {

constexpr double kRetrySeconds = 0.5;
/// A device that has not asked for audio for so long stands still.
constexpr double kStallSeconds = 2;

double seconds_since(std::chrono::steady_clock::time_point moment) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - moment).count();
}

std::string with_decimals(double number, int decimals) {
  char text[32];
  std::snprintf(text, sizeof text, "%.*f", decimals, number);
  return text;
}

}  // namespace

void Player::watch_device() {
  if (!stream_->active()) {
    if (!stream_->played_out()) lose_device();
    return;
  }
  stream_->service();
  watch_callbacks(stream_->counters().callbacks);
}

void Player::watch_callbacks(std::uint64_t callbacks) {
  // Rounds, not time: a process that was stopped has missed neither.
  idle_rounds_ = callbacks == last_callbacks_ ? idle_rounds_ + 1 : 0;
  last_callbacks_ = callbacks;
  const double idle_s = idle_rounds_ * kRoundSeconds;
  const bool stalled = idle_s > std::max(kStallSeconds, 2 * latency_s_);
  if (stalled != stalled_) {
    stalled_ = stalled;
    stalled ? listener_.warn("the audio device does not respond; waiting for it")
            : listener_.note("the audio device responds again");
    tell(stalled ? "device-stalled" : "device-back");
  }
  if (idle_s < output_.patience_s() + latency_s_) return;
  stream_.reset();
  throw DeviceError("the audio device does not respond: " + output_.name());
}

void Player::lose_device() {
  lost_at_ = tried_at_ = Clock::now();
  close();
  output_.forget();
  listener_.warn("the audio device was lost; trying to get it back for " +
                 with_decimals(output_.patience_s(), 0) + " s");
  tell("device-lost");
}

void Player::look_for_device() {
  if (seconds_since(tried_at_) < kRetrySeconds) return;
  tried_at_ = Clock::now();
  transport_.reconnect();
  try {
    stream_ = output_.reopen(transport_, rate_, settings_.title);
  } catch (const DeviceError& error) {
    output_.forget();
    if (seconds_since(lost_at_) < output_.patience_s()) return;
    throw DeviceError("the audio device was lost and did not come back: " + output_.name() + ": " +
                      error.what());
  }
  latency_s_ = stream_->latency_s();
  idle_rounds_ = 0;
  listener_.note("the audio device is back after " + with_decimals(seconds_since(lost_at_), 1) +
                 " s");
  tell("device-back");
}

}  // namespace bbplay
