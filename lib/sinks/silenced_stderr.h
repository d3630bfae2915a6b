// SPDX-License-Identifier: MIT
#pragma once

namespace bbplay::sinks {

/// While in scope, nothing this process writes to stderr is seen: ALSA and JACK report every device
/// that is not there. Only around calls of theirs, and on the main thread.
class SilencedStderr {
 public:
  explicit SilencedStderr(bool silence);
  ~SilencedStderr();
  SilencedStderr(const SilencedStderr&) = delete;
  SilencedStderr& operator=(const SilencedStderr&) = delete;

 private:
  int saved_ = -1;
};

}  // namespace bbplay::sinks
