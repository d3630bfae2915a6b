// SPDX-License-Identifier: MIT
#include "live/controls.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "bbplay/playback/steps.h"

#include "reference/key_table.h"
#include "terminal/step_details.h"
#include "terminal/values.h"

namespace bbplay::app {
namespace {

constexpr double kShortJumpSeconds = 10, kLongJumpSeconds = 60;
constexpr double kEndSeconds = 10;  // that are left behind the key of that name
/// A track that was heard for so long begins again before the one before it does.
constexpr double kRestartSeconds = 3;
constexpr double kMaxVolumeDb = 24, kMinVolumeDb = -60;

}  // namespace

void Controls::press(const Stroke& stroke) {
  if (!prompt_.is_open()) {
    if (stroke.key) handle(*stroke.key);
  } else if (const auto seconds = prompt_.type(stroke)) {
    jump_to(frames_in(*seconds, player_.rate()));
  }
}

void Controls::handle(Key key) {
  switch (key) {
    case Key::pause:
      return player_.pause_or_resume();
    case Key::back:
      return jump_by(-kShortJumpSeconds);
    case Key::forward:
      return jump_by(kShortJumpSeconds);
    case Key::far_back:
      return jump_by(-kLongJumpSeconds);
    case Key::far_forward:
      return jump_by(kLongJumpSeconds);
    case Key::to_start:
      return jump_to(player_.range().start);
    case Key::to_end:
      return jump_to(player_.range().end - frames_in(kEndSeconds, player_.rate()));
    case Key::to_time:
      return prompt_.open();
    case Key::previous_track:
      return previous_track();
    case Key::next_track:
      return next_track();
    case Key::previous_step:
      return jump_to(previous_step(player_.plan(), player_.destination()));
    case Key::next_step:
      return jump_to(next_step(player_.plan(), player_.destination()));
    case Key::louder:
      return set_volume_db(player_.volume_db() + 1);
    case Key::softer:
      return set_volume_db(player_.volume_db() - 1);
    case Key::mute:
      return player_.set_muted(!player_.muted());
    case Key::details:
      return console_.note(details_at(player_.track(), player_.plan(), player_.position()));
    case Key::help:
      return console_.hint(key_lines(console_.columns()));
    case Key::stop:
      stopped_by_key_ = true;
      return player_.stop();
  }
}

void Controls::handle(const MediaCommand& command) {
  const bool is_paused = player_.paused();
  switch (command.kind) {
    case MediaCommand::Kind::play:
      return is_paused ? player_.resume() : void();
    case MediaCommand::Kind::pause:
      return is_paused ? void() : player_.pause();
    case MediaCommand::Kind::play_or_pause:
      return player_.pause_or_resume();
    case MediaCommand::Kind::stop:
      return handle(Key::stop);
    case MediaCommand::Kind::next_track:
      return next_track();
    case MediaCommand::Kind::previous_track:
      return previous_track();
    case MediaCommand::Kind::move_by:
      return move_by(command.value);
    case MediaCommand::Kind::move_to:
      return jump_to(frames_in(command.value, player_.rate()));
    case MediaCommand::Kind::set_volume:
      return set_volume(command.value);
  }
}

void Controls::next_track() {
  if (place_.has_next()) skip_to(Succession::next);
}

void Controls::previous_track() {
  const std::int64_t heard = player_.destination() - player_.range().start;
  const bool restarts = heard > frames_in(kRestartSeconds, player_.rate());
  if (restarts || !place_.has_previous()) return jump_to(player_.range().start);
  skip_to(Succession::previous);
}

void Controls::skip_to(Succession succession) {
  if (player_.stopping()) return;
  skipped_to_ = succession;
  player_.stop(0);
}

void Controls::jump_by(double seconds) {
  jump_to(player_.destination() + frames_in(seconds, player_.rate()));
}

void Controls::jump_to(std::optional<std::int64_t> frame) {
  if (!frame) return;
  player_.seek(*frame);
}

/// As media players do it: past the end lies the next track.
void Controls::move_by(double seconds) {
  const std::int64_t frame = player_.destination() + frames_in(seconds, player_.rate());
  if (frame >= player_.range().end && place_.has_next()) return next_track();
  jump_to(frame);
}

void Controls::set_volume_db(double decibels) {
  player_.set_volume(std::clamp(decibels, kMinVolumeDb, kMaxVolumeDb));
}

void Controls::set_volume(double linear) {
  // Nobody turns a knob of the desktop beyond its end.
  if (linear > 0) set_volume_db(20 * std::log10(std::min(linear, 1.0)));
  const bool muted = !(linear > 0);
  if (muted != player_.muted()) player_.set_muted(muted);
}

double Controls::volume() const noexcept {
  return player_.muted() ? 0 : linear_gain(player_.volume_db());
}

}  // namespace bbplay::app
