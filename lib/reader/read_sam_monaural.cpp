// SPDX-License-Identifier: MIT
#include "bbplay/model/patches/sam_monaural_beat_patch.h"

#include "reader/further_keys.h"
#include "reader/param_reader.h"

namespace bbplay {

void read_sam_monaural_leftovers(SamMonauralBeatPatch& patch, reader::ParamReader& reader) {
  const auto older = [&reader](Ramp& ramp, std::string_view name, std::string_view old_name) {
    const reader::JsonNode node = reader.find({old_name});
    if (reader.member(name).is_set()) return;
    ramp.from = ramp.to = reader.number_of(node, Unit::none).value_or(ramp.from);
  };
  if (!reader.moving()) {
    older(patch.depth, "sam_ampOscDepth", "ampOscDepth");
    older(patch.freq_hz, "sam_ampOscFreq", "ampOscFreq");
    older(patch.phase_rad, "sam_ampOscPhaseOffset", "ampOscPhaseOffset");
  }

  for (const std::string_view key : reader::further_keys<SamMonauralBeatPatch>()) reader.know(key);
}

}  // namespace bbplay
