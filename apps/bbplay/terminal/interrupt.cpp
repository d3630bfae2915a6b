// SPDX-License-Identifier: MIT
#include "terminal/interrupt.h"

#include <array>
#include <cstddef>
#include <string_view>

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "bbplay/sinks/file/file_sink.h"

#include "terminal/exit_code.h"
#include "terminal/keyboard.h"

namespace bbplay::app {
namespace {

std::atomic<bool> stop{false}, pause_asked{false}, status_asked{false}, suspend_asked{false};
std::atomic<int> stop_signal{0};
static_assert(std::atomic<bool>::is_always_lock_free && std::atomic<int>::is_always_lock_free,
              "signal handlers use these");

void on_stop(int signal) {
  if (stop.load()) {
    Keyboard::restore_terminal();
    remove_unfinished_files();
    ::_exit(128 + signal);
  }
  stop_signal.store(signal);
  stop.store(true);
}

/// stderr may be turned away from audio libraries when one of their assertions fails.
int own_stderr = STDERR_FILENO;

/// What a user asks for who wants to see a core: nothing is lost but the terminal's settings.
void on_quit(int signal) {
  Keyboard::restore_terminal();
  remove_unfinished_files();
  ::signal(signal, SIG_DFL);
  ::raise(signal);
}

void on_crash(int signal) {
  const bool aborted = signal == SIGABRT;  // by an assertion, ours or a library's
  const std::string_view message = aborted ? "\nbbplay: internal error: aborted (-v may show why)\n"
                                           : "\nbbplay: internal error: crashed\n";
  [[maybe_unused]] const auto written = ::write(own_stderr, message.data(), message.size());
  Keyboard::restore_terminal();
  remove_unfinished_files();
  ::_exit(kInternal);
}

void on_request(int signal) {
  if (signal == SIGUSR1) pause_asked.store(true);
  if (signal == SIGHUP) status_asked.store(true);
  if (signal == SIGTSTP) suspend_asked.store(true);
}

void handle(int signal, void (*handler)(int), int flags = SA_RESTART) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = flags;
  sigemptyset(&action.sa_mask);
  ::sigaction(signal, &action, nullptr);
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
  handle(SIGQUIT, on_quit);
  for (const int signal : {SIGINT, SIGTERM}) handle(signal, on_stop);
  for (const int signal : {SIGUSR1, SIGHUP}) handle(signal, on_request);
  handle(SIGPIPE, SIG_IGN);
  handle(SIGXFSZ, SIG_IGN);
  handle(SIGTTOU, SIG_IGN);  // the terminal's settings are restored from the background as well
}

const std::atomic<bool>& stop_requested() { return stop; }
int stop_exit_code() { return 128 + stop_signal.load(); }

bool take_pause_request() { return pause_asked.exchange(false); }
bool take_status_request() { return status_asked.exchange(false); }
bool take_suspend_request() { return suspend_asked.exchange(false); }

DeferSuspend::DeferSuspend() { handle(SIGTSTP, on_request); }
DeferSuspend::~DeferSuspend() { handle(SIGTSTP, SIG_DFL); }
void suspend_process() { ::raise(SIGSTOP); }

}  // namespace bbplay::app
