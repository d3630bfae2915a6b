// SPDX-License-Identifier: MIT
#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "terminal/console.h"

namespace bbplay::app {

/// Ends the process, terminal restored, when what happens in its scope takes longer than it may:
/// audio libraries can wait for ever for a sound server that is gone.
class Watchdog {
 public:
  /// code  exit code, unless a stop was requested
  Watchdog(Console& console, double longest_s, std::string message, int code);
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool over_ = false;
  std::thread thread_;
};

}  // namespace bbplay::app
