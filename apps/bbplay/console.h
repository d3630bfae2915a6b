// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdio>
#include <mutex>
#include <string>
#include <string_view>

#include "bbplay/model/diagnostics.h"

#include "options.h"

namespace bbplay::app {

/// Everything the program says on stderr: messages, and one status line that is overwritten in
/// place. Any thread. Keeps a descriptor of its own, for while audio libraries are kept from
/// writing to the standard one.
class Console {
 public:
  explicit Console(const ConsoleOptions& options);
  ~Console();
  Console(const Console&) = delete;
  Console& operator=(const Console&) = delete;

  void error(std::string_view message);    // always
  void warning(std::string_view message);  // unless quiet
  void note(std::string_view message);     // unless quiet
  void detail(std::string_view message);   // if verbose

  /// What reading a file has found, with the offending line and a caret on a terminal.
  void findings(const Diagnostics& findings);

  /// Whether it is time for another status(): never without a status line, and at most ten times a
  /// second with one.
  bool status_is_due();
  void status(std::string_view line);
  void clear_status();

  bool verbose() const noexcept { return verbose_; }

 private:
  void print(std::string_view text);
  void erase_status();

  bool quiet_, verbose_, terminal_, shows_status_;
  std::FILE* out_;
  std::mutex mutex_;
  bool status_is_shown_ = false;
  std::chrono::steady_clock::time_point last_status_{};
};

}  // namespace bbplay::app
