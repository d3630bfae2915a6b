// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "bbplay/playback/play_status.h"
#include "bbplay/playback/player.h"

#include "desktop/now_playing.h"
#include "terminal/console.h"
#include "terminal/keyboard.h"
#include "terminal/time_prompt.h"

namespace bbplay::app {

/// What comes after a track.
enum class Succession { next, previous };

/// What a listener has set, which stays from one track to the next.
struct ListenerSettings {
  double volume_db = 0;
  bool muted = false, paused = false;
  bool operator==(const ListenerSettings&) const = default;
};

/// What keys and signals do to a track that plays.
class Controls {
 public:
  /// player  is steered, and tells what was done; outlives the controls
  Controls(Player& player, const TrackPlace& place, Console& console)
      : player_(player), place_(place), console_(console) {}

  /// What was typed: a key, or something for the prompt.
  void press(const Stroke& stroke);
  void handle(Key key);
  void handle(const MediaCommand& command);
  /// Goes on with the next track, if there is one.
  void next_track();
  /// Goes back to the beginning of the track; when that was heard only now, to the track before.
  void previous_track();

  /// What the listener makes of it, linear; 0 while muted.
  double volume() const noexcept;
  /// Whether the listener wants no more.
  bool stopped_by_key() const noexcept { return stopped_by_key_; }
  /// Where the listener wants to go before the track is over.
  std::optional<Succession> skipped_to() const noexcept { return skipped_to_; }
  /// What the listener has set by now.
  ListenerSettings settings() const noexcept {
    return {player_.volume_db(), player_.muted(), player_.paused()};
  }
  /// What the listener is being asked for; empty: nothing.
  std::string prompt() const { return prompt_.text(); }

 private:
  void jump_by(double seconds);
  void jump_to(std::optional<std::int64_t> frame);
  void move_by(double seconds);
  void set_volume_db(double decibels);
  void set_volume(double linear);
  void skip_to(Succession succession);

  Player& player_;
  TrackPlace place_;
  Console& console_;
  bool stopped_by_key_ = false;
  std::optional<Succession> skipped_to_;
  TimePrompt prompt_;
};

}  // namespace bbplay::app
