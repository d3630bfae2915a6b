// SPDX-License-Identifier: MIT
#include "bbplay/sinks/device/device_sink.h"

#include <algorithm>
#include <string>

#include <pthread.h>

#include "bbplay/sinks/errors.h"

#include "sinks/device/portaudio_error.h"
#include "sinks/device/portaudio_library.h"
#include "sinks/device/stream_callback.h"

namespace bbplay {
namespace {

/// Music keeps playing while other programs are busy, where the system allows it.
void ask_for_real_time(pthread_t thread) noexcept {
  sched_param priority{};
  int policy = SCHED_OTHER;
  if (pthread_getschedparam(thread, &policy, &priority) != 0) return;
  if (policy != SCHED_OTHER) return;  // JACK has seen to it
  priority.sched_priority = 20;
  pthread_setschedparam(thread, SCHED_FIFO, &priority);
}

}  // namespace

class DeviceSink::Impl {
 public:
  Impl(AudioSource& source, const StreamRequest& request)
      : callback_(source, request.rate, std::min(request.device.channels, 2)) {
    PaStreamParameters parameters{};
    parameters.device = request.device.index;
    parameters.channelCount = std::min(request.device.channels, 2);
    parameters.sampleFormat = paFloat32 | paNonInterleaved;
    parameters.suggestedLatency =
        request.latency_s > 0 ? request.latency_s
                              : std::max(request.device.high_latency_s, kSafeLatencySeconds);
    // Devices that take integers only need the library's clipping; floats pass untouched.
    const PaError error =
        sinks::portaudio().OpenStream(&stream_, nullptr, &parameters, request.rate,
                                      request.block_frames, paDitherOff, &called_back, this);
    if (error != paNoError) {
      throw DeviceError("cannot open \"" + request.device.name + "\" at " +
                        std::to_string(request.rate) + " Hz: " + sinks::reason_of(error));
    }
    latency_s_ = sinks::portaudio().GetStreamInfo(stream_)->outputLatency;
    callback_.set_latency(latency_s_);
  }

  ~Impl() {
    sinks::portaudio().AbortStream(stream_);
    sinks::portaudio().CloseStream(stream_);
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  void start() {
    callback_.forget_thread();
    prioritised_ = false;
    if (const PaError error = sinks::portaudio().StartStream(stream_); error != paNoError) {
      throw DeviceError("cannot start the audio stream: " + sinks::reason_of(error));
    }
  }

  void halt() { sinks::portaudio().AbortStream(stream_); }

  void service() noexcept {
    const auto thread = callback_.thread();
    // An inactive stream's thread may be gone.
    if (prioritised_ || !thread || !active()) return;
    ask_for_real_time(*thread);
    prioritised_ = true;
  }

  bool active() const { return sinks::portaudio().IsStreamActive(stream_) == 1; }
  double latency_s() const noexcept { return latency_s_; }
  const sinks::StreamCallback& callback() const noexcept { return callback_; }

 private:
  static int called_back(const void*, void* output, unsigned long frames,
                         const PaStreamCallbackTimeInfo* time, PaStreamCallbackFlags flags,
                         void* self) noexcept {
    const auto next = static_cast<Impl*>(self)->callback_.fill(
        static_cast<float**>(output), frames, {time->currentTime, time->outputBufferDacTime},
        (flags & paOutputUnderflow) != 0);
    return next == sinks::StreamCallback::Next::complete ? paComplete : paContinue;
  }

  sinks::StreamCallback callback_;
  PaStream* stream_ = nullptr;
  double latency_s_ = 0;
  bool prioritised_ = false;
};

DeviceSink::DeviceSink(const AudioSystem&, AudioSource& source, const StreamRequest& request)
    : impl_(std::make_unique<Impl>(source, request)) {}
DeviceSink::~DeviceSink() = default;

void DeviceSink::start() { impl_->start(); }
void DeviceSink::halt() { impl_->halt(); }
void DeviceSink::service() noexcept { impl_->service(); }
bool DeviceSink::active() const { return impl_->active(); }
bool DeviceSink::played_out() const noexcept { return impl_->callback().played_out(); }
double DeviceSink::latency_s() const noexcept { return impl_->latency_s(); }
StreamCounters DeviceSink::counters() const noexcept { return impl_->callback().counters(); }
double DeviceSink::load() const noexcept { return impl_->callback().load(); }

}  // namespace bbplay
