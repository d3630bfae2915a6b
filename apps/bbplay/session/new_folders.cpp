// SPDX-License-Identifier: MIT
#include "session/new_folders.h"

#include <system_error>

#include "bbplay/sinks/errors.h"

namespace bbplay::app {

namespace fs = std::filesystem;

NewFolders::~NewFolders() {
  std::error_code not_empty;
  for (auto folder = made_.rbegin(); folder != made_.rend(); ++folder) {
    fs::remove(*folder, not_empty);
  }
}

void NewFolders::make(const fs::path& folder) {
  std::error_code failed;
  std::vector<fs::path> missing;  // inner ones first
  for (fs::path at = folder; !at.empty() && !fs::exists(at, failed); at = at.parent_path()) {
    missing.push_back(at);
  }
  made_.insert(made_.end(), missing.rbegin(), missing.rend());
  fs::create_directories(folder, failed);
  if (failed) throw CreateError(folder.string() + ": cannot be created: " + failed.message());
}

}  // namespace bbplay::app
