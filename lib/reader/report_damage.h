// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>

#include "reader/json_node.h"

namespace bbplay::reader {

/// Warns of a sound file that is cut off: what is there is played. `node` names it.
void report_damage(JsonNode node, const std::filesystem::path& sound, Diagnostics& diagnostics);

/// The same for the bytes of a file inside the track.
void report_damage_of_bytes(JsonNode node, const std::string& bytes, Diagnostics& diagnostics);

}  // namespace bbplay::reader
