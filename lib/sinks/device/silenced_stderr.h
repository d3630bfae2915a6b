// SPDX-License-Identifier: MIT
#pragma once

namespace bbplay::sinks {

/// While in scope, nothing this process writes to file descriptor 2 is seen. One at a time.
class SilencedStderr {
 public:
  SilencedStderr();
  ~SilencedStderr();
  SilencedStderr(const SilencedStderr&) = delete;
  SilencedStderr& operator=(const SilencedStderr&) = delete;

 private:
  int saved_ = -1;
};

}  // namespace bbplay::sinks
