// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>

#include <sys/types.h>

namespace bbplay {

/// A child process that looks at the machine's audio devices first: the libraries abort where they
/// find nothing at all, and wait for ever for a sound server that does not answer. It runs while
/// this process goes on, best before that has threads.
class AudioProbe {
 public:
  /// chatter  let the audio libraries write to stderr
  explicit AudioProbe(bool chatter = false);
  /// Ends the child.
  ~AudioProbe();
  AudioProbe(const AudioProbe&) = delete;
  AudioProbe& operator=(const AudioProbe&) = delete;

  /// Waits until the child has seen the devices: then this process can look at them, too. To be
  /// called once.
  /// throws  DeviceError
  void wait();

 private:
  bool ended(int& status) const;

  std::chrono::steady_clock::time_point deadline_;
  pid_t child_ = -1;  // negative: there is none
};

}  // namespace bbplay
