// SPDX-License-Identifier: MIT
#pragma once

#include "bbplay/model/track.h"

#include "reader/json_node.h"
#include "reader/track_containers.h"

namespace bbplay::reader {

/// What only shows when all steps are known: that there is something to play, how long it gets, how
/// many steps sound together.
///
/// root   for what is about the file as a whole
/// parts  of it, for the places of messages
/// told_of_long_blends  somebody has warned about steps that are too short for their blends
void check_track(const Track& track, JsonNode root, const TrackContainers& parts,
                 bool told_of_long_blends, Diagnostics& diagnostics);

}  // namespace bbplay::reader
