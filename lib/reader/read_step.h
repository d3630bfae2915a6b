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

/// What a track holds so far of things that have a limit.
struct VoiceTally {
  std::size_t voices = 0;
  std::size_t name_bytes = 0;  // what its steps and voices are called
};

/// Appends the voices of one list to a step; `tally` is that of the whole track.
void read_voices(const std::vector<JsonNode>& list, const Reading& reading, Step& step,
                 VoiceTally& tally, Diagnostics& diagnostics);

}  // namespace bbplay::reader
