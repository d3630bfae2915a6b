// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "bbplay/model/track.h"

#include "reader/asset_path.h"
#include "reader/json_node.h"

namespace bbplay::reader {

/// Whether a document is a voice preset rather than a track: by the extension of its file, or
/// because it is a list, or a voice itself.
bool is_preset(JsonNode root, const std::string& file_name);

/// A .voice or .voices preset as a track of one step (format track 11).
void read_preset(JsonNode root, double seconds, const AssetPaths& assets, Track& track,
                 Diagnostics& diagnostics);

}  // namespace bbplay::reader
