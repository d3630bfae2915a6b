// SPDX-License-Identifier: MIT
#include "terminal/interrupt.h"

#include <array>
#include <cstddef>
#include <string_view>

#include <fcntl.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

#include "bbplay/sinks/file/file_sink.h"

#include "terminal/exit_code.h"
#include "terminal/keyboard.h"
#include "terminal/last_words.h"

namespace bbplay::app {
namespace {

std::atomic<bool> stop{false}, pause_asked{false}, status_asked{false}, suspend_asked{false},
    reload_asked{false};
std::atomic<int> stop_signal{0};
std::atomic<int> orderly_stops{0};
timer_t patience{};
static_assert(std::atomic<bool>::is_always_lock_free && std::atomic<int>::is_always_lock_free,
              "signal handlers use these");

/// stderr may be turned away from audio libraries when one of their assertions fails.
int own_stderr = STDERR_FILENO;

std::atomic<bool> events_wanted{false};

/// What the end was said to be; nothing can be said twice, so that it stays so.
constexpr int kNotTold = -1;
std::atomic<int> told_end{kNotTold};

void tell_exit(int code) {
  if (events_wanted.load()) write_exit_event(own_stderr, reason_of(code), code);
}

[[noreturn]] void end_now(int signal) {
  Keyboard::restore_terminal();
  remove_unfinished_files();
  if (const int told = told_end.load(); told != kNotTold) ::_exit(told);
  tell_exit(128 + signal);
  ::_exit(128 + signal);
}

void be_patient() {
  constexpr auto kPatience = std::chrono::nanoseconds(kStopPatience);
  itimerspec once{};
  once.it_value.tv_nsec = kPatience.count();
  ::timer_settime(patience, 0, &once, nullptr);
}

void on_stop(int signal) {
  if (stop.load()) {
    if (signal == SIGHUP) return;  // the kernel and the shell both send it
    end_now(signal);
  }
  stop_signal.store(signal);
  stop.store(true);
  be_patient();
}

/// Reads and opens of pipes go on after a signal, and some work cannot be asked whether to stop.
void on_patience_over(int) {
  if (!stop.load()) return;  // somebody else's alarm
  if (orderly_stops.load() == 0) end_now(stop_signal.load());
}

/// What a user asks for who wants to see a core: nothing is lost but the terminal's settings.
void on_quit(int signal) {
  Keyboard::restore_terminal();
  remove_unfinished_files();
  tell_exit(128 + signal);
  ::signal(signal, SIG_DFL);
  ::raise(signal);
}

/// The last message, and the end of everything that must not stay as it is. Signal handlers may
/// call it.
void tell_internal_error(std::string_view name, std::string_view message) noexcept {
  if (events_wanted.load()) {
    write_error_event(own_stderr, message);
  } else {
    for (const std::string_view part : {name, message, std::string_view("\n")}) {
      [[maybe_unused]] const auto written = ::write(own_stderr, part.data(), part.size());
    }
  }
  Keyboard::restore_terminal();
  remove_unfinished_files();
  tell_exit(kInternal);
}

void on_crash(int signal) {
  const bool aborted = signal == SIGABRT;  // by an assertion, ours or a library's
  tell_internal_error("\nbbplay: ", aborted ? "internal error: aborted (-v may show why)"
                                            : "internal error: crashed");
  ::_exit(kInternal);
}

void on_request(int signal) {
  if (signal == SIGUSR1) pause_asked.store(true);
  if (signal == SIGUSR2) status_asked.store(true);
  if (signal == SIGTSTP) suspend_asked.store(true);
  if (signal == SIGHUP) reload_asked.store(true);
}

struct sigaction handle(int signal, void (*handler)(int), int flags = SA_RESTART) {
  struct sigaction action {
  }, before{};
  action.sa_handler = handler;
  action.sa_flags = flags;
  sigemptyset(&action.sa_mask);
  ::sigaction(signal, &action, &before);
  return before;
}

/// Handles a signal that a parent may have made ignored, in which case it stays so.
struct sigaction handle_unless_ignored(int signal, void (*handler)(int)) {
  const struct sigaction before = handle(signal, handler);
  if (before.sa_handler == SIG_IGN) ::sigaction(signal, &before, nullptr);
  return before;
}

void prepare_patience() {
  sigevent event{};
  event.sigev_notify = SIGEV_SIGNAL;
  event.sigev_signo = SIGALRM;
  ::timer_create(CLOCK_MONOTONIC, &event, &patience);
  sigset_t alarm;
  sigemptyset(&alarm);
  sigaddset(&alarm, SIGALRM);
  ::pthread_sigmask(SIG_UNBLOCK, &alarm, nullptr);
  handle(SIGALRM, on_patience_over);
}

/// For when the main thread's own is used up.
void give_crashes_a_stack() {
  static std::array<std::byte, 1 << 16> memory;
  stack_t stack{};
  stack.ss_sp = memory.data();
  stack.ss_size = memory.size();
  ::sigaltstack(&stack, nullptr);
}

}  // namespace

void install_signal_handlers() {
  own_stderr = ::fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
  give_crashes_a_stack();
  for (const int signal : {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL}) {
    handle(signal, on_crash, SA_ONSTACK);
  }
  prepare_patience();
  handle_unless_ignored(SIGQUIT, on_quit);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) handle_unless_ignored(signal, on_stop);
  for (const int signal : {SIGUSR1, SIGUSR2}) handle_unless_ignored(signal, on_request);
  handle(SIGPIPE, SIG_IGN);
  handle(SIGXFSZ, SIG_IGN);
  handle(SIGTTOU, SIG_IGN);  // the terminal's settings are restored from the background as well
}

OrderlyStop::OrderlyStop() noexcept { ++orderly_stops; }
OrderlyStop::~OrderlyStop() {
  if (--orderly_stops == 0 && stop.load() && stop_signal.load() != 0) be_patient();
}

void ask_to_stop() { stop.store(true); }
void tell_that_memory_ran_out(bool as_events) noexcept {
  if (as_events) events_wanted.store(true);
  tell_internal_error("bbplay: error: ", "out of memory");
}

void tell_sudden_ends_as_events() { events_wanted.store(true); }
void end_is_told(int code) { told_end.store(code); }

const std::atomic<bool>& stop_requested() { return stop; }
int stop_exit_code() {
  const int signal = stop_signal.load();
  return signal == 0 ? static_cast<int>(kDone) : 128 + signal;
}

bool take_pause_request() { return pause_asked.exchange(false); }
bool take_status_request() { return status_asked.exchange(false); }
HangupReloads::HangupReloads() : before_(handle_unless_ignored(SIGHUP, on_request)) {}
HangupReloads::~HangupReloads() { ::sigaction(SIGHUP, &before_, nullptr); }
bool take_reload_request() { return reload_asked.exchange(false); }

bool take_suspend_request() { return suspend_asked.exchange(false); }

DeferSuspend::DeferSuspend() : before_(handle_unless_ignored(SIGTSTP, on_request)) {}
DeferSuspend::~DeferSuspend() { ::sigaction(SIGTSTP, &before_, nullptr); }
void suspend_process() { ::raise(SIGSTOP); }

}  // namespace bbplay::app
