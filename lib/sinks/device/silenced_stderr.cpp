// SPDX-License-Identifier: MIT
#include "sinks/device/silenced_stderr.h"

#include <cstdio>
#include <mutex>

#include <fcntl.h>
#include <unistd.h>

namespace bbplay::sinks {
namespace {

/// The one descriptor of the process.
struct Silence {
  std::mutex mutex;
  int wanted_by = 0;
  int saved = -1;  // what it was; negative: it could not be kept

  void begin() {
    std::fflush(stderr);
    const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (nowhere < 0) return;
    saved = ::fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    if (saved >= 0) ::dup2(nowhere, STDERR_FILENO);
    ::close(nowhere);
  }

  void end() {
    if (saved < 0) return;
    std::fflush(stderr);
    ::dup2(saved, STDERR_FILENO);
    ::close(saved);
    saved = -1;
  }
};

Silence silence;

}  // namespace

SilencedStderr::SilencedStderr() {
  const std::lock_guard lock(silence.mutex);
  if (silence.wanted_by++ == 0) silence.begin();
}

SilencedStderr::~SilencedStderr() {
  const std::lock_guard lock(silence.mutex);
  if (--silence.wanted_by == 0) silence.end();
}

}  // namespace bbplay::sinks
