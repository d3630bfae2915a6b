// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "bbplay/model/diagnostics.h"
#include "bbplay/model/fidelity.h"

#include "reader/scene_text.h"

namespace bbplay::reader {

/// The gain that the routing of a scene gives to a source, linear; 0 when it is muted, or others play
/// solo (format sam-scenes 5). A gain that is no number is an error.
double scene_gain(const SceneText& scene, std::string_view source, Fidelity fidelity,
                  Diagnostics& diagnostics);

}  // namespace bbplay::reader
