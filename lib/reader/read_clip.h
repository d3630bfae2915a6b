// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "bbplay/model/track.h"

#include "reader/asset_path.h"
#include "reader/json_node.h"

namespace bbplay::reader {

/// Appends the clips of a track (format track 1.6). Entries without a path are passed over,
/// as the reference does.
///
/// without_lost  clips whose file cannot be used are left out with a warning
void read_clips(JsonNode list, const AssetPaths& assets, Track& track, Diagnostics& diagnostics,
                bool without_lost = false);

}  // namespace bbplay::reader
