// SPDX-License-Identifier: MIT
#pragma once

#include "bbplay/model/diagnostics.h"

#include "reader/json_node.h"

namespace bbplay::reader {

/// Whether a key is given again further on, where it counts; then a warning tells so.
bool warn_if_repeated(JsonNode object, JsonNode member, Diagnostics& diagnostics);

/// The same for all keys of an object; nothing for other nodes.
void warn_of_repeated_keys(JsonNode object, Diagnostics& diagnostics);

}  // namespace bbplay::reader
