// SPDX-License-Identifier: MIT
#include "desktop/bus.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <system_error>

namespace bbplay::app {
namespace {

/// Nobody waits for a bus that takes longer.
constexpr std::uint64_t kMaxAnswerUs = 1'000'000;

}  // namespace

Bus::Bus(Which which) {
  const SdBus& library = sd_bus_library();
  const int result =
      which == Which::session ? library.bus_open_user(&bus_) : library.bus_open_system(&bus_);
  if (result < 0) throw BusError(std::generic_category().message(-result));
  library.bus_set_method_call_timeout(bus_, kMaxAnswerUs);
}

Bus::~Bus() { sd_bus_library().bus_close_unref(bus_); }

pollfd Bus::awaited() const noexcept {
  const int events = sd_bus_library().bus_get_events(bus_);
  return {sd_bus_library().bus_get_fd(bus_), static_cast<short>(std::max(events, 0)), 0};
}

int Bus::patience_ms() const noexcept {
  std::uint64_t until_us = UINT64_MAX;
  if (sd_bus_library().bus_get_timeout(bus_, &until_us) < 0 || until_us == UINT64_MAX) return -1;
  using namespace std::chrono;
  // Of the same clock as the library's.
  const auto now = duration_cast<microseconds>(steady_clock::now().time_since_epoch());
  const auto left_us = static_cast<std::int64_t>(until_us) - now.count();
  return static_cast<int>(std::clamp<std::int64_t>(left_us / 1'000 + 1, 0, 60'000));
}

bool Bus::process() noexcept {
  int result = 0;
  do {
    result = sd_bus_library().bus_process(bus_, nullptr);
  } while (result > 0);
  return result == 0;
}

}  // namespace bbplay::app
