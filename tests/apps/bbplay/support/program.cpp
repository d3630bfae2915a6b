// SPDX-License-Identifier: MIT
#include "apps/bbplay/support/program.h"

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <fstream>
#include <stdexcept>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "apps/bbplay/support/sanitizer.h"

namespace bbplay::test {
namespace {

using Clock = std::chrono::steady_clock;

constexpr double kHangSeconds = 120 * kSanitizerSlowness;
constexpr int kLooks = 30;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// File descriptors between the test and a program: `ours` here, `theirs` in the program.
struct Line {
  int ours = -1, theirs = -1;

  Line() = default;
  ~Line() {
    close_ours();
    close_theirs();
  }
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;
  void close_ours() { close_end(ours); }
  void close_theirs() { close_end(theirs); }

 private:
  static void close_end(int& end) {
    if (end >= 0) ::close(end);
    end = -1;
  }
};

void make_pipe(Line& line, bool to_program) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  line.ours = ends[to_program ? 1 : 0];
  line.theirs = ends[to_program ? 0 : 1];
}

void make_terminal(Line& line) {
  if (::openpty(&line.ours, &line.theirs, nullptr, nullptr, nullptr) != 0) {
    throw std::runtime_error("no terminal");
  }
  ::fcntl(line.ours, F_SETFD, FD_CLOEXEC);
  ::fcntl(line.theirs, F_SETFD, FD_CLOEXEC);
}

/// What connects the test with the program that it runs.
struct Lines {
  Line in, out, err;
  bool terminal;

  explicit Lines(bool on_terminal) : terminal(on_terminal) {
    if (on_terminal) {
      make_terminal(err);
    } else {
      make_pipe(in, true);
      make_pipe(err, false);
      ::fcntl(in.ours, F_SETFL, O_NONBLOCK);
    }
    make_pipe(out, false);
  }

  /// In the program.
  void connect() const {
    if (terminal) {
      ::setsid();
      ::ioctl(err.theirs, TIOCSCTTY, 0);
      ::dup2(err.theirs, 0);
    } else {
      ::dup2(in.theirs, 0);
    }
    ::dup2(out.theirs, 1);
    ::dup2(err.theirs, 2);
  }
};

/// In the child; leaves by exec or not at all.
[[noreturn]] void become(const std::vector<std::string>& command, const Start& start,
                         const Lines& lines) {
  lines.connect();
  if (!start.output_to.empty()) {
    const int file = ::open(start.output_to.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (file < 0) ::_exit(126);
    ::dup2(file, 1);
    ::close(file);
  }
  for (const int descriptor : start.closed) ::close(descriptor);
  for (const int signal : start.ignored) ::signal(signal, SIG_IGN);
  if (start.file_size) {
    const auto size = static_cast<rlim_t>(*start.file_size);
    const rlimit limit{size, size};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  if (!start.folder.empty() && ::chdir(start.folder.c_str()) != 0) ::_exit(126);
  if (start.on_terminal) ::setenv("TERM", "xterm", 1);
  for (const std::string& variable : start.environment) {
    ::putenv(const_cast<char*>(variable.c_str()));
  }
  std::vector<char*> arguments;
  for (const std::string& argument : command) {
    arguments.push_back(const_cast<char*>(argument.c_str()));
  }
  arguments.push_back(nullptr);
  ::execvp(arguments[0], arguments.data());
  ::_exit(127);
}

/// Appends what there is to read; false at the end.
bool take(int descriptor, std::string& to) {
  std::array<char, 65'536> buffer{};
  const ssize_t count = ::read(descriptor, buffer.data(), buffer.size());
  if (count <= 0) return false;
  to.append(buffer.data(), static_cast<std::size_t>(count));
  return true;
}

tcflag_t modes_of(int terminal) {
  termios settings{};
  ::tcgetattr(terminal, &settings);
  return settings.c_lflag;
}

void resize(int terminal, int columns) {
  winsize size{};
  size.ws_row = 24;
  size.ws_col = static_cast<unsigned short>(columns);
  ::ioctl(terminal, TIOCSWINSZ, &size);
}

/// The state in which the kernel has it: 'R', 'S', 'T' (suspended), ...
char state_of(pid_t process) {
  std::string stat;
  std::getline(std::ifstream("/proc/" + std::to_string(process) + "/stat"), stat);
  const std::size_t name_end = stat.rfind(')');
  return name_end + 2 < stat.size() ? stat[name_end + 2] : '?';
}

/// Does what the test wants done, each thing when its moment has come.
class Actor {
 public:
  Actor(pid_t child, const Start& start, int terminal)
      : child_(child), start_(start), terminal_(terminal) {}

  /// heard  what the program has written so far; a resize leaves its mark in it
  void go_on(std::string& heard) {
    while (!finished() && due(start_.acts[done_], heard)) {
      act(start_.acts[done_++], heard);
      seen_ = heard.size();
    }
  }

  bool finished() const { return done_ == start_.acts.size(); }
  std::string awaited() const { return start_.acts[done_].once; }

 private:
  bool due(const Act& next, const std::string& heard) {
    if (next.once_suspended && state_of(program()) != 'T') return false;
    if (next.once_waiting) {
      asleep_ = state_of(program()) == 'S' ? asleep_ + 1 : 0;
      if (asleep_ < kLooks) return false;
    }
    return heard.find(next.once, seen_) != heard.npos;
  }

  void act(const Act& next, std::string& heard) const {
    if (!next.keys.empty() && ::write(terminal_, next.keys.data(), next.keys.size()) < 0) {
      ADD_FAILURE() << "cannot type";
    }
    if (next.columns) {
      resize(terminal_, *next.columns);
      heard += kResized;
    }
    if (next.signal) ::kill(program(), *next.signal);
    if (next.run) next.run();
  }

  pid_t program() const {
    pid_t process = child_;
    if (!start_.pid_file.empty()) std::ifstream(start_.pid_file) >> process;
    return process;
  }

  const pid_t child_;
  const Start& start_;
  const int terminal_;
  std::size_t done_ = 0;  // acts
  std::size_t seen_ = 0;  // bytes that were there at the last one
  int asleep_ = 0;        // looks in a row
};

/// Feeds and empties the lines until the program has closed its ends, and acts meanwhile.
void converse(pid_t child, const Start& start, Lines& lines, Outcome& outcome) {
  const Clock::time_point begun = Clock::now();
  Actor actor(child, start, lines.err.ours);
  std::size_t fed = 0;
  const tcflag_t modes = lines.terminal ? modes_of(lines.err.ours) : 0;
  bool out_open = true, err_open = true;
  while (out_open || err_open) {
    if (fed == start.input.size() && !start.input_stays_open) lines.in.close_ours();
    std::array<pollfd, 3> polled{{{out_open ? lines.out.ours : -1, POLLIN, 0},
                                  {err_open ? lines.err.ours : -1, POLLIN, 0},
                                  {fed < start.input.size() ? lines.in.ours : -1, POLLOUT, 0}}};
    ::poll(polled.data(), polled.size(), 10);
    if (out_open && polled[0].revents != 0) out_open = take(lines.out.ours, outcome.out);
    if (err_open && polled[1].revents != 0) err_open = take(lines.err.ours, outcome.err);
    if (lines.in.ours >= 0 && polled[2].revents != 0) {
      const ssize_t count =
          ::write(lines.in.ours, start.input.data() + fed, start.input.size() - fed);
      if (count > 0) fed += static_cast<std::size_t>(count);
      if (count < 0 && errno != EAGAIN) fed = start.input.size();  // nobody reads
    }
    if (lines.terminal && modes_of(lines.err.ours) != modes) outcome.terminal_changed = true;
    if (err_open) actor.go_on(outcome.err);
    if (seconds_since(begun) > kHangSeconds) {
      ::kill(child, SIGKILL);
      ADD_FAILURE() << "still running after " << kHangSeconds << " s\n" << outcome.err;
      return;
    }
  }
  EXPECT_TRUE(actor.finished()) << "ended before \"" << actor.awaited() << "\"\n" << outcome.err;
}

}  // namespace

Outcome run(const std::vector<std::string>& command, const Start& start) {
  ::signal(SIGPIPE, SIG_IGN);
  Lines lines(start.on_terminal);
  const tcflag_t modes = start.on_terminal ? modes_of(lines.err.theirs) : 0;
  const pid_t child = ::fork();
  if (child < 0) throw std::runtime_error("cannot fork");
  if (child == 0) {
    ::signal(SIGPIPE, SIG_DFL);
    become(command, start, lines);
  }
  lines.in.close_theirs();
  lines.out.close_theirs();
  lines.err.close_theirs();

  Outcome outcome;
  converse(child, start, lines, outcome);
  int status = 0;
  rusage usage{};
  ::wait4(child, &status, 0, &usage);
  outcome.most_memory_kib = usage.ru_maxrss;
  for (const timeval& time : {usage.ru_utime, usage.ru_stime}) {
    outcome.cpu_seconds +=
        static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  }
  outcome.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  outcome.terminal_restored = !start.on_terminal || modes_of(lines.err.ours) == modes;
  return outcome;
}

std::string bbplay_path() { return BBPLAY_PROGRAM; }

Outcome bbplay(std::vector<std::string> arguments, Start start) {
  arguments.insert(arguments.begin(), bbplay_path());
  start.environment.insert(
      start.environment.begin(),
      {"HOME=/nonexistent", "XDG_CONFIG_HOME=/nonexistent", "XDG_CACHE_HOME=/nonexistent"});
  return run(arguments, start);
}

}  // namespace bbplay::test
