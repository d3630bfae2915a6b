// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "bbplay/model/track.h"
#include "bbplay/plan/render_plan.h"
#include "bbplay/playback/range_player.h"
#include "bbplay/playback/takeover.h"
#include "bbplay/playback/transport.h"
#include "bbplay/sinks/device/device_sink.h"
#include "bbplay/playback/tones.h"

#include "desktop/desktop.h"
#include "live/audio_output.h"
#include "live/controls.h"
#include "terminal/clock.h"
#include "terminal/console.h"
#include "terminal/keyboard.h"
#include "terminal/options.h"
#include "terminal/stats.h"
#include "terminal/status.h"

namespace bbplay::app {

/// One track on its way to the device: the housekeeping beside the audio thread, and everything
/// that listeners, signals and the terminal want meanwhile.
class LivePlayer {
 public:
  /// What is played; outlives the performance.
  struct Subject {
    const Track& track;
    const RenderPlan& plan;  // a provisional one may be replaced by one with the same time line
    RangePlayer& player;
    Takeover& takeover;
    TrackPlace place{};
  };

  /// until     silent then, after the fade-out
  /// settings  of the listener, as the track before has left them
  LivePlayer(const Subject& subject, AudioOutput& output, Desktop& desktop,
             std::optional<WallTime> until, const ListenerSettings& settings,
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
  void obey_signals();
  void obey_keys();
  void obey_clock();
  void suspend();
  bool over() const;

  // The device.
  void watch_device();
  void watch_callbacks(std::uint64_t callbacks);
  void lose_device();
  void look_for_device();
  void close_device();
  StreamCounters counters() const;

  void tell(std::string_view event);
  void tell_status();
  void tell_end();
  void tell_what_happened();
  void watch_takeover();
  PlayStatus status();
  NowPlaying now_playing() const;
  void report();
  double seconds(std::int64_t frames) const;

  Subject subject_;
  int rate_;
  std::string title_;
  AudioOutput& output_;
  Desktop& desktop_;
  std::optional<WallTime> until_;
  const Options& options_;
  Console& console_;
  Transport transport_;
  Controls controls_;
  Keyboard keyboard_;
  Stopwatch watch_;
  BeatMeter beat_;

  std::unique_ptr<DeviceSink> sink_;  // nothing while the device is lost
  StreamCounters past_;               // of devices that were lost
  double latency_s_ = 0;
  std::uint64_t last_callbacks_ = 0;
  int idle_rounds_ = 0;  // without a callback
  bool stalled_ = false;
  Stopwatch lost_, tried_;

  bool until_reached_ = false;
  double shown_peak_ = 0;  // of the callbacks since the status before
  std::uint64_t shown_callbacks_ = 0;
  std::uint64_t told_underruns_ = 0;
  std::optional<std::size_t> told_lane_;
  std::optional<double> exact_after_s_;  // playing began with a provisional plan
  bool is_exact_;
};

}  // namespace bbplay::app
