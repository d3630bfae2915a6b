// SPDX-License-Identifier: MIT
#pragma once

#include <cstdio>
#include <memory>
#include <optional>

#include "bbplay/playback/output.h"
#include "bbplay/sinks/capture/capture_output.h"

#include "live/audio_output.h"
#include "terminal/console.h"
#include "terminal/options.h"

namespace bbplay::app {

/// Where the service is heard: the device that the options ask for, or what the environment has in its
/// place. Looked for when something is to be played, so that one that is plugged in later is found.
/// [control thread]
class Sound {
 public:
  Sound(const Options& options, Console& console);
  ~Sound();
  Sound(const Sound&) = delete;
  Sound& operator=(const Sound&) = delete;

  /// The rate for a track that wants `wanted` Hz. Nothing plays meanwhile.
  /// throws  DeviceError
  int rate_for(int wanted);
  /// After rate_for().
  Output& output();
  /// Nothing plays: whoever else wants the device may have it.
  void forget();

  /// Plays without a pace, as fast as it is served.
  bool hurries() const noexcept { return capture_ && capture_->settings().speed <= 0; }
  /// After each round of the player: hands on what was captured.
  void drain();

 private:
  const Options& options_;
  Console& console_;
  std::optional<AudioOutput> device_;
  std::unique_ptr<CaptureOutput> capture_;
  std::FILE* captured_ = nullptr;  // BBPLAY_SINK_FILE: pairs of floats
};

}  // namespace bbplay::app
