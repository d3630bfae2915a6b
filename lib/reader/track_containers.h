// SPDX-License-Identifier: MIT
#pragma once

#include "reader/json_node.h"

namespace bbplay::reader {

/// Where the parts of a track stand in its file; missing nodes for parts it does not have.
struct TrackContainers {
  JsonNode settings, steps, noise, clips, scene;
};

/// Both layouts of the format (format track 1.1). The presence of `progression` or `global`
/// decides which names count first; what is missing there may come from the other's.
TrackContainers find_containers(JsonNode root, Diagnostics& diagnostics);

}  // namespace bbplay::reader
