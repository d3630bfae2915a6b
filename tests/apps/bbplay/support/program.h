// SPDX-License-Identifier: MIT
#pragma once

#include <csignal>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bbplay::test {

/// What the test does to a running program, as soon as it has come so far; never at a time of its
/// own, because nobody knows how busy the machine is.
struct Act {
  /// The program has written this to standard error since the act before; empty: at once.
  std::string once{};
  bool once_suspended = false;  // by a signal, as Ctrl-Z does it
  bool once_waiting = false;    // for something that does not come: asleep at every look

  std::string keys{};            // typed on the terminal
  std::optional<int> signal{};   // sent to the program
  std::optional<int> columns{};  // the terminal gets so wide
  std::function<void()> run{};   // something else
};

/// How a program is started.
struct Start {
  std::string input;              // on its standard input
  bool input_stays_open = false;  // behind what `input` has
  std::vector<int> closed;        // of 0, 1, 2
  std::vector<int> ignored;       // signals
  std::string output_to;          // a file in place of the pipe that collects standard output
  std::optional<long> file_size;  // no file may grow larger (RLIMIT_FSIZE)
  std::vector<std::string> environment;  // NAME=VALUE, added to ours
  bool on_terminal = false;              // standard input and standard error are a terminal
  std::vector<Act> acts;                 // one after the other; all of them have to be reached
  std::string pid_file;                  // signals go to the process in this file, not to our child
  std::string folder;                    // working directory
};

/// Stands in what was written to a terminal where that was resized.
inline constexpr std::string_view kResized = "<resized>";

struct Outcome {
  int exit_code = -1;  // 128 + signal when one ended it
  std::string out, err;
  double cpu_seconds = 0;         // of all its threads
  long most_memory_kib = 0;       // that it had at one moment
  bool terminal_changed = false;  // its settings were others than before for a time
  bool terminal_restored = true;  // and are now as they were
};

/// Runs a program, without a shell, and waits for it; a program that hangs for two
/// minutes is ended and fails the test.
Outcome run(const std::vector<std::string>& command, const Start& start = {});

/// Runs the bbplay that was built, with a HOME that has no configuration.
Outcome bbplay(std::vector<std::string> arguments, Start start = {});

/// Path of the program under test.
std::string bbplay_path();

}  // namespace bbplay::test
