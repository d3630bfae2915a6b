// SPDX-License-Identifier: MIT
#pragma once

#include "bbplay/model/track.h"

#include "reader/json_node.h"
#include "reader/reading.h"

namespace bbplay::reader {

/// Gives the SAM2 voices of a track what its scene does to them, and the track what is shown of it
/// (format sam-scenes). To be called when all steps are known.
///
/// scene    of the track, or a missing node: then the older keys of its first voice that has some
/// voices   of the track, in the order of the file
/// reading  that the track was read with
void apply_scene(JsonNode scene, const VoicesOfScene& voices, const Reading& reading, Track& track,
                 Diagnostics& diagnostics);

}  // namespace bbplay::reader
