// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

#include "bbplay/model/track.h"
#include "bbplay/plan/render_plan.h"
#include "bbplay/sinks/device_sink.h"
#include "bbplay/sinks/part_player.h"
#include "bbplay/sinks/transport.h"

#include "console.h"
#include "keyboard.h"
#include "options.h"
#include "stats.h"
#include "tones.h"

namespace bbplay::app {

/// One track on its way to the device: the housekeeping beside the audio thread, and everything
/// that listeners, signals and the terminal want meanwhile.
class Performance {
 public:
  /// What is played; outlives the performance.
  struct Subject {
    const Track& track;
    const RenderPlan& plan;
    PartPlayer& player;
  };

  /// Opens the device.
  /// throws  DeviceError
  Performance(const Subject& subject, const AudioSystem& audio, const StreamRequest& request,
              const Options& options, Console& console);

  /// Plays until the end, or until a stop is requested; the exit code.
  /// throws  DeviceError when the device is lost
  int run();
  /// Whether the listener wants no more.
  bool stopped_by_key() const noexcept { return stopped_by_key_; }

 private:
  void obey_signals();
  void obey_keys();
  void obey(Key key);
  void stop();
  void suspend();
  void watch_device();
  void jump_by(double seconds);
  void jump_by_step(int direction);
  void change_gain(double decibels);
  /// Lane that was the last to begin before `frame`, or the first one.
  std::size_t lane_at(std::int64_t frame) const;
  double seconds(std::int64_t frames) const;
  std::string status_line();
  std::string details() const;
  void report();

  Subject subject_;
  Transport transport_;
  DeviceSink sink_;
  int rate_;
  const Options& options_;
  Console& console_;
  Keyboard keyboard_;
  Stopwatch watch_;
  bool stopped_by_key_ = false;
  BeatMeter beat_;
  double gain_db_ = 0;  // of the keys, on top of --gain
  std::uint64_t shown_callbacks_ = 0;
  double shown_peak_ = 0;  // of the callbacks since the status before
  std::uint64_t last_callbacks_ = 0;
  int idle_rounds_ = 0;
};

}  // namespace bbplay::app
