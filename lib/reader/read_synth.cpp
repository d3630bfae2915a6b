// SPDX-License-Identifier: MIT
#include "reader/read_synth.h"

#include <utility>
#include <variant>

#include "model/suggest.h"
#include "reader/each_patch.h"
#include "reader/param_reader.h"
#include "reader/read_flanger.h"
#include "reader/read_timing.h"

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
                            Diagnostics& diagnostics, const AssetPaths& assets) {
  ParamReader reader(params, moving, diagnostics, assets);
  TrackSynth out;
  out.spec.patch = read_patch(base, reader).value_or(AnyPatch{});
  out.spec.moving = moving;
  TrackTiming timing = ignores_timing(out.spec.patch)
                           ? TrackTiming{.timing = pass_over_timing(reader)}
                           : read_track_timing(reader, timing_keys(out.spec.patch));
  out.spec.timing = std::move(timing.timing);
  out.zero_from_duration = timing.zero_from_duration;
  reader.know("oscillator_phases");
  for (const JsonNode member : params.children()) {  // read_flanger() takes care of them
    if (is_flanger_key(member.key())) reader.know(member.key());
  }
  reader.report_unknown_keys();
  return out;
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
