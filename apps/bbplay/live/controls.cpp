// SPDX-License-Identifier: MIT
#include "live/controls.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "bbplay/playback/steps.h"

#include "terminal/values.h"
#include "reference/key_table.h"
#include "terminal/step_details.h"

namespace bbplay::app {
namespace {

constexpr double kShortJumpSeconds = 10, kLongJumpSeconds = 60;
constexpr double kEndSeconds = 10;  // that are left behind the key of that name
/// A track that was heard for so long begins again before the one before it does.
constexpr double kRestartSeconds = 3;
constexpr double kMaxVolumeDb = 24, kMinVolumeDb = -60;

}  // namespace

Controls::Controls(const Subject& subject, double gain_db, double fade_out_s,
                   const ListenerSettings& settings, Console& console, Tell tell)
    : subject_(subject),
      own_gain_db_(gain_db),
      fade_out_s_(fade_out_s),
      console_(console),
      tell_(std::move(tell)),
      volume_db_(settings.volume_db) {
  if (settings == ListenerSettings{}) return;  // every sample is to be heard as it is
  Transport& transport = subject_.transport;
  transport.set_volume(static_cast<float>(linear_gain(settings.volume_db)));
  transport.set_muted(settings.muted);
  if (settings.paused) transport.pause();
  transport.reconnect();  // nothing is heard yet: at once
}

void Controls::press(const Stroke& stroke) {
  if (!prompt_.is_open()) {
    if (stroke.key) handle(*stroke.key);
  } else if (const auto seconds = prompt_.type(stroke)) {
    jump_to(frames_in(*seconds, subject_.plan.rate));
  }
}

void Controls::handle(Key key) {
  switch (key) {
    case Key::pause:
      return pause_or_resume();
    case Key::back:
      return jump_by(-kShortJumpSeconds);
    case Key::forward:
      return jump_by(kShortJumpSeconds);
    case Key::far_back:
      return jump_by(-kLongJumpSeconds);
    case Key::far_forward:
      return jump_by(kLongJumpSeconds);
    case Key::to_start:
      return jump_to(subject_.player.range().start);
    case Key::to_end:
      return jump_to(subject_.player.range().end - frames_in(kEndSeconds, subject_.plan.rate));
    case Key::to_time:
      return prompt_.open();
    case Key::previous_track:
      return previous_track();
    case Key::next_track:
      return next_track();
    case Key::previous_step:
      return jump_to(previous_step(subject_.plan, subject_.player.destination()));
    case Key::next_step:
      return jump_to(next_step(subject_.plan, subject_.player.destination()));
    case Key::louder:
      return change_gain(1);
    case Key::softer:
      return change_gain(-1);
    case Key::mute:
      return set_muted(!subject_.transport.muted());
    case Key::details:
      return console_.note(details_at(subject_.track, subject_.plan, subject_.player.position()));
    case Key::help:
      return console_.hint(key_lines(console_.columns()));
    case Key::stop:
      stopped_by_key_ = true;
      return stop();
  }
}

void Controls::handle(const MediaCommand& command) {
  const bool is_paused = subject_.transport.paused();
  switch (command.kind) {
    case MediaCommand::Kind::play:
      return is_paused ? pause_or_resume() : void();
    case MediaCommand::Kind::pause:
      return is_paused ? void() : pause_or_resume();
    case MediaCommand::Kind::play_or_pause:
      return pause_or_resume();
    case MediaCommand::Kind::stop:
      return handle(Key::stop);
    case MediaCommand::Kind::next_track:
      return next_track();
    case MediaCommand::Kind::previous_track:
      return previous_track();
    case MediaCommand::Kind::move_by:
      return move_by(command.value);
    case MediaCommand::Kind::move_to:
      return jump_to(frames_in(command.value, subject_.plan.rate));
    case MediaCommand::Kind::set_volume:
      return set_volume(command.value);
  }
}

void Controls::pause_or_resume() {
  Transport& transport = subject_.transport;
  transport.paused() ? transport.resume() : transport.pause();
  tell_(transport.paused() ? "pause" : "resume");
}

double Controls::fade_out_s() const noexcept {
  return fade_out_s_ > 0 ? fade_out_s_ : Transport::kRampSeconds;
}

void Controls::stop_within(double seconds) {
  Transport& transport = subject_.transport;
  if (transport.stopping()) return;
  transport.stop(frames_in(std::max(seconds, Transport::kRampSeconds), subject_.plan.rate));
  tell_("stop");
}

void Controls::next_track() {
  if (subject_.place.has_next()) skip_to(Succession::next);
}

void Controls::previous_track() {
  const RangePlayer& player = subject_.player;
  const std::int64_t heard = player.destination() - player.range().start;
  const bool restarts = heard > frames_in(kRestartSeconds, subject_.plan.rate);
  if (restarts || !subject_.place.has_previous()) return jump_to(player.range().start);
  skip_to(Succession::previous);
}

void Controls::skip_to(Succession succession) {
  Transport& transport = subject_.transport;
  if (transport.stopping()) return;
  skipped_to_ = succession;
  transport.stop();
  tell_("stop");
}

void Controls::jump_by(double seconds) {
  jump_to(subject_.player.destination() + frames_in(seconds, subject_.plan.rate));
}

void Controls::jump_to(std::optional<std::int64_t> frame) {
  if (!frame) return;
  subject_.player.jump(*frame);
  ++jumps_;
  tell_("seek");
}

/// As media players do it: past the end lies the next track.
void Controls::move_by(double seconds) {
  const RangePlayer& player = subject_.player;
  const std::int64_t frame = player.destination() + frames_in(seconds, subject_.plan.rate);
  if (frame >= player.range().end && subject_.place.has_next()) return next_track();
  jump_to(frame);
}

void Controls::change_gain(double decibels) { set_volume_db(volume_db_ + decibels); }

void Controls::set_volume_db(double decibels) {
  volume_db_ = std::clamp(decibels, kMinVolumeDb, kMaxVolumeDb);
  subject_.transport.set_volume(static_cast<float>(linear_gain(volume_db_)));
  tell_("gain");
}

void Controls::set_volume(double linear) {
  if (linear > 0) set_volume_db(20 * std::log10(linear));
  const bool muted = !(linear > 0);
  if (muted != subject_.transport.muted()) set_muted(muted);
}

void Controls::set_muted(bool muted) {
  subject_.transport.set_muted(muted);
  tell_(muted ? "mute" : "unmute");
}

double Controls::volume() const noexcept {
  return subject_.transport.muted() ? 0 : linear_gain(volume_db_);
}

}  // namespace bbplay::app
