// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "bbplay/model/track.h"

#include "model/asset_path.h"
#include "model/json_node.h"

namespace bbplay::model {

/// The noise under the track (spec noise section 13); nothing when it names neither a file nor
/// parameters.
std::optional<NoiseLayer> read_noise_layer(JsonNode node, const AssetPaths& assets,
                                           Diagnostics& diagnostics);

}  // namespace bbplay::model
