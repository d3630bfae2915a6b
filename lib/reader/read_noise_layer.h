// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "bbplay/model/track.h"

#include "reader/json_node.h"
#include "reader/reading.h"

namespace bbplay::reader {

/// The noise under the track (format noise 13); nothing when it names neither a file nor
/// parameters.
std::optional<NoiseLayer> read_noise_layer(JsonNode node, const Reading& reading,
                                           Diagnostics& diagnostics);

}  // namespace bbplay::reader
