// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "bbplay/playback/output.h"
#include "bbplay/sinks/device/audio_probe.h"
#include "bbplay/sinks/device/audio_system.h"

namespace bbplay {

struct DeviceRequest {
  std::string device;         // name or index; empty: the default one
  double latency_s = 0;       // of the output buffer; 0: the device's
  unsigned block_frames = 0;  // per callback; 0: the device's choice
  double patience_s = 30;     // that a lost device is tried: to restart a sound server takes less
  bool chatter = false;       // audio libraries may write to stderr
  /// Nobody else has anything to say there, so that it is closed to all while a device plays, too.
  bool owns_stderr = true;
};

/// A device of the machine, as long as tracks play on it. On one thread.
class DeviceOutput final : public Output {
 public:
  /// Begins to look at the audio system, in another process.
  /// warn  told what is unusual about the device
  explicit DeviceOutput(DeviceRequest request, std::function<void(const std::string&)> warn = {});
  ~DeviceOutput() override { forget(); }

  /// Finds the device, if that has not been done, and settles the rate for a track that wants `rate`
  /// Hz: that, or the device's own if it refuses.
  /// throws  DeviceError
  int rate_for(int wanted);
  /// The device that was found last.
  const OutputDevice& device() const noexcept { return device_; }

  std::unique_ptr<OutputStream> open(AudioSource& source, int rate,
                                     const std::string& title) override;
  std::unique_ptr<OutputStream> reopen(AudioSource& source, int rate,
                                       const std::string& title) override;
  void forget() override;
  std::string name() const override { return named(device_); }
  double patience_s() const override { return request_.patience_s; }

 private:
  void find();
  int playable_rate(int wanted) const;

  DeviceRequest request_;
  std::function<void(const std::string&)> warn_;
  std::unique_ptr<AudioProbe> probe_;  // until it has been used
  std::optional<AudioSystem> system_;
  OutputDevice device_;
  bool told_channels_ = false;
  int refused_rate_ = 0;  // as told last
};

}  // namespace bbplay
