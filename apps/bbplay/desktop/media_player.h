// SPDX-License-Identifier: MIT
#pragma once

#include <functional>

#include "desktop/bus.h"
#include "desktop/now_playing.h"

namespace bbplay::app {

/// The player as desktops see it, for media keys, headsets and `playerctl`: the interfaces
/// org.mpris.MediaPlayer2 and org.mpris.MediaPlayer2.Player of
/// https://specifications.freedesktop.org/mpris-spec/2.2.
class MediaPlayer {
 public:
  using Act = std::function<void(const MediaCommand&)>;

  /// act  called for what is asked for, from bus().process()
  /// throws  BusError, LibraryError
  explicit MediaPlayer(Act act);

  /// Before the bus is processed; tells whoever listens what has changed.
  void show(const NowPlaying& now);

  /// For the interfaces on the bus.
  const NowPlaying& now() const noexcept { return now_; }
  void ask_for(MediaCommand::Kind kind, double value = 0) noexcept;
  Bus& bus() noexcept { return bus_; }

 private:
  void take_name();

  Act act_;
  NowPlaying now_;
  Bus bus_;
};

}  // namespace bbplay::app
