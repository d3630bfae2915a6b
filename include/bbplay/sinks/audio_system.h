// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace bbplay {

/// A device that sound can come out of.
struct OutputDevice {
  int index = -1;  // of --list-devices; changes when devices come and go
  std::string name;
  std::string host_api;  // "ALSA", "JACK Audio Connection Kit", ...
  int channels = 0;
  double default_rate = 0;    // Hz
  double low_latency_s = 0;   // for interactive use
  double high_latency_s = 0;  // for robust playback
  bool is_default = false;
};

/// The machine's audio devices as they were when this was made; one at a time, on one thread.
class AudioSystem {
 public:
  /// chatter  let the audio libraries write to stderr
  /// throws   DeviceError
  explicit AudioSystem(bool chatter = false);
  ~AudioSystem();
  AudioSystem(const AudioSystem&) = delete;
  AudioSystem& operator=(const AudioSystem&) = delete;

  /// Devices with at least two channels, by index.
  std::vector<OutputDevice> outputs() const;

  /// The device with that index, of that name (in any case of letters), or with that part of a
  /// name; the default device when `wanted` is empty. Of several, the one with the lowest index.
  ///
  /// throws  DeviceError
  OutputDevice device(std::string_view wanted) const;

  /// Whether the device takes stereo float audio at `rate` Hz.
  bool supports(const OutputDevice& device, int rate) const;

  bool chatter() const noexcept { return chatter_; }

 private:
  bool chatter_;
};

}  // namespace bbplay
