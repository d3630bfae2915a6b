// SPDX-License-Identifier: MIT
#pragma once

#include <csignal>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bbplay::test {

/// How a program is started.
struct Start {
  std::string input;              // on its standard input
  std::vector<int> closed;        // of 0, 1, 2
  std::string output_to;          // a file in place of the pipe that collects standard output
  std::optional<int> signal;      // sent ...
  double signal_after_s = 0;      // ... so long after the start
  int signals = 1;                // and so many times, 100 ms apart
  std::optional<long> file_size;  // no file may grow larger (RLIMIT_FSIZE)
  std::vector<std::string> environment;  // NAME=VALUE, added to ours
  bool on_terminal = false;              // standard input and standard error are a terminal
  /// Typed on that terminal: seconds after the start, and what.
  std::vector<std::pair<double, std::string>> typed;
  /// That terminal gets so many columns: seconds after the start, and how many.
  std::optional<std::pair<double, int>> resized;
  std::string folder;  // working directory
};

/// Stands in what was written to a terminal where that was resized.
inline constexpr std::string_view kResized = "<resized>";

struct Outcome {
  int exit_code = -1;  // 128 + signal when one ended it
  std::string out, err;
  double seconds = 0;
  double cpu_seconds = 0;         // of all its threads; says more than seconds on a busy machine
  bool terminal_changed = false;  // its settings were others than before for a time
  bool terminal_restored = true;  // and are now as they were
};

/// Runs a program, without a shell, and waits for it; a program that takes longer than a minute is
/// ended and fails the test.
Outcome run(const std::vector<std::string>& command, const Start& start = {});

/// Runs the bbplay that was built, with a HOME that has no configuration.
Outcome bbplay(std::vector<std::string> arguments, Start start = {});

/// Path of the program under test.
std::string bbplay_path();

}  // namespace bbplay::test
