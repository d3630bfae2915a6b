// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "bbplay/playback/audio_source.h"
#include "bbplay/sinks/device/audio_system.h"
#include "bbplay/sinks/device/load_histogram.h"

namespace bbplay {

/// The least that is asked for unless told otherwise. With the 35 ms that ALSA calls high, one
/// playback in four had a gap on a busy machine of two cores; with 100 ms none of twelve had.
inline constexpr double kSafeLatencySeconds = 0.2;

struct StreamRequest {
  OutputDevice device;
  int rate = 44'100;          // Hz
  double latency_s = 0;       // of the output buffer; 0: the device's high one, or more
  unsigned block_frames = 0;  // per callback; 0: the device's choice
  std::string title;          // of what is played, for the mixer of the sound server
};

/// What happened in the callback so far.
struct StreamCounters {
  std::uint64_t callbacks = 0;
  std::uint64_t frames = 0;      // taken from the source
  std::uint64_t underruns = 0;   // the device ran dry
  std::size_t block_frames = 0;  // of the longest block
  LoadHistogram loads;
  std::optional<std::chrono::steady_clock::time_point> first_callback;

  StreamCounters& operator+=(const StreamCounters& other) noexcept {
    if (!first_callback) first_callback = other.first_callback;
    callbacks += other.callbacks;
    frames += other.frames;
    underruns += other.underruns;
    block_frames = std::max(block_frames, other.block_frames);
    loads += other.loads;
    return *this;
  }
};

/// Plays a source on a device: the device's own thread pulls from it. A device with one channel
/// gets both sides mixed; of one with more than two, the first two are used.
class DeviceSink {
 public:
  /// Opens the device; silent until start(). `system` and `source` outlive the sink.
  /// throws  DeviceError
  DeviceSink(const AudioSystem& system, AudioSource& source, const StreamRequest& request);
  /// Stops at once.
  ~DeviceSink();
  DeviceSink(const DeviceSink&) = delete;
  DeviceSink& operator=(const DeviceSink&) = delete;

  /// Starts, or goes on after halt().
  /// throws  DeviceError
  void start();
  /// Stops at once; what the device has not played yet is lost.
  void halt();
  /// Asks for real-time scheduling of the audio thread as soon as there is one; a few times a
  /// second.
  void service() noexcept;

  /// True until the source has ended and its last frame has left the device, or the device is gone.
  bool active() const;
  /// Whether the last frame of the source has been played.
  bool played_out() const noexcept;

  double latency_s() const noexcept;
  StreamCounters counters() const noexcept;
  /// Duration of the last callback over the period of its block.
  double load() const noexcept;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace bbplay
