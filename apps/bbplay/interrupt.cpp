// SPDX-License-Identifier: MIT
#include "interrupt.h"

#include <string_view>

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "bbplay/sinks/file_sink.h"

#include "exit_code.h"
#include "keyboard.h"

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

void on_abort(int) {
  constexpr std::string_view message = "bbplay: internal error: aborted (-v may show why)\n";
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

void handle(int signal, void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  ::sigaction(signal, &action, nullptr);
}

}  // namespace

void install_signal_handlers() {
  own_stderr = ::fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
  handle(SIGABRT, on_abort);
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
