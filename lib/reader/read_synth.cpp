// SPDX-License-Identifier: MIT
#include "reader/read_synth.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "bbplay/model/patches/spatial_patch.h"
#include "bbplay/model/suggest.h"

#include "reader/check_voice.h"
#include "reader/each_patch.h"
#include "reader/param_reader.h"
#include "reader/read_flanger.h"
#include "reader/read_noise_color.h"
#include "reader/read_timing.h"
#include "reader/scene_sources.h"

namespace bbplay::reader {
namespace {

/// The patch of a function filled from its parameters; nothing for an unknown function.
std::optional<AnyPatch> read_patch(std::string_view base, ParamReader& reader) {
  std::optional<AnyPatch> out;
  for_each_patch([&]<class P>(P patch) {
    if (out || base != P::name) return;
    reader.read(patch);
    out = std::move(patch);
  });
  return out;
}

/// Members of a .noise file that a noise voice has no use for. Sessions and phones hand on whole
/// files, so a warning about them would stand under every step (format session 2.4).
bool stands_in_noise_files(std::string_view key) {
  constexpr std::string_view kUnused[] = {"duration_seconds", "sample_rate",     "transition",
                                          "start_time",       "fade_in",         "fade_out",
                                          "amp_envelope",     "duration",        "initial_offset",
                                          "start_lfo_freq",   "noise_parameters"};
  const auto colors = color_parameters();
  return key.starts_with("end_") ||
         std::find(std::begin(kUnused), std::end(kUnused), key) != std::end(kUnused) ||
         std::find(colors.begin(), colors.end(), key) != colors.end();
}

bool ignores_timing(const AnyPatch& patch) {
  return std::visit([]<class P>(const P&) { return moves_over_whole_step<P>(); }, patch);
}

}  // namespace

std::optional<SynthSpec> read_synth(std::string_view name, JsonNode params,
                                    Diagnostics& diagnostics, const AssetPaths& assets) {
  const bool moving = name.ends_with(kTransition);
  if (moving) name.remove_suffix(kTransition.size());
  ParamReader reader(params, moving, diagnostics, assets);
  std::optional<AnyPatch> patch = read_patch(name, reader);
  if (!patch) {
    reader.fail(params, "unknown synth function \"" + std::string(name) + '"' +
                            model::did_you_mean(name, synth_names()));
    return std::nullopt;
  }
  TransitionTiming timing = ignores_timing(*patch) ? pass_over_timing(reader)
                                                   : read_own_timing(reader, timing_keys(*patch));
  reader.know("oscillator_phases");
  reader.report_unknown_keys();
  return SynthSpec{std::move(*patch), moving, std::move(timing)};
}

TrackSynth read_track_synth(std::string_view base, bool moving, JsonNode params,
                            Diagnostics& diagnostics, const Reading& of_voice) {
  Reading reading = of_voice;
  reading.is_whole_noise_file = reading.on_noise_bus && base == NoiseSweptNotchPatch::name;
  ParamReader reader(params, moving, diagnostics, reading);
  TrackSynth out;
  out.spec.patch = read_patch(base, reader).value_or(AnyPatch{});
  out.spec.moving = moving;
  TrackTiming timing = ignores_timing(out.spec.patch)
                           ? TrackTiming{.timing = pass_over_timing(reader)}
                           : read_track_timing(reader, timing_keys(out.spec.patch));
  out.spec.timing = std::move(timing.timing);
  out.zero_from_duration = timing.zero_from_duration;
  reader.know("oscillator_phases");
  for (const std::string_view key : kOlderSceneKeys) reader.know(key);
  // Editors write the members of a spatialiser into every voice.
  if (!params["spatialEnable"].truthy()) reader.know_table(PatchKeys::of<SpatialPatch>().sorted);
  for (const JsonNode member : params.children()) {
    // read_flanger() takes care of the one kind, and nobody reads the other.
    if (is_flanger_key(member.key()) ||
        (reading.is_whole_noise_file && stands_in_noise_files(member.key()))) {
      reader.know(member.key());
    }
  }
  reader.report_unknown_keys("params");
  check_voice(out.spec, reader);
  return out;
}

bool speak_for_moving(std::string_view base, JsonNode params) {
  bool for_moving = false, for_still = false;
  for_each_patch([&]<class P>(P patch) {
    if (base != P::name) return;
    for_each_row(patch, [&](const auto&, const auto& row) {
      const RowKeys keys = keys_of(row);
      const bool plain_moves = row.extras.form != Form::still_only &&
                               row.extras.fallbacks != Fallbacks::own_ends &&
                               row.extras.fallbacks != Fallbacks::start_key_only;
      for (const std::string_view key : keys.plain) {
        if (!params[key].is_set()) continue;
        for_moving = for_moving || row.extras.form == Form::moving_only;
        for_still = for_still || !plain_moves;
      }
      if (keys.start.empty()) return;
      for (const std::string& key : {keys.start, keys.end}) {
        const bool is_plain =
            std::find(keys.plain.begin(), keys.plain.end(), key) != keys.plain.end();
        for_moving = for_moving || (!is_plain && params[key].is_set());
      }
    });
  });
  return for_moving && !for_still;
}

std::vector<std::string_view> synth_names() {
  std::vector<std::string_view> names;
  for_each_patch([&]<class P>(const P&) { names.push_back(P::name); });
  return names;
}

bool has_transition(std::string_view base) {
  bool out = false;
  for_each_patch([&]<class P>(const P&) {
    if (base == P::name) out = can_move<P>();
  });
  return out;
}

}  // namespace bbplay::reader
