// SPDX-License-Identifier: MIT
/// What a player plays on, whatever it is: the machine's devices, or a place that keeps the samples.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "bbplay/playback/audio_source.h"
#include "bbplay/playback/device_error.h"
#include "bbplay/playback/load_histogram.h"

namespace bbplay {

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

/// An open way out: it pulls from its source until it is destroyed. All functions are for the control
/// thread.
class OutputStream {
 public:
  virtual ~OutputStream() = default;

  /// Starts, or goes on after halt().
  /// throws  DeviceError
  virtual void start() = 0;
  /// Stops at once; what has not been played yet is lost.
  virtual void halt() = 0;
  /// A few times a second.
  virtual void service() = 0;

  /// True until the source has ended and its last frame has been heard, or the device is gone.
  virtual bool active() const = 0;
  /// Whether the last frame of the source has been played.
  virtual bool played_out() const = 0;

  virtual double latency_s() const = 0;
  virtual StreamCounters counters() const = 0;
  /// Duration of the last callback over the period of its block.
  virtual double load() const = 0;
};

/// Where streams come from. All functions are for the control thread.
class Output {
 public:
  virtual ~Output() = default;

  /// Opens a stream, which has been started. The source outlives it.
  /// title   of what is played, for the mixer of a sound server
  /// throws  DeviceError, Cancelled
  virtual std::unique_ptr<OutputStream> open(AudioSource& source, int rate,
                                             const std::string& title) = 0;
  /// After a loss: once.
  /// throws  DeviceError
  virtual std::unique_ptr<OutputStream> reopen(AudioSource& source, int rate,
                                               const std::string& title) = 0;
  /// Lets go of the audio system, which has nothing open.
  virtual void forget() = 0;
  /// What it plays on, for messages.
  virtual std::string name() const = 0;
  /// How long a lost device is tried.
  virtual double patience_s() const = 0;
};

}  // namespace bbplay
