// SPDX-License-Identifier: MIT
#pragma once

#include "bbplay/model/track.h"

#include "reader/json_node.h"
#include "reader/reading.h"

namespace bbplay::reader {

/// A .voice or .voices preset as a track of one step (format track 11).
void read_preset(JsonNode root, double seconds, const Reading& reading, Track& track,
                 Diagnostics& diagnostics);

}  // namespace bbplay::reader
