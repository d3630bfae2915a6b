// SPDX-License-Identifier: MIT
#pragma once

#include <stdexcept>

#include <poll.h>

#include "desktop/sd_bus_library.h"

namespace bbplay::app {

/// A message bus that is not there, or refuses something.
class BusError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A connection with a D-Bus of this machine; for one thread.
class Bus {
 public:
  enum class Which { session, system };

  /// throws  BusError, LibraryError
  explicit Bus(Which which);
  ~Bus();
  Bus(const Bus&) = delete;
  Bus& operator=(const Bus&) = delete;

  sd_bus* get() const noexcept { return bus_; }

  /// What to poll for, and how many milliseconds at most; negative: as long as one likes.
  pollfd awaited() const noexcept;
  int patience_ms() const noexcept;
  /// Handles everything that has come. False when the connection is gone.
  bool process() noexcept;

 private:
  sd_bus* bus_ = nullptr;
};

}  // namespace bbplay::app
