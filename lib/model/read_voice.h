// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>

#include "bbplay/model/track.h"

#include "model/asset_path.h"
#include "model/json_node.h"

namespace bbplay::model {

/// One voice of a step (spec track sections 1.5, 3, 6).
///
/// position  among the voices of its step; part of its identity when it has no name
/// returns   nothing, and an error in `diagnostics`, when there is no function to play
std::optional<VoiceSpec> read_voice(JsonNode node, std::size_t position, const AssetPaths& assets,
                                    Diagnostics& diagnostics);

}  // namespace bbplay::model
