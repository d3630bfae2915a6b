// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "bbplay/model/noise_color.h"

#include "reader/json_node.h"

namespace bbplay::reader {

/// The colour preset of that name, blanks and case ignored (format dsp 9).
std::optional<NoiseColor> noise_preset(std::string_view name);

/// What a colour given as plain text plays; some differ from the presets of the same name. Unknown
/// names play white.
NoiseColor noise_color_named(std::string_view text);

/// The colour of a voice: text, or an object with the parameters of a profile (exponent, ...) or
/// with only the name of a preset. A missing node is "pink".
NoiseColor read_noise_color(JsonNode node, Diagnostics& diagnostics);

/// The colour of a .noise file: missing parameters come from the preset called `name`, if there is
/// one, else from a plain pink profile.
///
/// around  an object whose members stand in for those that `object` lacks (format session 3)
NoiseColor read_noise_parameters(JsonNode object, std::string_view name, Diagnostics& diagnostics,
                                 JsonNode around = {});

/// The keys of such an object but its name, and whether one of them is there.
std::span<const std::string_view> color_parameters();
bool has_color_parameters(JsonNode object);

}  // namespace bbplay::reader
