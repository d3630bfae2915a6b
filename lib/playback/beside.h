// SPDX-License-Identifier: MIT
#pragma once

#include <future>
#include <system_error>
#include <type_traits>

namespace bbplay::playback {

/// What `make` makes, on a thread of its own, or at once when the system has none.
template <class Make>
auto beside(Make make) -> std::future<std::invoke_result_t<Make>> {
  try {
    return std::async(std::launch::async, make);
  } catch (const std::system_error&) {
    std::packaged_task<std::invoke_result_t<Make>()> task(make);
    task();
    return task.get_future();
  }
}

}  // namespace bbplay::playback
