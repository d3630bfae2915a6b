// SPDX-License-Identifier: MIT
#include "live/lost_files.h"

#include <mutex>
#include <set>
#include <string>

namespace bbplay::app {

struct LostFiles::Told {
  explicit Told(Console& whom) : console(whom) {}
  Console& console;
  std::mutex mutex;
  std::set<std::string> messages;
};

LostFiles::LostFiles(Console& console) : told_(std::make_shared<Told>(console)) {}

Unreadable LostFiles::teller() const {
  return [told = told_](const std::string& message) {
    const std::lock_guard lock(told->mutex);
    if (told->messages.insert(message).second) {
      told->console.error(message + "; it is silent, the rest goes on");
    }
  };
}

bool LostFiles::any() const {
  const std::lock_guard lock(told_->mutex);
  return !told_->messages.empty();
}

}  // namespace bbplay::app
