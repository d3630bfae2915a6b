// SPDX-License-Identifier: MIT
#include "desktop/sleep_inhibitor.h"

#include <fcntl.h>
#include <unistd.h>

namespace bbplay::app {

SleepInhibitor::SleepInhibitor() : bus_(Bus::Which::system) {}

SleepInhibitor::~SleepInhibitor() {
  release();
  sd_bus_library().bus_slot_unref(asked_);
}

void SleepInhibitor::hold(bool wanted) noexcept {
  if (wanted == wanted_) return;
  wanted_ = wanted;
  if (!wanted) {
    release();
  } else if (asked_ == nullptr) {
    ask();
  }
}

void SleepInhibitor::ask() noexcept {
  sd_bus_library().bus_call_method_async(
      bus_.get(), &asked_, "org.freedesktop.login1", "/org/freedesktop/login1",
      "org.freedesktop.login1.Manager", "Inhibit",
      [](sd_bus_message* answer, void* self, sd_bus_error*) noexcept {
        return static_cast<SleepInhibitor*>(self)->take(answer);
      },
      this, "ssss", "sleep:shutdown", "bbplay", "A track is playing", "block");
}

int SleepInhibitor::take(sd_bus_message* answer) noexcept {
  asked_ = sd_bus_library().bus_slot_unref(asked_);
  int lock = -1;  // the message's
  const bool granted = sd_bus_library().bus_message_is_method_error(answer, nullptr) == 0 &&
                       sd_bus_library().bus_message_read(answer, "h", &lock) > 0;
  if (granted && wanted_) lock_ = ::fcntl(lock, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
  return 0;
}

void SleepInhibitor::release() noexcept {
  if (lock_ >= 0) ::close(lock_);
  lock_ = -1;
}

}  // namespace bbplay::app
