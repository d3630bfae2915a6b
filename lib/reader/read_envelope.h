// SPDX-License-Identifier: MIT
#pragma once

#include "bbplay/model/track.h"

#include "reader/json_node.h"

namespace bbplay::reader {

/// `volume_envelope` of a voice (format track 3.4). Anything but nothing switches the default
/// fades off, even an envelope that does nothing itself.
///
/// step_seconds  of its step, which its stages should not exceed
VolumeEnvelope read_envelope(JsonNode node, double step_seconds, Diagnostics& diagnostics);

}  // namespace bbplay::reader
