// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <chrono>

#include <signal.h>

namespace bbplay::app {

/// Signals become flags that the loops look at.
///
/// SIGINT, SIGTERM and SIGHUP (the terminal is gone) ask to stop. What waits or works on all the same
/// is ended kStopPatience later, and by a second one other than SIGHUP at once: unfinished files are removed. A
/// crash is an internal error; whatever ends the process, the terminal is restored; SIGUSR1 pauses
/// or resumes; SIGUSR2 asks for a status message. Signals that the parent wants ignored (nohup, a
/// shell's background) stay ignored. A write to a closed pipe or over a size limit is an error of
/// that write, not the end of the process. Before anything else writes to stderr or closes it.
void install_signal_handlers();
inline constexpr std::chrono::milliseconds kStopPatience{200};

/// While in scope, a stop is left to the caller, who ends soon: after a fade-out, or with a file
/// that is completed. The patience with anything else begins anew when the last one ends.
class OrderlyStop {
 public:
  OrderlyStop() noexcept;
  ~OrderlyStop();
  OrderlyStop(const OrderlyStop&) = delete;
  OrderlyStop& operator=(const OrderlyStop&) = delete;
};

/// Asks to stop as a signal does, for a user who has enough: the exit code is kDone.
void ask_to_stop();

/// From now on, what ends the process at once is told as events (last_words.h).
void tell_sudden_ends_as_events();
/// The end is told now, with this exit code: a signal that comes while the process ends does not
/// tell another one.
void end_is_told(int code);

/// The last words where nothing can be allocated any more, for an exit code of kInternal.
void tell_that_memory_ran_out(bool as_events) noexcept;

/// Set once a stop has been asked for.
const std::atomic<bool>& stop_requested();
/// 128 and the signal (130, 143, 129), or kDone after ask_to_stop().
int stop_exit_code();

/// Whether SIGUSR1, SIGUSR2 or SIGTSTP came since the last call.
bool take_pause_request();
bool take_status_request();
bool take_suspend_request();

/// While in scope, SIGHUP asks to read again what is on the disk, as of a daemon, and not to stop.
class HangupReloads {
 public:
  HangupReloads();
  ~HangupReloads();
  HangupReloads(const HangupReloads&) = delete;
  HangupReloads& operator=(const HangupReloads&) = delete;

 private:
  struct sigaction before_ {};
};
/// Whether that came since the last call.
bool take_reload_request();

/// While in scope, SIGTSTP only makes take_suspend_request() true, and suspend_process() does what
/// it stands for.
class DeferSuspend {
 public:
  DeferSuspend();
  ~DeferSuspend();
  DeferSuspend(const DeferSuspend&) = delete;
  DeferSuspend& operator=(const DeferSuspend&) = delete;

 private:
  struct sigaction before_ {};
};
/// Returns when the process is continued.
void suspend_process();

}  // namespace bbplay::app
