// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bbplay/model/diagnostics.h"
#include "bbplay/model/track.h"
#include "bbplay/reader/read_track.h"

namespace bbplay::app {

/// A file in the library, as walking through it finds it.
struct LibraryFile {
  std::string id;  // path from the folder, in UTF-8
  std::uint64_t bytes = 0;
  std::int64_t modified_ns = 0;  // since 1970
};

/// The folder that a service plays from. Nothing outside of it is ever opened, and nothing in it
/// written. Any thread.
///
/// It becomes the working directory, so that every path in a track, and in what is said about one,
/// starts there.
class Library {
 public:
  static constexpr std::size_t kMaxFiles = 5'000;
  static constexpr std::size_t kMaxFileBytes = 32u << 20;
  static constexpr std::size_t kMaxDepth = 8;
  /// Of sounds that stand in the text of a track.
  static constexpr std::size_t kMaxDataBytes = 16u << 20;

  /// Goes to the folder.
  /// throws  InputError
  explicit Library(const std::filesystem::path& folder);
  ~Library();
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;

  /// Goes to the folder again by its name: another disk, or a folder made anew, may have come in its
  /// place. Without one there nothing changes.
  void reopen() const;
  /// Whether the folder has been removed.
  bool is_gone() const;

  /// Whether a text could be the id of a track: a path without a way out of the folder.
  static bool is_id(std::string_view id);

  /// The text of a track.
  /// throws  RequestError: no such id, or one that leads out; InputError, ReadError
  std::string text_of(const std::string& id) const;

  /// Reads a track and whatever it names, as far as that lies in the folder.
  /// throws  as read_track_text(), text_of(); TrackError, too, for too much data in it
  std::shared_ptr<const Track> read(const std::string& id, ReadOptions reading,
                                    Diagnostics& findings) const;
  /// The same for a text that names files from the folder.
  std::shared_ptr<const Track> read_text(std::string text, const std::string& name,
                                         const std::filesystem::path& base, ReadOptions reading,
                                         Diagnostics& findings) const;

  /// All that could be a track by its name, sorted by id.
  struct Walk {
    std::vector<LibraryFile> files;
    std::size_t passed_over = 0;  // too deep, too many, or not in UTF-8
  };
  Walk walk() const;

  /// Whether a file lies in the folder, links followed; it need not exist.
  bool holds(const std::filesystem::path& path) const;

 private:
  class Descriptor;
  Descriptor open(const std::string& id) const;
  void walk_folder(int folder, const std::string& prefix, std::size_t depth, Walk& walk) const;

  std::filesystem::path root_;  // without links
  int folder_ = -1;
};

}  // namespace bbplay::app
