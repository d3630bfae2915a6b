// SPDX-License-Identifier: MIT
#include "bbplay/playback/player.h"

#include <algorithm>
#include <cmath>
#include <thread>
#include <utility>

#include "bbplay/audio/frames.h"

namespace bbplay {
namespace {

/// What players usually hold ahead; stops do without it.
constexpr double kUsualLatencySeconds = 0.2;

float linear(double decibels) { return static_cast<float>(std::pow(10.0, decibels / 20)); }

}  // namespace

Player::Player(std::unique_ptr<Performance> performance, Output& output, PlayerSettings settings,
               PlayerListener& listener)
    : performance_(std::move(performance)),
      rate_(performance_->plan().rate),
      output_(output),
      settings_(std::move(settings)),
      listener_(listener),
      handover_(performance_->player(), settings_.at_end),
      transport_(handover_, rate_),
      is_exact_(performance_->takeover().is_exact()) {
  beat_.emplace(performance_->track(), performance_->plan());
  if (settings_.title.empty()) settings_.title = track().name;
  volume_db_ = settings_.volume_db;
  const bool is_changed =
      volume_db_ != 0 || settings_.muted || settings_.paused || settings_.ramps_in;
  if (!is_changed) return;  // every sample is to be heard as it is
  transport_.set_volume(linear(volume_db_));
  transport_.set_muted(settings_.muted);
  if (settings_.paused) transport_.pause();
  transport_.reconnect();  // nothing is heard yet: at once
}

Player::~Player() { stream_.reset(); }

void Player::start() {
  stream_ = output_.open(transport_, rate_, settings_.title);
  latency_s_ = stream_->latency_s();
  tell("start");
}

void Player::service() {
  performance_->service();
  if (change_ && change_->ready) change_->ready->next->player().service();
  watch_takeover();
  while (advance_change()) {
  }
  transport_.service();
  stream_ ? watch_device() : look_for_device();
  tell_what_happened();
}

bool Player::over() const {
  // A text that took over and ended at once is still to be told of.
  if (change_ && change_->follows && handover_.taken_over()) return false;
  if (dropped_at_ && Clock::now() >= *dropped_at_) return true;
  if (stream_ && stream_->played_out()) return !stream_->active();
  // Nobody hears the fade-out of a device that is gone or stands still.
  return transport_.stopping() && (!stream_ || stalled_);
}

void Player::close() {
  if (!stream_) return;
  past_ += stream_->counters();
  stream_.reset();
}

void Player::pause() {
  transport_.pause();
  tell("pause");
}

void Player::resume() {
  transport_.resume();
  tell("resume");
}

void Player::stop(double fade_s) {
  fade_s = std::max(fade_s, Transport::kRampSeconds);
  // What the device holds is heard before the fade-out that it is given now.
  const double held_s = std::max(0.0, latency_s_ - kUsualLatencySeconds);
  const bool holds_too_much = latency_s_ > kStopSeconds - Transport::kRampSeconds;
  fade_out(fade_s - held_s, holds_too_much ? std::optional(fade_s + kStopSeconds) : std::nullopt);
}

void Player::stop_on_time(double fade_s) { fade_out(fade_s, std::nullopt); }

void Player::fade_out(double fade_s, std::optional<double> over_s) {
  const auto in = [now = Clock::now()](double seconds) {
    return now +
           std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
  };
  const double ramp_s = std::max(fade_s, Transport::kRampSeconds);
  const bool is_stopping = transport_.stopping();
  if (over_s && (!dropped_at_ || in(*over_s) < *dropped_at_)) dropped_at_ = in(*over_s);
  if (is_stopping && in(ramp_s) >= stopped_by_) return;
  stopped_by_ = in(ramp_s);
  transport_.stop(frames_in(ramp_s, rate_));
  if (!is_stopping) tell("stop");
}

double Player::fade_out_s() const noexcept {
  return std::max(settings_.fade_out_s, Transport::kRampSeconds);
}

void Player::seek(std::int64_t frame) {
  if (withdraw_change()) {
    performance_->player().jump(frame);
  } else {
    pending_seek_ = frame;
  }
  ++jumps_;
  tell("seek");
}

void Player::set_volume(double decibels) {
  volume_db_ = decibels;
  transport_.set_volume(linear(decibels));
  tell("gain");
}

void Player::set_volume_linear(double gain) {
  volume_db_ = 20 * std::log10(gain);
  transport_.set_volume(static_cast<float>(gain));
  tell("gain");
}

void Player::set_muted(bool muted) {
  transport_.set_muted(muted);
  tell(muted ? "mute" : "unmute");
}

void Player::halt() {
  if (!stream_ || stalled_) return;
  if (!transport_.paused()) {
    transport_.pause();
    std::this_thread::sleep_for(std::chrono::duration<double>(
        std::min(Transport::kRampSeconds + latency_s_, kStopSeconds)));
    transport_.resume();
  }
  stream_->halt();
}

void Player::go_on() {
  if (!stream_ || stalled_) return;
  try {
    stream_->start();
  } catch (const DeviceError&) {
    lose_device();
  }
}

std::int64_t Player::destination() const noexcept {
  return pending_seek_.value_or(performance_->player().destination());
}

}  // namespace bbplay
