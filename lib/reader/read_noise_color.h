// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "bbplay/model/noise_color.h"

#include "reader/json_node.h"

namespace bbplay::reader {

/// A colour preset: exponents at the bottom and at the top, cuts in hertz (0: none).
struct NamedColor {
  std::string_view name;
  double exponent, high_exponent, low_cut_hz, high_cut_hz;
};

/// All presets; names in lower case.
std::span<const NamedColor> named_colors();

/// The colour preset of that name, blanks and case ignored (format dsp 9).
std::optional<NoiseColor> noise_preset(std::string_view name);

/// What a colour given as plain text plays; some differ from the presets of the same name. Unknown
/// names play white.
NoiseColor noise_color_named(std::string_view text);

/// The colour of a voice: text, or an object with the parameters of a profile (exponent, ...) or
/// with only the name of a preset. A missing node is "pink".
NoiseColor read_noise_color(JsonNode node, Diagnostics& diagnostics);

/// The colour of a .noise file: missing parameters come from the preset that `name` holds, if there is
/// one, else from a plain pink profile. An unknown name without an exponent gets a warning.
///
/// around  an object whose members stand in for those that `object` lacks (format session 3)
NoiseColor read_noise_parameters(JsonNode object, JsonNode name, Diagnostics& diagnostics,
                                 JsonNode around = {});

/// The keys of such an object but its name, and whether one of them is there.
std::span<const std::string_view> color_parameters();
bool has_color_parameters(JsonNode object);

}  // namespace bbplay::reader
