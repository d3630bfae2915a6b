// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "bbplay/model/track.h"

#include "model/asset_path.h"
#include "model/json_node.h"

namespace bbplay::model {

/// Appends the clips of a track (spec track section 1.6). Entries without a path are passed over,
/// as the reference does.
void read_clips(JsonNode list, const AssetPaths& assets, Track& track, Diagnostics& diagnostics);

}  // namespace bbplay::model
