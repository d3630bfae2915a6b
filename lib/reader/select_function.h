// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "bbplay/model/fidelity.h"

#include "reader/json_node.h"

namespace bbplay::reader {

struct SelectedFunction {
  std::string base;     // one of synth_names()
  bool moving = false;  // its transition form
  /// It is called a transition and plays the still form, which has been warned about.
  bool told_that_it_stands_still = false;
};

/// Which function a voice plays: the flag decides between the two forms, not the name
/// (format track 3.1).
///
/// name        value of synth_function_name
/// transition  truth of is_transition
/// params      what the voice gives it: in corrected fidelity they may speak for the moving form of
///             a function whose flag was forgotten (format session 5)
/// returns     nothing, and an error in `diagnostics`, for a function that does not exist
std::optional<SelectedFunction> select_function(JsonNode name, bool transition, JsonNode params,
                                                Fidelity fidelity, Diagnostics& diagnostics);

/// `; did you mean "binaural_beat_transition"?` for a name that no function has, nothing when none
/// is near. Who has written of a transition is given the name of one.
std::string did_you_mean_function(std::string_view name);

}  // namespace bbplay::reader
