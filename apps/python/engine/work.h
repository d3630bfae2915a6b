// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <future>
#include <utility>

#include <pybind11/pybind11.h>

#include "engine/unlocked.h"

namespace bbplay::python {

/// Runs `act` on a thread of its own and waits for it without the interpreter lock. Ten times a second
/// signals get their say: when they raise (Ctrl-C), `act` is told to stop and waited for, and what
/// they raised goes on.
///
/// act  gets what is set then; returns by itself, or throws
template <class Act>
auto run_interruptibly(Act act) {
  namespace py = pybind11;
  std::atomic<bool> cancel{false};
  std::future<std::invoke_result_t<Act, const std::atomic<bool>&>> result;
  {
    const Unlocked unlocked;
    result = std::async(std::launch::async, [&] { return act(std::as_const(cancel)); });
  }
  while (true) {
    {
      const Unlocked unlocked;
      if (result.wait_for(std::chrono::milliseconds(100)) == std::future_status::ready) break;
    }
    if (PyErr_CheckSignals() == 0) continue;
    cancel = true;
    {
      const Unlocked unlocked;
      result.wait();
    }
    throw py::error_already_set();
  }
  return result.get();
}

}  // namespace bbplay::python
