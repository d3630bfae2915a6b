// SPDX-License-Identifier: MIT
#include "model/read_synth.h"

#include <utility>

#include "model/param_reader.h"
#include "model/suggest.h"

namespace bbplay::model {
namespace {

constexpr std::string_view kTransition = "_transition";

/// Calls `visit` with a default-constructed patch of every synth function.
template <class Visit, std::size_t... I>
void for_each_patch(Visit&& visit, std::index_sequence<I...>) {
  (visit(std::variant_alternative_t<I, AnyPatch>{}), ...);
}
template <class Visit>
void for_each_patch(Visit&& visit) {
  for_each_patch(visit, std::make_index_sequence<std::variant_size_v<AnyPatch>>{});
}

TransitionTiming read_timing(ParamReader& reader) {
  TransitionTiming timing;
  timing.offset_seconds =
      reader.number_of(reader.find({"initial_offset"}), Unit::seconds).value_or(0);
  timing.duration_seconds = reader.number_of(reader.find({"transition_duration"}), Unit::seconds);
  const JsonNode curve = reader.find({"transition_curve"});
  if (curve.is_set()) timing.curve = curve.text();
  return timing;
}

}  // namespace

std::optional<SynthSpec> read_synth(std::string_view name, JsonNode params,
                                    Diagnostics& diagnostics) {
  const bool moving = name.ends_with(kTransition);
  if (moving) name.remove_suffix(kTransition.size());
  std::optional<SynthSpec> spec;
  for_each_patch([&]<class P>(P patch) {
    if (spec || name != P::name) return;
    ParamReader reader(params, moving, diagnostics);
    reader.read(patch);
    const TransitionTiming timing = read_timing(reader);
    reader.know("oscillator_phases");
    reader.report_unknown_keys();
    spec = SynthSpec{std::move(patch), moving, timing};
  });
  if (!spec) {
    const std::vector<std::string> names = synth_names();
    params.report(
        diagnostics, Severity::error,
        "unknown synth function \"" + std::string(name) + '"' + did_you_mean(name, names));
  }
  return spec;
}

std::vector<std::string> synth_names() {
  std::vector<std::string> names;
  for_each_patch([&]<class P>(const P&) { names.emplace_back(P::name); });
  return names;
}

}  // namespace bbplay::model
