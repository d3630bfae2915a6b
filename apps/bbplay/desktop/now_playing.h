// SPDX-License-Identifier: MIT
/// What a desktop and a player tell each other.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace bbplay::app {

/// What is heard, or would be if it were not paused.
struct NowPlaying {
  enum class State { playing, paused, stopped };

  State state = State::stopped;
  std::string title;
  std::size_t track = 1;  // which of those that play one after the other, from 1
  double length_s = 0, position_s = 0;
  double volume = 1;  // linear
  bool has_next = false;
  std::uint64_t jumps = 0;  // so far

  /// Whether somebody has to be told: everything but the position, which moves on by itself.
  bool differs_from(const NowPlaying& other) const noexcept {
    return state != other.state || title != other.title || track != other.track ||
           length_s != other.length_s || volume != other.volume || has_next != other.has_next ||
           jumps != other.jumps;
  }
};

/// What a media key, a headset or another program asks for.
struct MediaCommand {
  enum class Kind {
    play,
    pause,
    play_or_pause,
    stop,
    next_track,
    previous_track,
    move_by,    // seconds
    move_to,    // seconds
    set_volume  // linear
  };

  Kind kind = Kind::play;
  double value = 0;
};

}  // namespace bbplay::app
