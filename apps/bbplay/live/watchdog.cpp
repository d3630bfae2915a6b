// SPDX-License-Identifier: MIT
#include "live/watchdog.h"

#include <chrono>
#include <cstdlib>
#include <system_error>
#include <utility>

#include "terminal/interrupt.h"
#include "terminal/keyboard.h"

namespace bbplay::app {

Watchdog::Watchdog(Console& console, double longest_s, std::string message, int code) {
  const auto watch = [this, &console, longest_s, message = std::move(message), code] {
    std::unique_lock lock(mutex_);
    if (changed_.wait_for(lock, std::chrono::duration<double>(longest_s),
                          [this] { return over_; })) {
      return;
    }
    console.clear_status();
    Keyboard::restore_terminal();
    const bool stopped = stop_requested();
    if (!stopped) console.error(message);
    console.exit(stopped ? stop_exit_code() : code);
    std::_Exit(stopped ? stop_exit_code() : code);
  };
  try {
    thread_ = std::thread(watch);
  } catch (const std::system_error&) {
    // The system has no thread for it; most devices behave.
  }
}

Watchdog::~Watchdog() {
  {
    const std::lock_guard lock(mutex_);
    over_ = true;
  }
  changed_.notify_one();
  if (thread_.joinable()) thread_.join();
}

}  // namespace bbplay::app
