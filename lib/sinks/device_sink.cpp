// SPDX-License-Identifier: MIT
#include "bbplay/sinks/device_sink.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <string>

#include <portaudio.h>
#include <pthread.h>

#include "bbplay/sinks/errors.h"

namespace bbplay {
namespace {

using Clock = std::chrono::steady_clock;

/// Longest wait for the last frame to leave the device, should its clock be wrong.
constexpr double kLongestDrain = 3;

std::string reason(PaError error) {
  if (error == paUnanticipatedHostError) {
    const PaHostErrorInfo* info = Pa_GetLastHostErrorInfo();
    if (info != nullptr && info->errorText != nullptr && *info->errorText != '\0') {
      return info->errorText;
    }
  }
  return Pa_GetErrorText(error);
}

/// Music keeps playing while other programs are busy, where the system allows it.
void ask_for_real_time() noexcept {
  sched_param priority{};
  priority.sched_priority = 20;
  pthread_setschedparam(pthread_self(), SCHED_FIFO, &priority);
}

/// Written by the callback alone, read by anyone.
class Counter {
 public:
  void add(std::uint64_t count) noexcept {
    value_.store(value_.load(std::memory_order_relaxed) + count, std::memory_order_relaxed);
  }
  std::uint64_t get() const noexcept { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_{0};
};

}  // namespace

class DeviceSink::Impl {
 public:
  Impl(AudioSource& source, const StreamRequest& request) : source_(source), rate_(request.rate) {
    PaStreamParameters parameters{};
    parameters.device = request.device.index;
    parameters.channelCount = 2;
    parameters.sampleFormat = paFloat32 | paNonInterleaved;
    parameters.suggestedLatency =
        request.latency_s > 0 ? request.latency_s
                              : std::max(request.device.high_latency_s, kSafeLatencySeconds);
    const PaError error = Pa_OpenStream(&stream_, nullptr, &parameters, rate_, request.block_frames,
                                        paClipOff | paDitherOff, &Impl::called_back, this);
    if (error != paNoError) {
      throw DeviceError("cannot open \"" + request.device.name + "\" at " +
                        std::to_string(request.rate) + " Hz: " + reason(error));
    }
    latency_s_ = Pa_GetStreamInfo(stream_)->outputLatency;
    drain_frames_ = static_cast<std::uint64_t>(std::ceil(latency_s_ * rate_));
  }

  ~Impl() {
    Pa_AbortStream(stream_);
    Pa_CloseStream(stream_);
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  void start() {
    if (const PaError error = Pa_StartStream(stream_); error != paNoError) {
      throw DeviceError("cannot start the audio stream: " + reason(error));
    }
  }

  void halt() { Pa_AbortStream(stream_); }
  bool active() const { return Pa_IsStreamActive(stream_) == 1; }
  bool played_out() const noexcept { return played_out_.load(std::memory_order_acquire); }
  double latency_s() const noexcept { return latency_s_; }
  double load() const noexcept { return load_.load(std::memory_order_relaxed); }

  StreamCounters counters() const noexcept {
    StreamCounters counters;
    counters.callbacks = callbacks_.get();
    counters.frames = frames_.get();
    counters.underruns = underruns_.get();
    counters.worst_load = worst_load_.load(std::memory_order_relaxed);
    for (std::size_t i = 0; i < loads_.size(); ++i) counters.load_histogram[i] = loads_[i].get();
    return counters;
  }

 private:
  static int called_back(const void*, void* output, unsigned long frames,
                         const PaStreamCallbackTimeInfo* time, PaStreamCallbackFlags flags,
                         void* self) noexcept {
    auto* channels = static_cast<float**>(output);
    return static_cast<Impl*>(self)->fill({{channels[0], frames}, {channels[1], frames}}, *time,
                                          flags);
  }

  /// [audio thread]
  int fill(StereoBlock out, const PaStreamCallbackTimeInfo& time,
           PaStreamCallbackFlags flags) noexcept {
    const Clock::time_point begun = Clock::now();
    if (callbacks_.get() == 0) ask_for_real_time();
    if ((flags & paOutputUnderflow) != 0) underruns_.add(1);
    const std::size_t sounding = source_.process_block(out);
    frames_.add(sounding);
    callbacks_.add(1);
    note_load(std::chrono::duration<double>(Clock::now() - begun).count(), out.frames());
    return sounding == out.frames() ? paContinue : after_end(out.frames(), sounding, time);
  }

  /// The stream ends when the last frame has been heard, not when it has been handed over: some
  /// host APIs (ALSA's PulseAudio plugin among them) drop what is still in their buffers.
  int after_end(std::size_t block, std::size_t sounding,
                const PaStreamCallbackTimeInfo& time) noexcept {
    if (silent_frames_ == 0) {
      heard_at_ = time.outputBufferDacTime + static_cast<double>(sounding) / rate_;
    }
    silent_frames_ += block - sounding;
    // This block itself is not in the buffer yet.
    const std::uint64_t buffered = silent_frames_ - std::min<std::uint64_t>(silent_frames_, block);
    const bool past_buffer = buffered >= drain_frames_;
    const bool past_device = time.currentTime >= heard_at_ ||
                             static_cast<double>(silent_frames_) > kLongestDrain * rate_;
    if (!past_buffer || !past_device) return paContinue;
    played_out_.store(true, std::memory_order_release);
    return paComplete;
  }

  void note_load(double seconds, std::size_t frames) noexcept {
    const double load = seconds * rate_ / static_cast<double>(std::max<std::size_t>(frames, 1));
    const auto bucket = static_cast<std::size_t>(std::min(load * 10, 9.0));
    loads_[bucket].add(1);
    load_.store(load, std::memory_order_relaxed);
    if (load > worst_load_.load(std::memory_order_relaxed)) {
      worst_load_.store(load, std::memory_order_relaxed);
    }
  }

  AudioSource& source_;
  double rate_;
  PaStream* stream_ = nullptr;
  double latency_s_ = 0;
  std::uint64_t drain_frames_ = 0;

  // Of the audio thread.
  std::uint64_t silent_frames_ = 0;  // after the end of the source
  double heard_at_ = 0;              // when its last frame leaves the device, on the stream's clock

  Counter callbacks_, frames_, underruns_;
  std::array<Counter, 10> loads_;
  std::atomic<double> load_{0}, worst_load_{0};
  std::atomic<bool> played_out_{false};
};

DeviceSink::DeviceSink(const AudioSystem&, AudioSource& source, const StreamRequest& request)
    : impl_(std::make_unique<Impl>(source, request)) {}
DeviceSink::~DeviceSink() = default;

void DeviceSink::start() { impl_->start(); }
void DeviceSink::halt() { impl_->halt(); }
bool DeviceSink::active() const { return impl_->active(); }
bool DeviceSink::played_out() const noexcept { return impl_->played_out(); }
double DeviceSink::latency_s() const noexcept { return impl_->latency_s(); }
StreamCounters DeviceSink::counters() const noexcept { return impl_->counters(); }
double DeviceSink::load() const noexcept { return impl_->load(); }

}  // namespace bbplay
