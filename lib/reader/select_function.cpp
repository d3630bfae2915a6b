// SPDX-License-Identifier: MIT
#include "reader/select_function.h"

#include <algorithm>
#include <vector>

#include "bbplay/model/suggest.h"
#include "bbplay/model/words.h"

#include "reader/read_synth.h"

namespace bbplay::reader {
namespace {

/// Every function of the track format. Those without a patch in AnyPatch are refused by name.
constexpr std::string_view kFormatFunctions[] = {
    "binaural_beat",
    "dual_pulse_binaural",
    "generate_swept_notch_pink_sound",
    "hybrid_qam_monaural_beat",
    "isochronic_tone",
    "monaural_beat_stereo_amps",
    "noise_generator",
    "noise_swept_notch",
    "qam_beat",
    "rhythmic_waveshaping",
    "spatial_angle_modulation",
    "spatial_angle_modulation_monaural_beat",
    "spatial_angle_modulation_sam2",
    "stereo_am_independent",
    "subliminal_encode",
    "wave_shape_stereo_am",
};

/// What authors call functions that have names of their own.
struct OtherName {
  std::string_view name, function;
};
constexpr OtherName kOtherNames[] = {{"sam", "spatial_angle_modulation"},
                                     {"hrtf", "spatial_angle_modulation"},
                                     {"spatial", "spatial_angle_modulation"},
                                     {"monaural", "monaural_beat_stereo_amps"},
                                     {"monaural_beat", "monaural_beat_stereo_amps"},
                                     {"monaural_beats", "monaural_beat_stereo_amps"}};

template <class List>
bool contains(const List& list, std::string_view name) {
  return std::find(std::begin(list), std::end(list), name) != std::end(list);
}

}  // namespace

std::optional<SelectedFunction> select_function(JsonNode name, bool transition, JsonNode params,
                                                Fidelity fidelity, Diagnostics& diagnostics) {
  const std::string_view given = name.text();
  const bool named_transition = given.ends_with(kTransition);
  const std::string_view base =
      named_transition ? given.substr(0, given.size() - kTransition.size()) : given;

  const std::vector<std::string_view> playable = synth_names();
  if (!contains(playable, base)) {
    if (contains(kFormatFunctions, base)) {
      name.report(diagnostics, Severity::error,
                  "synth function \"" + std::string(base) + "\" is not yet supported");
    } else {
      name.report(diagnostics, Severity::error,
                  "unknown synth function " + name.describe() + did_you_mean_function(given));
    }
    return std::nullopt;
  }
  if (transition && !has_transition(base)) {
    name.report(diagnostics, Severity::warning,
                std::string(base) + " has no transition form; it plays unchanged");
  }
  if (!transition && named_transition && fidelity == Fidelity::corrected && has_transition(base) &&
      speak_for_moving(base, params)) {
    transition = true;
  }
  const bool stands_still = !transition && named_transition;
  if (stands_still) {
    name.report(diagnostics, Severity::warning,
                "plays as " + std::string(base) +
                    ", which knows no start and end keys: is_transition is not set");
  }
  return SelectedFunction{std::string(base), transition && has_transition(base), stands_still};
}

std::string did_you_mean_function(std::string_view name) {
  const std::size_t moves = name.rfind("_trans");
  const std::string base = model::lowered(name.substr(0, moves));
  const std::vector<std::string_view> playable = synth_names();
  std::vector<std::string_view> found;
  for (const OtherName& other : kOtherNames) {
    if (base == other.name) found = {other.function};
  }
  // nearest() leaves out the name itself, which a misspelt ending may follow.
  if (contains(playable, base)) found = {*std::find(playable.begin(), playable.end(), base)};
  if (found.empty()) {
    std::vector<std::string_view> known(std::begin(kFormatFunctions), std::end(kFormatFunctions));
    known.insert(known.end(), playable.begin(), playable.end());
    found = model::nearest(base, known);
  }
  std::string out;
  for (std::size_t i = 0; i < found.size(); ++i) {
    out += i == 0 ? "; did you mean " : i + 1 == found.size() ? " or " : ", ";
    out += '"' + std::string(found[i]);
    if (moves != name.npos && has_transition(found[i])) out += kTransition;
    out += '"';
  }
  return out.empty() ? out : out + '?';
}

}  // namespace bbplay::reader
