// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>

namespace bbplay::test {

/// Runs `work` in a child process in which, from then on, every system call but exit_group ends the
/// process. Returns the status of waitpid(): 0 when `work` returned without one.
int run_without_system_calls(const std::function<void()>& work);

/// What became of an audio thread.
struct AudioThreadReport {
  int status = -1;              // of waitpid(): 0 when it made no system call
  std::uint64_t blocks = 0;     // it has played
  std::uint64_t forbidden = 0;  // forbidden_calls() meanwhile
};

/// Calls `block` again and again, on a thread of a child process on which every system call ends
/// the process, while `control` runs beside it, free to do what it likes.
AudioThreadReport run_audio_thread(const std::function<void()>& block,
                                   const std::function<void()>& control);

}  // namespace bbplay::test
