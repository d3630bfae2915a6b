// SPDX-License-Identifier: MIT
/// Lists of notches and levels, shared by the noise voices and .noise files.
#pragma once

#include <vector>

#include "bbplay/model/level_point.h"
#include "bbplay/model/swept_notches.h"

#include "reader/json_node.h"

namespace bbplay::reader {

/// What becomes of a range whose minimum is the larger one: kept, it is run through the other way.
enum class ReversedRanges { exchanged, kept };

/// Moving notches that stay in their range; a missing list is one default sweep
/// (format noise 2).
std::vector<NotchSweep> read_still_sweeps(JsonNode list, ReversedRanges reversed,
                                          Diagnostics& diagnostics);
/// Moving notches with a range at the start and one at the end.
///
/// end_list  further list with the ranges at the end, which counts if it is as long
std::vector<NotchSweep> read_moving_sweeps(JsonNode list, JsonNode end_list,
                                           ReversedRanges reversed, Diagnostics& diagnostics);

/// The sweeps of a .noise file (format noise 12): Q 30, an end that does not fall back on the
/// start, and reversed ranges are kept.
std::vector<NotchSweep> read_preset_sweeps(JsonNode list, Diagnostics& diagnostics);

/// Which end of a sweep's values is set.
enum class RampEnds { both, from, to };
/// How stage counts become whole numbers.
enum class StageCounts {
  truncated_lists,  // those in a list are cut and may be 0, a single one is rounded
  rounded_at_least_one
};

/// Replaces the Q of every sweep if `node` is set: by a number, or by a list with one for each.
void override_q(JsonNode node, RampEnds ends, std::vector<NotchSweep>& sweeps,
                Diagnostics& diagnostics);
void override_stages(JsonNode node, RampEnds ends, StageCounts counts,
                     std::vector<NotchSweep>& sweeps, Diagnostics& diagnostics);

/// The first ten usable entries (format noise 6).
std::vector<StaticNotch> read_static_notches(JsonNode list, Diagnostics& diagnostics);

/// Points of an envelope in order of time (format noise 7).
std::vector<LevelPoint> read_level_points(JsonNode list, Diagnostics& diagnostics);

}  // namespace bbplay::reader
