// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "bbplay/playback/performance.h"
#include "bbplay/playback/player.h"

#include "desktop/desktop.h"
#include "live/audio_output.h"
#include "live/controls.h"
#include "terminal/clock.h"
#include "terminal/console.h"
#include "terminal/keyboard.h"
#include "terminal/options.h"
#include "terminal/stats.h"

namespace bbplay::app {

/// One track on its way to the device, with everything that listeners, signals, the terminal and the
/// desktop want meanwhile.
class LivePlayer final : private PlayerListener {
 public:
  /// until     silent then, after the fade-out
  /// settings  of the listener, as the track before has left them
  LivePlayer(std::unique_ptr<Performance> performance, const TrackPlace& place, AudioOutput& output,
             Desktop& desktop, std::optional<WallTime> until, const ListenerSettings& settings,
             const Options& options, Console& console);

  /// Opens the device and plays until the end, or until a stop is requested; the exit code. A
  /// device that is lost is tried again for a while.
  /// throws  DeviceError
  int run();
  /// Whether nothing more is wanted, by key or by the clock.
  bool stopped_early() const noexcept { return controls_.stopped_by_key() || until_reached_; }
  ListenerSettings settings() const noexcept { return controls_.settings(); }
  Succession succession() const noexcept {
    return controls_.skipped_to().value_or(Succession::next);
  }

 private:
  void play();
  void obey_signals();
  void obey_keys();
  void obey_clock();
  void suspend();

  void happened(std::string_view event, const PlayStatus& status) override;
  void warn(const std::string& message) override;
  void note(const std::string& message) override { console_.note(message); }
  void tell_status();
  void tell_end();
  void report();
  PlayStatus completed(PlayStatus status) const;
  /// Of the track, which --strict makes an error.
  bool is_too_quiet() const { return options_.strict && player_.is_told_silent(); }
  PlayStatus status() { return completed(player_.status()); }
  NowPlaying now_playing() const;

  std::string title_;
  TrackPlace place_;
  Desktop& desktop_;
  std::optional<WallTime> until_;
  const Options& options_;
  Console& console_;
  Player player_;
  Controls controls_;
  Keyboard keyboard_;
  Stopwatch watch_;
  bool until_reached_ = false;
};

}  // namespace bbplay::app
