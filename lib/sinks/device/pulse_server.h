// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <vector>

#include "bbplay/sinks/device/audio_system.h"

#include "sinks/device/device_stream.h"
#include "sinks/device/stream_callback.h"

namespace bbplay::sinks {

/// A connection with the PulseAudio or PipeWire of the user.
class PulseServer {
 public:
  /// Connects; null when there is no server, none that answers soon, or no library for it.
  static std::unique_ptr<PulseServer> find();
  ~PulseServer();
  PulseServer(const PulseServer&) = delete;
  PulseServer& operator=(const PulseServer&) = delete;

  /// Its sinks as they were when it was found; their index counts from 0.
  const std::vector<OutputDevice>& outputs() const noexcept;

  /// A stream to one of them, which does not outlive this, nor `callback`.
  /// throws  DeviceError
  std::unique_ptr<DeviceStream> open(StreamCallback& callback, const StreamRequest& request) const;

 private:
  class Impl;
  explicit PulseServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace bbplay::sinks
