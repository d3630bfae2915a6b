// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "bbplay/sinks/device/audio_system.h"
#include "bbplay/sinks/device/device_sink.h"

#include "terminal/console.h"
#include "terminal/options.h"

namespace bbplay::app {

/// The device that the options ask for, as long as tracks play on it.
class AudioOutput {
 public:
  /// Begins to look at the audio system, in another process.
  AudioOutput(const Options& options, Console& console);
  ~AudioOutput();
  AudioOutput(const AudioOutput&) = delete;
  AudioOutput& operator=(const AudioOutput&) = delete;

  /// Finds the device and settles the rate for a track that wants `rate` Hz: that, or the device's
  /// own if it refuses. Waits for the device as long as the options say.
  ///
  /// throws  DeviceError, Cancelled
  int rate_for(int rate);

  /// Opens the device; it has been found. Waits as above.
  ///
  /// title  of what is played, as the mixer of a sound server shows it
  std::unique_ptr<DeviceSink> open(AudioSource& source, int rate, const std::string& title);

  /// After a loss: looks for the device again and opens it, once.
  /// throws  DeviceError
  std::unique_ptr<DeviceSink> reopen(AudioSource& source, int rate, const std::string& title);
  /// Lets go of the audio system, which has nothing open.
  void forget();

  /// The device that was found last, for messages.
  std::string device_name() const { return named(device_); }
  /// How long a lost device is tried.
  double patience_s() const;

 private:
  void find();
  int playable_rate(int wanted) const;
  std::unique_ptr<DeviceSink> open_once(AudioSource& source, int rate, const std::string& title);

  const Options& options_;
  Console& console_;
  std::unique_ptr<AudioProbe> probe_;  // until it has been used
  std::optional<AudioSystem> system_;
  OutputDevice device_;
  int refused_rate_ = 0;  // as told last
};

}  // namespace bbplay::app
