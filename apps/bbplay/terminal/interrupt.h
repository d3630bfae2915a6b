// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>

namespace bbplay::app {

/// Signals become flags that the loops look at.
///
/// SIGINT and SIGTERM ask to stop, a second one ends the process at once (unfinished files are
/// removed); a crash is an internal error; whatever ends the process, the terminal is restored;
/// SIGUSR1 pauses or resumes; SIGHUP asks for a status message. A write to a closed pipe or over a
/// size limit is an error of that write, not the end of the process. Before anything else writes to
/// stderr or closes it.
void install_signal_handlers();

/// Set once a stop has been asked for.
const std::atomic<bool>& stop_requested();
/// 130 or 143, once a stop has been asked for.
int stop_exit_code();

/// Whether SIGUSR1, SIGHUP or SIGTSTP came since the last call.
bool take_pause_request();
bool take_status_request();
bool take_suspend_request();

/// While in scope, SIGTSTP only makes take_suspend_request() true, and suspend_process() does what
/// it stands for.
class DeferSuspend {
 public:
  DeferSuspend();
  ~DeferSuspend();
  DeferSuspend(const DeferSuspend&) = delete;
  DeferSuspend& operator=(const DeferSuspend&) = delete;
};
/// Returns when the process is continued.
void suspend_process();

}  // namespace bbplay::app
