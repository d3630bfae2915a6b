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
  /// The library that leads to it.
  enum class Driver { portaudio, pulse };

  int index = -1;  // of --list-devices; changes when devices come and go
  Driver driver = Driver::portaudio;
  std::string name;
  std::string label;     // what the sound server calls it for people; empty without one
  std::string host_api;  // "ALSA", "PulseAudio", "PipeWire", "JACK Audio Connection Kit", ...
  int channels = 0;
  double default_rate = 0;    // Hz
  double low_latency_s = 0;   // for interactive use
  double high_latency_s = 0;  // for robust playback
  bool is_default = false;
  /// Chosen as the default: its sound server may change over to another one meanwhile.
  bool follows_default = false;
};

/// `"Headphones" (PulseAudio)`, for messages.
std::string named(const OutputDevice& device);

struct StreamRequest;
namespace sinks {
class DeviceStream;
class PulseServer;
class SilencedStderr;
class StreamCallback;
}  // namespace sinks

/// The machine's audio devices as they were when this was made. Several may be in use; each is for one
/// thread.
///
/// The sinks of PulseAudio or PipeWire, where one of them runs, are reached directly, and the
/// default one is the machine's default device. Everything else goes through PortAudio, which is
/// not touched before it is needed.
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

  /// Lets others write to stderr as well, or no longer; the libraries have least to say while a
  /// device plays.
  void share_stderr(bool shared);

  /// By index: those of PortAudio, then those of the sound server.
  /// throws  DeviceError
  std::vector<OutputDevice> outputs() const;

  /// The device with that index, of that name or label, or with that part of either (in any
  /// case of letters); the default device when `wanted` is empty. A sink of the sound server goes
  /// before a device that fits as well: while the server runs, it has that in use.
  ///
  /// throws  DeviceError when there is none, DeviceChoiceError when there are several; both list
  ///         the devices in question
  OutputDevice device(std::string_view wanted) const;

  /// Whether the device takes float audio at `rate` Hz, in stereo unless it has one channel.
  ///
  /// throws  DeviceError when it takes nothing at all: busy, or gone
  bool supports(const OutputDevice& device, int rate) const;

 private:
  friend class DeviceSink;
  std::unique_ptr<sinks::DeviceStream> open(sinks::StreamCallback& callback,
                                            const StreamRequest& request) const;
  void use_portaudio() const;
  std::vector<OutputDevice> portaudio_outputs() const;

  std::unique_ptr<sinks::SilencedStderr> silence_;
  std::unique_ptr<sinks::PulseServer> pulse_;  // null: there is none
  mutable std::unique_ptr<AudioProbe> probe_;  // until PortAudio is in use
  mutable bool uses_portaudio_ = false;
};

}  // namespace bbplay
