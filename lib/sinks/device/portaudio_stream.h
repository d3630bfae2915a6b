// SPDX-License-Identifier: MIT
#pragma once

#include <portaudio.h>

#include "bbplay/sinks/device/device_sink.h"

#include "sinks/device/device_stream.h"
#include "sinks/device/stream_callback.h"

namespace bbplay::sinks {

/// A device of ALSA, JACK or another system that PortAudio knows.
class PortAudioStream final : public DeviceStream {
 public:
  /// Opens the device, while PortAudio is initialised. `callback` outlives this.
  /// throws  DeviceError
  PortAudioStream(StreamCallback& callback, const StreamRequest& request);
  ~PortAudioStream() override;
  PortAudioStream(const PortAudioStream&) = delete;
  PortAudioStream& operator=(const PortAudioStream&) = delete;

  void start() override;
  void halt() override;
  bool active() const override;
  double latency_s() const noexcept override { return latency_s_; }

 private:
  StreamCallback& callback_;
  std::string name_;
  PaStream* stream_ = nullptr;
  double latency_s_ = 0;
};

}  // namespace bbplay::sinks
