// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bbplay/model/synth_spec.h"

#include "reader/asset_path.h"
#include "reader/json_node.h"
#include "reader/reading.h"

namespace bbplay::reader {

/// Reads the parameters of one synth function as the function itself sees them: `initial_offset`,
/// `transition_duration`, `transition_curve` and `oscillator_phases` stand among them.
///
/// name     "binaural_beat" or "binaural_beat_transition"
/// assets   where the files that parameters name are looked for
/// returns  nothing, and an error in `diagnostics` that names the nearest function, for an unknown
///          name
std::optional<SynthSpec> read_synth(std::string_view name, JsonNode params,
                                    Diagnostics& diagnostics,
                                    const AssetPaths& assets = AssetPaths());

/// A function with the parameters that a voice of a track gives it.
struct TrackSynth {
  SynthSpec spec;
  bool zero_from_duration = false;  // see VoiceSpec
};

/// The same for a voice of a track, where further keys stand among the parameters: `duration`,
/// `post_offset` and the `flange...` keys (format track 3.2).
///
/// base     function without "_transition"; one of synth_names()
/// moving   its transition form plays
/// reading  of its step and bus
TrackSynth read_track_synth(std::string_view base, bool moving, JsonNode params,
                            Diagnostics& diagnostics, const Reading& reading);

/// Whether parameters that have a meaning in one form of a function alone all belong to the moving
/// one, and there is such a parameter (format session 5).
bool speak_for_moving(std::string_view base, JsonNode params);

/// Names of all functions without their _transition forms.
std::vector<std::string_view> synth_names();

/// Whether a function (without "_transition") has a transition form.
bool has_transition(std::string_view base);

inline constexpr std::string_view kTransition = "_transition";

}  // namespace bbplay::reader
