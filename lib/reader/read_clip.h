// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "bbplay/model/track.h"

#include "reader/json_node.h"
#include "reader/reading.h"

namespace bbplay::reader {

/// Appends the clips of a track (format track 1.6). Entries without a path are passed over,
/// as the reference does.
///
/// reading       where files are, and the sample rate that the track plays at
/// without_lost  clips whose file cannot be used are left out with a warning
void read_clips(JsonNode list, const Reading& reading, Track& track, Diagnostics& diagnostics,
                bool without_lost = false);

}  // namespace bbplay::reader
