// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "terminal/keyboard.h"

namespace bbplay::app {

/// A time that is typed into the status line. Enter takes it, Esc leaves; what is no time stays, to
/// be corrected.
class TimePrompt {
 public:
  void open();
  bool is_open() const noexcept { return open_; }

  /// While it is open, every key is for it.
  /// returns  the time, in seconds, that Enter has taken
  std::optional<double> type(const Stroke& stroke);

  /// What to show: "go to 1:30_"; empty when it is closed.
  std::string text() const;

 private:
  bool open_ = false, refused_ = false;
  std::string typed_;
};

}  // namespace bbplay::app
