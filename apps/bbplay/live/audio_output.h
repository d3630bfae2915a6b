// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>

#include "bbplay/playback/output.h"
#include "bbplay/sinks/device/device_output.h"

#include "terminal/console.h"
#include "terminal/options.h"

namespace bbplay::app {

/// The device that the options ask for, as long as tracks play on it. Waits for it as long as they
/// say, and ends the program where an audio library waits for ever.
class AudioOutput final : public Output {
 public:
  /// Begins to look at the audio system, in another process.
  /// waits  for a device that is not there, as long as the options say; otherwise once is enough
  AudioOutput(const Options& options, Console& console, bool waits = true);
  ~AudioOutput() override;
  AudioOutput(const AudioOutput&) = delete;
  AudioOutput& operator=(const AudioOutput&) = delete;

  /// Finds the device and settles the rate for a track that wants `wanted` Hz: that, or the device's
  /// own if it refuses.
  ///
  /// throws  DeviceError, Cancelled
  int rate_for(int wanted);

  std::unique_ptr<OutputStream> open(AudioSource& source, int rate,
                                     const std::string& title) override;
  std::unique_ptr<OutputStream> reopen(AudioSource& source, int rate,
                                       const std::string& title) override;
  void forget() override;
  std::string name() const override { return device_.name(); }
  double patience_s() const override { return device_.patience_s(); }

 private:
  const Options& options_;
  Console& console_;
  DeviceOutput device_;
  double patience_s_;  // with a device that is not there
  bool is_found_ = false;
};

}  // namespace bbplay::app
