// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "reader/json_node.h"

namespace bbplay::reader {

struct SelectedFunction {
  std::string base;     // one of synth_names()
  bool moving = false;  // its transition form
};

/// Which function a voice plays: the flag decides between the two forms, not the name
/// (format track 3.1).
///
/// name        value of synth_function_name
/// transition  truth of is_transition
/// returns     nothing, and an error in `diagnostics`, for a function that does not exist
std::optional<SelectedFunction> select_function(JsonNode name, bool transition,
                                                Diagnostics& diagnostics);

}  // namespace bbplay::reader
