// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bbplay/model/synth_spec.h"

#include "model/json_node.h"

namespace bbplay::model {

/// Reads the parameters of one synth function as the function itself sees them: `initial_offset`,
/// `transition_duration`, `transition_curve` and `oscillator_phases` stand among them.
///
/// name     "binaural_beat" or "binaural_beat_transition"
/// returns  nothing, and an error in `diagnostics` that names the nearest function, for an unknown
/// name
std::optional<SynthSpec> read_synth(std::string_view name, JsonNode params,
                                    Diagnostics& diagnostics);

/// Names of all functions without their _transition forms.
std::vector<std::string> synth_names();

}  // namespace bbplay::model
