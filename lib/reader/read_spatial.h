// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "bbplay/model/patches/spatial_patch.h"

#include "reader/json_node.h"

namespace bbplay::reader {

/// Reads the segments of an azimuth trajectory (format spatial 2). A segment with a value
/// that cannot be used is warned about and left out.
///
/// list   array of segments
std::vector<AzimuthSegment> read_azimuth_segments(JsonNode list, Diagnostics& diagnostics);

}  // namespace bbplay::reader
