// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "bbplay/reader/read_track.h"

#include "service/library.h"
#include "session/session.h"

namespace bbplay::app {

/// What is in a library: files with their lengths, read once and again when they have changed.
class Catalogue {
 public:
  Catalogue(const Library& library, const Options& options);

  /// {"tracks": [...], "skipped": n}. Looks at the folder, and reads what is new for a second at
  /// most; what is left then has neither length nor kind yet.
  /// [one thread at a time]
  struct Listing {
    std::string json;
    bool is_complete = true;
    bool has_changed = false;  // since the one before, if there was one
  };
  Listing list();
  /// Whether the folder looks otherwise than when it was listed last.
  bool has_changed();
  /// Everything is read anew.
  void forget();

 private:
  /// What one file is.
  struct Entry {
    std::uint64_t bytes = 0;
    std::int64_t modified_ns = 0;
    std::optional<std::string> kind{};  // none: no track
    double duration_s = 0;
    std::size_t steps = 0;
    std::string error{};  // in place of the length
    bool operator==(const Entry&) const = default;
  };

  Entry look_into(const LibraryFile& file) const;
  std::uint64_t folder_state(const Library::Walk& walk) const;

  const Library& library_;
  const Options& options_;
  std::mutex mutex_;  // of what follows
  std::map<std::string, Entry> entries_;
  std::uint64_t listed_state_ = 0;
};

}  // namespace bbplay::app
