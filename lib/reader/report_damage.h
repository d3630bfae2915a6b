// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>

#include "reader/json_node.h"

namespace bbplay::reader {

/// Whether a sound file can be played at a sample rate. Reports one that cannot, and warns of one
/// that is damaged: what is there is played. `node` names it. A disk that fails is told by whoever
/// plays the track, and goes on without it.
///
/// rate_hz   that the track plays at
/// severity  of what cannot be played
bool check_sound(JsonNode node, const std::filesystem::path& sound, double rate_hz,
                 Diagnostics& diagnostics, Severity severity = Severity::error);

/// The same for the bytes of a file inside the track.
bool check_sound_of_bytes(JsonNode node, const std::string& bytes, double rate_hz,
                          Diagnostics& diagnostics);

}  // namespace bbplay::reader
