// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <mutex>
#include <string>
#include <string_view>

#include "bbplay/model/diagnostics.h"

#include "terminal/event_line.h"
#include "terminal/options.h"
#include "terminal/status.h"

namespace bbplay::app {

/// Everything the program says on stderr: messages, and one status line that is overwritten in
/// place, or JSON objects with `--status json`. Escape sequences only where TERM names a terminal that
/// has them. Any thread. Keeps a descriptor of its own, for
/// while audio libraries are kept from writing to the standard one.
class Console {
 public:
  explicit Console(const ConsoleOptions& options);
  ~Console();
  Console(const Console&) = delete;
  Console& operator=(const Console&) = delete;

  void error(std::string_view message);    // always
  void warning(std::string_view message);  // unless quiet
  void note(std::string_view message);     // unless quiet
  void hint(std::string_view line);        // for people alone, without the name of the program
  void detail(std::string_view message);   // if verbose

  /// What reading a file has found, with the offending line and a caret on a terminal.
  /// In colour, too, unless NO_COLOR is set (https://no-color.org) or the terminal knows none.
  void findings(const Diagnostics& findings);

  /// Whether it is time for another show(): never without a status, ten times a second with a
  /// status line, twice a second with objects.
  bool status_is_due();
  /// Which of several tracks the progress is about from now on.
  void works_on(TrackPlace place);
  void show(TaskProgress progress);
  void show(const PlayStatus& status);
  void clear_status();
  /// Something has happened: an object for machines, nothing for people.
  void event(std::string_view name, const PlayStatus& status);
  /// The same, with something of its own to tell; completes the line.
  void event(EventLine& line);
  /// A file has been written.
  ///
  /// track  its name; empty for a file that is no track's
  void wrote(std::string_view track, const std::filesystem::path& file);
  /// The last event: how the program ends.
  void exit(int code);

  /// Set once the user wants no more.
  const std::atomic<bool>& stop_requested() const noexcept { return stop_; }

  bool verbose() const noexcept { return verbose_; }
  bool tells_machines() const noexcept { return json_; }
  /// Of the terminal, less one: some go to the next line as soon as theirs is full.
  std::size_t columns() const;

 private:
  void message(std::string_view kind, std::string_view prefix, std::string_view text);
  void print(std::string_view text);
  bool is_in_background() const;
  void findings_as_events(const Diagnostics& findings);
  void status(std::string_view line);
  void erase_status();

  const std::atomic<bool>& stop_;
  bool quiet_, verbose_, json_, terminal_, escapes_, colour_, shows_status_;
  std::FILE* out_;
  std::mutex mutex_;
  std::size_t shown_columns_ = 0;  // of the status line that is on the terminal
  TrackPlace place_;
  std::string_view playing_ended_by_;
  std::chrono::steady_clock::time_point last_status_{};
};

}  // namespace bbplay::app
