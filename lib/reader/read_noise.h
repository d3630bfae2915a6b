// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>

#include "bbplay/model/noise_preset.h"

#include "reader/json_node.h"
#include "reader/reading.h"

namespace bbplay::reader {

/// A .noise object, as it stands in a file or inside a track.
NoisePreset read_noise_preset(JsonNode object, const Reading& reading, Diagnostics& diagnostics);

/// A .noise file; what it names is looked for beside it. Findings carry its name.
///
/// reading  its assets are told about the files that it names
/// throws   InputError: unreadable; TrackError: no JSON
NoisePreset read_noise_file(const std::filesystem::path& path, const Reading& reading,
                            Diagnostics& diagnostics);

}  // namespace bbplay::reader
