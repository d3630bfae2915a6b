// SPDX-License-Identifier: MIT
/// Files that are not complete yet. Each has a name of its own kind in the folder of its goal,
/// `.bbplay-` and a random number and `.part`, and is locked (flock) as long as its writer lives:
/// so those of writers that were killed can be told from others, and removed.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>

namespace bbplay::sinks {

/// Remembers the name of an unfinished file where a signal handler can read it without a lock, as
/// long as it lives.
class UnfinishedFile {
 public:
  /// Creates a file of mode 0666 less the umask, or of `mode` exactly, in `folder`, open for
  /// writing and locked.
  UnfinishedFile(const std::filesystem::path& folder, std::optional<unsigned> mode);
  /// Removes it, unless it has been released.
  ~UnfinishedFile();
  UnfinishedFile(const UnfinishedFile&) = delete;
  UnfinishedFile& operator=(const UnfinishedFile&) = delete;

  /// -1 when it could not be created: errno says why. Whoever closes it is the caller.
  int descriptor() const noexcept { return descriptor_; }
  const std::filesystem::path& path() const noexcept { return path_; }
  /// It has another name now.
  void release() noexcept;

  /// Removes all of this process. For a signal handler that is about to end it.
  static void remove_all() noexcept;

 private:
  std::filesystem::path path_;
  int descriptor_ = -1;
  std::size_t slot_;
};

/// Removes what killed writers have left in `folder`: files of that kind of name, of this user,
/// older than a day, whose lock nobody holds. Once for each folder; says nothing.
void remove_leftovers(const std::filesystem::path& folder);

}  // namespace bbplay::sinks
