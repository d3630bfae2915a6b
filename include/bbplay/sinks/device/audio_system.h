// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bbplay/sinks/device/audio_probe.h"

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

namespace sinks {
class SilencedStderr;
}

/// The machine's audio devices as they were when this was made; one at a time, on one thread.
///
/// ALSA, JACK and PortAudio write to stderr whenever they like, also from threads of their own.
/// That is why nothing reaches file descriptor 2 while this lives, unless chatter is wanted; the
/// program keeps a descriptor of its own for what it has to say.
class AudioSystem {
 public:
  /// chatter  let the audio libraries write to stderr
  /// probe    one that has been at work; null: a new one
  /// throws   DeviceError
  explicit AudioSystem(bool chatter = false, std::unique_ptr<AudioProbe> probe = nullptr);
  ~AudioSystem();
  AudioSystem(const AudioSystem&) = delete;
  AudioSystem& operator=(const AudioSystem&) = delete;

  /// By index.
  std::vector<OutputDevice> outputs() const;

  /// The device with that index, of that name, or with that part of its name (in any case of
  /// letters); the default device when `wanted` is empty.
  ///
  /// throws  DeviceError when there is none, DeviceChoiceError when there are several; both list
  ///         the devices in question
  OutputDevice device(std::string_view wanted) const;

  /// Whether the device takes float audio at `rate` Hz, in stereo unless it has one channel.
  ///
  /// throws  DeviceError when it takes nothing at all: busy, or gone
  bool supports(const OutputDevice& device, int rate) const;

 private:
  std::unique_ptr<sinks::SilencedStderr> silence_;
};

}  // namespace bbplay
