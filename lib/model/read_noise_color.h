// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string_view>

#include "bbplay/model/noise_color.h"

#include "model/json_node.h"

namespace bbplay::model {

/// The colour preset of that name, blanks and case ignored (spec dsp section 9).
std::optional<NoiseColor> noise_preset(std::string_view name);

/// What a colour given as plain text plays; some differ from the presets of the same name. Unknown
/// names play white.
NoiseColor noise_color_named(std::string_view text);

/// Reads a colour: text, or an object with the parameters of a profile (exponent, ...) or only the
/// name of a preset. A missing node is "pink".
///
/// name_lends_defaults  missing parameters come from the preset that `name` names, if it does,
///                      instead of the fixed defaults: how a .noise file is meant to be read
NoiseColor read_noise_color(JsonNode node, bool name_lends_defaults, Diagnostics& diagnostics);

}  // namespace bbplay::model
