// SPDX-License-Identifier: MIT
#pragma once

namespace bbplay::sinks {

/// While one is in scope, nothing this process writes to file descriptor 2 is seen. Any number at a
/// time, on any threads; the last one to go lets the descriptor speak again.
class SilencedStderr {
 public:
  SilencedStderr();
  ~SilencedStderr();
  SilencedStderr(const SilencedStderr&) = delete;
  SilencedStderr& operator=(const SilencedStderr&) = delete;
};

}  // namespace bbplay::sinks
