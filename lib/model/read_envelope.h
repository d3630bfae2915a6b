// SPDX-License-Identifier: MIT
#pragma once

#include "bbplay/model/track.h"

#include "model/json_node.h"

namespace bbplay::model {

/// `volume_envelope` of a voice (spec track section 3.4). Anything but nothing switches the default
/// fades off, even an envelope that does nothing itself.
VolumeEnvelope read_envelope(JsonNode node, Diagnostics& diagnostics);

}  // namespace bbplay::model
