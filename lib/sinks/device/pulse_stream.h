// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstddef>
#include <string>
#include <vector>

#include <pulse/pulseaudio.h>

#include "bbplay/sinks/device/device_sink.h"

#include "sinks/device/device_stream.h"
#include "sinks/device/pulse_connection.h"
#include "sinks/device/stream_callback.h"

namespace bbplay::sinks {

/// A stream to a sink of PulseAudio or PipeWire, which the listener finds in the mixer under the
/// name of what is played.
///
/// The server mixes floats of any rate; at the rate of the sink they come out as they went in.
class PulseStream final : public DeviceStream {
 public:
  /// map  channels of the sink
  PulseStream(const PulseConnection& connection, StreamCallback& callback,
              const StreamRequest& request, const pa_channel_map& map);
  ~PulseStream() override;
  PulseStream(const PulseStream&) = delete;
  PulseStream& operator=(const PulseStream&) = delete;

  void start() override;
  void halt() override;
  bool active() const override;
  double latency_s() const noexcept override { return latency_s_; }

 private:
  void connect();
  void write(std::size_t bytes) noexcept;
  bool write_block(std::size_t frames) noexcept;
  StreamCallback::Times times() const noexcept;

  const PulseConnection& connection_;
  StreamCallback& callback_;
  StreamRequest request_;
  pa_sample_spec format_{};
  pa_channel_map map_{};
  std::size_t block_frames_;
  double latency_s_;
  pa_stream* stream_ = nullptr;  // changed under a lock, not by the thread

  // Of the thread.
  std::vector<float> left_, right_;
  bool ran_dry_ = false;

  std::atomic<bool> complete_{false}, lost_{false};
};

}  // namespace bbplay::sinks
