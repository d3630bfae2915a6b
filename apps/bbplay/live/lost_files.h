// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include "bbplay/model/read_error.h"

#include "terminal/console.h"

namespace bbplay::app {

/// Files that could not be read any more while something played: they are silent, the rest goes on.
/// Tells about each once. [any thread]
class LostFiles {
 public:
  explicit LostFiles(Console& console);

  /// For whoever reads files; may outlive this, as long as the console lives.
  Unreadable teller() const;
  bool any() const;

 private:
  struct Told;
  std::shared_ptr<Told> told_;
};

}  // namespace bbplay::app
