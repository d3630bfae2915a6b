// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "bbplay/model/track.h"

#include "model/asset_path.h"
#include "model/read_settings.h"

namespace bbplay::model {

/// Appends the steps of a track (spec track section 1.4).
void read_steps(JsonNode list, const StepDefaults& defaults, const AssetPaths& assets, Track& track,
                Diagnostics& diagnostics);

/// Appends the voices of one list to a step; `total` counts those of the whole track.
void read_voices(const std::vector<JsonNode>& list, const AssetPaths& assets, Step& step,
                 std::size_t& total, Diagnostics& diagnostics);

}  // namespace bbplay::model
