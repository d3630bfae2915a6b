// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "bbplay/playback/audio_source.h"
#include "bbplay/playback/load_histogram.h"
#include "bbplay/playback/output.h"

#include "sinks/device/audio_thread.h"

namespace bbplay::sinks {

/// What the device calls for each block: everything that happens on the audio thread, apart from
/// the library that calls it.
class StreamCallback {
 public:
  /// When a block was asked for and will be heard, on the stream's clock.
  struct Times {
    double now_s = 0, heard_s = 0;
  };
  enum class Next { go_on, complete };

  /// channels  1: both sides of the source are mixed; 2
  StreamCallback(AudioSource& source, int rate, int channels) noexcept
      : source_(source), rate_(rate), channels_(channels) {}

  /// How long the device's buffer is; before the first block.
  void set_latency(double seconds) noexcept;

  /// Fills `frames` frames of each of `channels`.  [audio thread]
  Next fill(float* const* channels, std::size_t frames, const Times& times, bool ran_dry) noexcept;

  // [any thread]
  StreamCounters counters() const noexcept;
  double load() const noexcept { return load_.load(std::memory_order_relaxed); }
  bool played_out() const noexcept { return played_out_.load(std::memory_order_acquire); }
  /// The thread that fills, once it has done so.
  std::optional<AudioThread> thread() const noexcept;
  /// Another one will, from now on.  [while the stream is stopped]
  void forget_thread() noexcept { thread_known_.store(false, std::memory_order_relaxed); }

 private:
  /// Read through the vDSO: no system call.
  using Clock = std::chrono::steady_clock;

  /// Written by the audio thread alone, read by anyone.
  class Counter {
   public:
    void add(std::uint64_t count) noexcept {
      value_.store(value_.load(std::memory_order_relaxed) + count, std::memory_order_relaxed);
    }
    std::uint64_t get() const noexcept { return value_.load(std::memory_order_relaxed); }

   private:
    std::atomic<std::uint64_t> value_{0};
  };

  std::size_t fill_mixed(float* out, std::size_t frames) noexcept;
  Next after_end(std::size_t block, std::size_t sounding, const Times& times) noexcept;

  AudioSource& source_;
  double rate_;
  int channels_;
  std::uint64_t drain_frames_ = 0;

  // Of the audio thread.
  std::uint64_t silent_frames_ = 0;  // after the end of the source
  double heard_at_s_ = 0;            // when its last frame leaves the device
  static constexpr std::size_t kMixedFrames = 256;
  std::array<float, kMixedFrames> left_, right_;  // of a device with one channel

  Counter callbacks_, frames_, underruns_;
  std::atomic<Clock::time_point> first_{};
  static_assert(std::atomic<Clock::time_point>::is_always_lock_free);
  std::atomic<std::size_t> longest_block_{0};
  LoadRecorder loads_;
  std::atomic<double> load_{0};
  std::atomic<bool> played_out_{false};
  std::atomic<AudioThread> thread_{};
  std::atomic<bool> thread_known_{false};
};

}  // namespace bbplay::sinks
