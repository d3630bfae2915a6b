// SPDX-License-Identifier: MIT
#include "bbplay/reference/synth_tables.h"

#include <algorithm>

#include "bbplay/model/noise_preset.h"
#include "bbplay/model/patches/flanger_patch.h"

#include "reader/each_patch.h"
#include "reader/further_keys.h"
#include "reader/read_synth.h"
#include "reader/read_timing.h"
#include "reference/param_rows.h"

namespace bbplay::reference {
namespace {

template <class P>
ParamTable table_of(std::string_view name, std::string_view meaning) {
  ParamTable table;
  table.name = name;
  table.meaning = meaning;
  table.params = params_of<P>();
  const auto further = reader::further_keys<P>();
  table.further_keys.assign(further.begin(), further.end());
  return table;
}

}  // namespace

std::vector<ParamTable> synth_tables() {
  std::vector<ParamTable> tables;
  reader::for_each_patch([&]<class P>(const P& patch) {
    ParamTable table = table_of<P>(P::name, P::meaning);
    table.has_transition = reader::can_move<P>();
    const TimingKeys keys = reader::timing_keys(AnyPatch(patch));
    table.curve_keys.assign(keys.curve.begin(), keys.curve.end());
    table.duration_keys.assign(keys.duration.begin(), keys.duration.end());
    tables.push_back(std::move(table));
  });
  std::sort(tables.begin(), tables.end(),
            [](const ParamTable& a, const ParamTable& b) { return a.name < b.name; });
  return tables;
}

std::vector<ParamTable> further_tables() {
  std::vector<ParamTable> tables;
  tables.push_back(table_of<FlangerPatch>(
      "flanger", "a comb that sweeps through the finished voice; on with flangeEnable"));
  tables.back().has_transition = true;
  tables.push_back(
      table_of<AzimuthSegment>("spatialTrajectory", "each segment of the way around the listener"));
  tables.push_back(table_of<NoisePreset>(".noise", "a file with noise for under a track"));
  return tables;
}

std::optional<ParamTable> table_named(std::string_view name) {
  const bool is_transition = name.ends_with(reader::kTransition);
  if (is_transition) name.remove_suffix(reader::kTransition.size());
  for (const auto& tables : {synth_tables(), further_tables()}) {
    for (const ParamTable& table : tables) {
      if (table.name == name && (table.has_transition || !is_transition)) return table;
    }
  }
  return std::nullopt;
}

}  // namespace bbplay::reference
