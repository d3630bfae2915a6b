// SPDX-License-Identifier: MIT
#include "sinks/device/portaudio_stream.h"

#include <algorithm>
#include <string>

#include "bbplay/sinks/errors.h"

#include "sinks/device/portaudio_error.h"
#include "sinks/device/portaudio_library.h"

namespace bbplay::sinks {
namespace {

int called_back(const void*, void* output, unsigned long frames,
                const PaStreamCallbackTimeInfo* time, PaStreamCallbackFlags flags,
                void* callback) noexcept {
  const auto next = static_cast<StreamCallback*>(callback)->fill(
      static_cast<float**>(output), frames, {time->currentTime, time->outputBufferDacTime},
      (flags & paOutputUnderflow) != 0);
  return next == StreamCallback::Next::complete ? paComplete : paContinue;
}

}  // namespace

PortAudioStream::PortAudioStream(StreamCallback& callback, const StreamRequest& request)
    : callback_(callback), name_(named(request.device)) {
  PaStreamParameters parameters{};
  parameters.device = request.device.index;
  parameters.channelCount = std::min(request.device.channels, 2);
  parameters.sampleFormat = paFloat32 | paNonInterleaved;
  parameters.suggestedLatency = request.latency_s > 0
                                    ? request.latency_s
                                    : std::max(request.device.high_latency_s, kSafeLatencySeconds);
  // Devices that take integers only need the library's clipping; floats pass untouched.
  const PaError error =
      portaudio().OpenStream(&stream_, nullptr, &parameters, request.rate, request.block_frames,
                             paDitherOff, &called_back, &callback_);
  if (error != paNoError) {
    throw DeviceError("cannot open " + name_ + " at " + std::to_string(request.rate) +
                      " Hz: " + reason_of(error));
  }
  latency_s_ = portaudio().GetStreamInfo(stream_)->outputLatency;
  callback_.set_latency(latency_s_);
}

PortAudioStream::~PortAudioStream() {
  portaudio().AbortStream(stream_);
  portaudio().CloseStream(stream_);
}

void PortAudioStream::start() {
  if (const PaError error = portaudio().StartStream(stream_); error != paNoError) {
    throw DeviceError("cannot play on " + name_ + ": " + reason_of(error));
  }
}

void PortAudioStream::halt() { portaudio().AbortStream(stream_); }

bool PortAudioStream::active() const { return portaudio().IsStreamActive(stream_) == 1; }

}  // namespace bbplay::sinks
