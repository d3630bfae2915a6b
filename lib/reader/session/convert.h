// SPDX-License-Identifier: MIT
/// From what the programs around a track save to the track that it becomes (format session 2 to 4).
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "bbplay/model/fidelity.h"

#include "reader/asset_path.h"
#include "reader/json_node.h"
#include "reader/session/draft.h"
#include "reader/session/preset_library.h"

namespace bbplay::reader {

/// What the conversions need to know.
struct Conversion {
  PresetLibrary& presets;
  std::filesystem::path base;  // folder of the file: what it names starts there
  /// Folder that relative paths of the track start from: what lies in it is named relatively.
  std::filesystem::path track_folder;
  Fidelity fidelity = Fidelity::reference;
  std::optional<double> seconds;  // that are asked for, of what has no length of its own
  bool level_is_given = false;    // the file's own wish does not count
  MayRead may_read = {};          // others are not looked at
};

struct Converted {
  Draft draft;
  std::optional<double> own_level;
  std::vector<std::vector<std::string>> step_presets;  // ids, by step
  bool told_of_long_blends = false;  // of steps shorter than what they share with the next one
};

// All report what is wrong in `diagnostics`; then the track is not to be used.
Converted convert_session(JsonNode root, const Conversion& how, Diagnostics& diagnostics);
Converted convert_mobile_export(JsonNode root, const Conversion& how, Diagnostics& diagnostics);
Converted convert_noise_file(JsonNode root, const Conversion& how, Diagnostics& diagnostics);
/// A .voice or .voices preset.
Converted convert_voices(JsonNode root, const Conversion& how, Diagnostics& diagnostics);

/// A sound or preset file as the track names it. The first that exists counts: in the folder of
/// the preset that names it, the session's, the working directory; otherwise the text as it stands.
std::string path_in_track(std::string_view text, const std::filesystem::path& preset_folder,
                          const Conversion& how);
/// The path of a clip so; what is no text as it stands.
void write_clip_path(JsonNode path, const Conversion& how, Draft& draft);

}  // namespace bbplay::reader
