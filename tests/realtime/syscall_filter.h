// SPDX-License-Identifier: MIT
#pragma once

#include <functional>

namespace bbplay::test {

/// Runs `work` in a child process in which, from then on, every system call but exit_group ends the
/// process. Returns the status of waitpid(): 0 when `work` returned without one.
int run_without_system_calls(const std::function<void()>& work);

}  // namespace bbplay::test
