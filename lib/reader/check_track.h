// SPDX-License-Identifier: MIT
#pragma once

#include "bbplay/model/track.h"

#include "reader/json_node.h"

namespace bbplay::reader {

/// What only shows when all steps are known: that there is something to play, how long it gets, how
/// many steps sound together.
///
/// root   for what is about the file as a whole
/// steps  list of the steps in the file, for the places of messages
void check_track(const Track& track, JsonNode root, JsonNode steps, Diagnostics& diagnostics);

}  // namespace bbplay::reader
