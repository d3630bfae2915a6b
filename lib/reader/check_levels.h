// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "bbplay/model/synth_spec.h"

#include "reader/param_reader.h"

namespace bbplay::reader {

/// Factors beyond are not meant: so the ranges of levels end.
inline constexpr double kMostLevel = 4;

/// The part of check_voice() about levels: gains that only clip, and fades that are longer than the
/// step.
void check_levels(const AnyPatch& patch, ParamReader& reader);

/// Whether every level of a voice is 0 throughout, so that nothing of it is heard.
bool has_no_level(const AnyPatch& patch);

/// Warns when the fades or stages of an envelope take longer than what they belong to.
///
/// parts    what takes `seconds` together: "attack and release"
/// node     where the warning stands
/// whole    what they belong to: "the step"
/// lasts_s  how long that is; 0 where nobody knows
void check_length(std::string_view parts, double seconds, JsonNode node, std::string_view whole,
                  double lasts_s, Diagnostics& diagnostics);

/// Warns about a factor on something that is added to the finished steps: the whole track is brought
/// down for it.
void check_added_gain(double gain, JsonNode node, Diagnostics& diagnostics);

}  // namespace bbplay::reader
