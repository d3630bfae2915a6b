// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "bbplay/model/track.h"

#include "reader/read_settings.h"
#include "reader/reading.h"

namespace bbplay::reader {

/// Appends the steps of a track (format track 1.4).
void read_steps(JsonNode list, const StepDefaults& defaults, const Reading& reading, Track& track,
                Diagnostics& diagnostics);

/// Appends the voices of one list to a step; `total` counts those of the whole track.
void read_voices(const std::vector<JsonNode>& list, const Reading& reading, Step& step,
                 std::size_t& total, Diagnostics& diagnostics);

}  // namespace bbplay::reader
