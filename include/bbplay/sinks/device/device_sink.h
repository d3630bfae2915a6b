// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>

#include "bbplay/playback/audio_source.h"
#include "bbplay/playback/output.h"
#include "bbplay/sinks/device/audio_system.h"

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

/// Plays a source on a device: the device's own thread pulls from it. A device with one channel
/// gets both sides mixed; of one with more than two, the first two are used.
class DeviceSink final : public OutputStream {
 public:
  /// Opens the device; silent until start(). `system` and `source` outlive the sink.
  /// throws  DeviceError
  DeviceSink(const AudioSystem& system, AudioSource& source, const StreamRequest& request);
  /// Stops at once.
  ~DeviceSink() override;
  DeviceSink(const DeviceSink&) = delete;
  DeviceSink& operator=(const DeviceSink&) = delete;

  void start() override;
  void halt() override;
  /// Asks for real-time scheduling of the audio thread as soon as there is one.
  void service() override;

  bool active() const override;
  bool played_out() const override;

  double latency_s() const override;
  StreamCounters counters() const override;
  double load() const override;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace bbplay
