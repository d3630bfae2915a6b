// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "reader/json_node.h"

namespace bbplay::reader {

/// `; it belongs into "params"` for a key that stands in the wrong object of a track; nothing for one
/// that no object nearby knows.
///
/// here    where it was found: the name of an object of format_objects(), or "params" (of a voice),
///         "noise_params" or "color"
/// object  that object; of a step or a voice, the functions and the type of the envelope decide
///         which parameters are read
std::string place_of_key(std::string_view key, std::string_view here, JsonNode object);

}  // namespace bbplay::reader
