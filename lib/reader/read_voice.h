// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>

#include "bbplay/model/track.h"

#include "reader/json_node.h"
#include "reader/reading.h"

namespace bbplay::reader {

/// One voice of a step (format track 1.5, 3, 6).
///
/// position  among the voices of its step; part of its identity when it has no name
/// returns   nothing, and an error in `diagnostics`, when there is no function to play
std::optional<VoiceSpec> read_voice(JsonNode node, std::size_t position, const Reading& reading,
                                    Diagnostics& diagnostics);

}  // namespace bbplay::reader
