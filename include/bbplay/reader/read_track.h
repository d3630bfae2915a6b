// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>

#include "bbplay/model/diagnostics.h"
#include "bbplay/model/track.h"

namespace bbplay {

struct ReadOptions {
  /// Duration of the one step that a .voice or .voices preset plays as.
  double preset_seconds = 60;
  /// Warnings become errors.
  bool strict = false;
};

/// Reads a track JSON file (either layout), or a .voice/.voices preset.
///
/// path      file, or "-" for standard input
/// findings  receives notes and warnings (and the errors, which are also in the exception)
/// throws    InputError: missing or unreadable; TrackError: invalid, with every finding
Track read_track(const std::filesystem::path& path, const ReadOptions& options,
                 Diagnostics& findings);

/// The same from text; `base` is the folder that relative paths in it start from.
Track read_track_text(std::string text, const std::string& file_name,
                      const std::filesystem::path& base, const ReadOptions& options,
                      Diagnostics& findings);

}  // namespace bbplay
