// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <vector>

#include "desktop/now_playing.h"

namespace bbplay::app {

/// The desktop around a player: media keys steer it, and the machine does not fall asleep while it
/// plays. Where there is no desktop, or it does not answer, nothing happens, silently.
///
/// On Linux: MPRIS on the session bus and an inhibitor of logind on the system bus, through
/// libsystemd, which this loads; a thread of its own talks to both.
class Desktop {
 public:
  struct Services {
    bool media_keys = true;
    bool stays_awake = true;
  };

  explicit Desktop(const Services& services);
  /// Lets go of everything; takes a moment at most, also when a bus hangs.
  ~Desktop();
  Desktop(const Desktop&) = delete;
  Desktop& operator=(const Desktop&) = delete;

  /// Tells what plays; as often as it is convenient.  [control thread]
  void show(const NowPlaying& now);
  /// Returns when the desktop knows what was shown, or does not listen: before the process is
  /// suspended, whose locks nobody else could release.  [control thread]
  void await_told();
  /// What was asked for since the last call.  [control thread]
  std::vector<MediaCommand> take_commands();

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;  // shared with the thread
};

}  // namespace bbplay::app
