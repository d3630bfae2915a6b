// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <vector>

namespace bbplay::app {

/// Folders that a run makes for its outputs. Those that are still empty when it ends, since nothing
/// came of them, are removed.
class NewFolders {
 public:
  NewFolders() = default;
  ~NewFolders();
  NewFolders(const NewFolders&) = delete;
  NewFolders& operator=(const NewFolders&) = delete;

  /// Makes a folder, and those that it lies in.
  /// throws  CreateError
  void make(const std::filesystem::path& folder);

 private:
  std::vector<std::filesystem::path> made_;  // outer ones first
};

}  // namespace bbplay::app
