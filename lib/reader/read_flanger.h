// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string_view>

#include "bbplay/model/patches/flanger_patch.h"

#include "reader/json_node.h"
#include "reader/reading.h"

namespace bbplay::reader {

/// Whether a parameter belongs to the flanger: its name contains "flange" in any letter case. Such
/// parameters are never seen by the synth function.
bool is_flanger_key(std::string_view key);

/// Reads the flanger of a voice (format flanger 2).
///
/// params         object of the voice as written: the flange keys, and duration, post_offset,
///                initial_offset and transition_curve, which time the blend
/// is_transition  of the voice
/// returns        nothing when the voice has no flanger. A value that cannot be used is warned
///                about and replaced by its default: a flanger is no reason to refuse a track.
std::optional<FlangerSpec> read_flanger(JsonNode params, bool is_transition,
                                        Diagnostics& diagnostics,
                                        const Reading& reading = Reading());

}  // namespace bbplay::reader
