// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "reader/json_node.h"

namespace bbplay::reader {

/// Whether a file may be read, or looked at, at all. Empty: yes.
using MayRead = std::function<bool(const std::filesystem::path&)>;
inline bool allows(const MayRead& may_read, const std::filesystem::path& path) {
  return !may_read || may_read(path);
}

/// Finds the files that a track names (format track 1.7).
class AssetPaths {
 public:
  /// base  folder that relative paths start from; what is not found there is looked for in the
  ///       working directory
  /// may_read  as in ReadOptions
  explicit AssetPaths(std::filesystem::path base = {}, MayRead may_read = {})
      : base_(std::move(base)), may_read_(std::move(may_read)) {}

  const std::filesystem::path& base() const { return base_; }
  /// The same finder for names that start from another folder; both report to one list of found
  /// files.
  AssetPaths in_folder(std::filesystem::path base) const {
    AssetPaths other = *this;
    other.base_ = std::move(base);
    return other;
  }

  /// The file that a text names, or nothing and an error in `diagnostics` when it is missing,
  /// unreadable, or no regular file (opening a pipe or device could wait for ever).
  std::optional<std::filesystem::path> find(JsonNode node, Diagnostics& diagnostics) const;
  /// The same for one of several paths inside a text; a file that can be done without is a warning.
  std::optional<std::filesystem::path> find(std::string_view name, JsonNode node,
                                            Diagnostics& diagnostics,
                                            Severity severity = Severity::error) const;

  /// Every file found so far, by this finder and its copies.
  const std::vector<std::filesystem::path>& found() const { return *found_; }
  /// Whether a file was named, to this finder or a copy, that may not be read.
  bool has_refused() const { return *has_refused_; }

 private:
  std::filesystem::path base_;
  MayRead may_read_;
  std::shared_ptr<std::vector<std::filesystem::path>> found_ =
      std::make_shared<std::vector<std::filesystem::path>>();
  std::shared_ptr<bool> has_refused_ = std::make_shared<bool>(false);
};

/// Why a file cannot be read ("No such file or directory", "a directory"), empty if it can.
std::string why_unreadable(const std::filesystem::path& path);

}  // namespace bbplay::reader
