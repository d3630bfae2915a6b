// SPDX-License-Identifier: MIT
#pragma once

#include "desktop/bus.h"

namespace bbplay::app {

/// Keeps the machine from sleeping and shutting down: a lock of logind, which it gives to whom it
/// likes (org.freedesktop.login1.Manager.Inhibit).
class SleepInhibitor {
 public:
  /// throws  BusError, LibraryError
  SleepInhibitor();
  ~SleepInhibitor();
  SleepInhibitor(const SleepInhibitor&) = delete;
  SleepInhibitor& operator=(const SleepInhibitor&) = delete;

  /// Whether the machine has to stay awake from now on.
  void hold(bool wanted) noexcept;

  Bus& bus() noexcept { return bus_; }

 private:
  void ask() noexcept;
  int take(sd_bus_message* answer) noexcept;
  void release() noexcept;

  Bus bus_;
  bool wanted_ = false;
  sd_bus_slot* asked_ = nullptr;  // until there is an answer
  int lock_ = -1;                 // held as long as it is open
};

}  // namespace bbplay::app
