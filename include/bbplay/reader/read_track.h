// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bbplay/model/diagnostics.h"
#include "bbplay/model/fidelity.h"
#include "bbplay/model/track.h"

namespace bbplay {

struct ReadOptions {
  /// Duration of the one step that a preset plays as; absent: a minute, or what a .noise file says.
  std::optional<double> preset_seconds = {};
  /// Warnings become errors.
  bool strict = false;
  /// Which of two readings counts where the reference and the author of a file differ
  /// (format session 6). The track has to be analysed with the same.
  Fidelity fidelity = Fidelity::reference;
  /// Sample rate that the track is played at, Hz; absent: its own. Tones that fit its own and not this
  /// one are noted (format warnings).
  std::optional<int> rate = {};
  /// Where sessions find their presets: folders, catalogues and single presets, before the usual
  /// places; the last one first (format session 2.3).
  std::vector<std::filesystem::path> presets = {};
  /// The final level is chosen by the caller: a session that asks for silence is no error.
  bool level_is_given = false;
  /// A clip whose file is not there, or is no sound file, is left out with a warning.
  bool without_lost_clips = false;
  /// Asked about every file that the text names, and every preset in a usual place, before anything
  /// else is done with it. What it says no to is not even looked for: a preset that is not there, or
  /// an error of the track, which is thrown as a ForbiddenFileError. Empty: whatever there is may be
  /// read.
  std::function<bool(const std::filesystem::path&)> may_read = {};
  /// Told every path that is tried for a preset.
  std::function<void(const std::filesystem::path&)> looked_at = {};
};

/// A track that names files which ReadOptions::may_read does not allow.
class ForbiddenFileError : public TrackError {
 public:
  using TrackError::TrackError;
};

/// Reads whatever plays: a track JSON file in either layout, a session or an export of the programs
/// around, or a .voice, .voices or .noise preset. Which it is, its content tells
/// (format session 1).
///
/// path      file, or "-" for standard input
/// findings  receives notes and warnings (and the errors, which are also in the exception)
/// throws    InputError: it, or a file or preset that it names, is missing or unreadable;
///           TrackError: invalid, or nothing that plays, with every finding
Track read_track(const std::filesystem::path& path, const ReadOptions& options,
                 Diagnostics& findings);

/// The same from text; `base` is the folder that relative paths in it start from.
Track read_track_text(std::string text, const std::string& file_name,
                      const std::filesystem::path& base, const ReadOptions& options,
                      Diagnostics& findings);

/// What the text of a file is: "track", "session", "noise" or "voice"; nothing for what does not play
/// (format session 1, 7).
///
/// file_name  its extension counts where the content says nothing
/// throws     TrackError for what is no JSON text, although it seems to be meant as one
std::optional<std::string_view> kind_of_text(std::string text, const std::string& file_name);

/// The track that a session or a preset becomes, as JSON text that plays the same samples when it is
/// given the same level (format session 2.4); nothing for a file that is a track already.
///
/// folder    where the text will stand: files in or below it are named from there, others in full
/// findings  as of read_track(), which it reads the file with first
std::optional<std::string> track_text(const std::filesystem::path& path,
                                      const std::filesystem::path& folder,
                                      const ReadOptions& options, Diagnostics& findings);

}  // namespace bbplay
