// SPDX-License-Identifier: MIT
#include "sinks/device/stream_callback.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace bbplay::sinks {
namespace {

/// Longest wait for the last frame to leave the device, should its clock be wrong.
constexpr double kMaxDrainSeconds = 3;

}  // namespace

void StreamCallback::set_latency(double seconds) noexcept {
  drain_frames_ = static_cast<std::uint64_t>(std::ceil(seconds * rate_));
}

StreamCallback::Next StreamCallback::fill(float* const* channels, std::size_t frames,
                                          const Times& times, bool ran_dry) noexcept {
  const Clock::time_point begun = Clock::now();
  if (callbacks_.get() == 0) first_.store(begun, std::memory_order_relaxed);
  if (!thread_known_.load(std::memory_order_relaxed)) {
    thread_.store(this_thread(), std::memory_order_relaxed);
    thread_known_.store(true, std::memory_order_release);
  }
  if (ran_dry) underruns_.add(1);
  const std::size_t sounding =
      channels_ == 1 ? fill_mixed(channels[0], frames)
                     : source_.process_block({{channels[0], frames}, {channels[1], frames}});
  frames_.add(sounding);
  callbacks_.add(1);
  if (frames > longest_block_.load(std::memory_order_relaxed)) {
    longest_block_.store(frames, std::memory_order_relaxed);
  }
  const Next next = sounding == frames ? Next::go_on : after_end(frames, sounding, times);

  const double took_s = std::chrono::duration<double>(Clock::now() - begun).count();
  const double load = took_s * rate_ / static_cast<double>(std::max<std::size_t>(frames, 1));
  load_.store(load, std::memory_order_relaxed);
  loads_.record(load);
  return next;
}

std::size_t StreamCallback::fill_mixed(float* out, std::size_t frames) noexcept {
  std::size_t done = 0, sounding = 0;
  while (done < frames) {
    const std::size_t count = std::min(frames - done, kMixedFrames);
    sounding += source_.process_block({{left_.data(), count}, {right_.data(), count}});
    for (std::size_t i = 0; i < count; ++i) out[done + i] = 0.5f * (left_[i] + right_[i]);
    done += count;
  }
  return sounding;
}

/// The stream ends when the last frame has been heard, not when it has been handed over: some host
/// APIs (ALSA's PulseAudio plugin among them) drop what is still in their buffers.
StreamCallback::Next StreamCallback::after_end(std::size_t block, std::size_t sounding,
                                               const Times& times) noexcept {
  if (silent_frames_ == 0) {
    heard_at_s_ = times.heard_s + static_cast<double>(sounding) / rate_;
  }
  silent_frames_ += block - sounding;
  // This block itself is not in the buffer yet.
  const std::uint64_t buffered = silent_frames_ - std::min<std::uint64_t>(silent_frames_, block);
  const bool past_buffer = buffered >= drain_frames_;
  const bool past_device =
      times.now_s >= heard_at_s_ || static_cast<double>(silent_frames_) > kMaxDrainSeconds * rate_;
  if (!past_buffer || !past_device) return Next::go_on;
  played_out_.store(true, std::memory_order_release);
  return Next::complete;
}

StreamCounters StreamCallback::counters() const noexcept {
  StreamCounters counters;
  counters.callbacks = callbacks_.get();
  if (counters.callbacks > 0) counters.first_callback = first_.load(std::memory_order_relaxed);
  counters.frames = frames_.get();
  counters.underruns = underruns_.get();
  counters.block_frames = longest_block_.load(std::memory_order_relaxed);
  counters.loads = loads_.snapshot();
  return counters;
}

std::optional<AudioThread> StreamCallback::thread() const noexcept {
  if (!thread_known_.load(std::memory_order_acquire)) return std::nullopt;
  return thread_.load(std::memory_order_relaxed);
}

}  // namespace bbplay::sinks
