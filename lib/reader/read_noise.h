// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>

#include "bbplay/model/noise_preset.h"

#include "reader/asset_path.h"
#include "reader/json_node.h"

namespace bbplay::reader {

/// A .noise object, as it stands in a file or inside a track.
NoisePreset read_noise_preset(JsonNode object, const AssetPaths& assets, Diagnostics& diagnostics);

/// A .noise file; what it names is looked for beside it. Findings carry its name.
///
/// assets  told about the files that it names
/// throws  InputError: unreadable; TrackError: no JSON
NoisePreset read_noise_file(const std::filesystem::path& path, const AssetPaths& assets,
                            Diagnostics& diagnostics);

}  // namespace bbplay::reader
