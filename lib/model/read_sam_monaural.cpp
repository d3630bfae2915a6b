// SPDX-License-Identifier: MIT
#include "bbplay/model/patches/sam_monaural_beat_patch.h"

#include "model/param_reader.h"

namespace bbplay {

void read_sam_monaural_leftovers(SamMonauralBeatPatch& patch, model::ParamReader& reader) {
  const auto older = [&reader](Ramp& ramp, std::string_view name, std::string_view old_name) {
    const model::JsonNode node = reader.find({old_name});
    if (reader.params()[name].is_set()) return;
    ramp.from = ramp.to = reader.number_of(node, Unit::none).value_or(ramp.from);
  };
  if (!reader.moving()) {
    older(patch.depth, "sam_ampOscDepth", "ampOscDepth");
    older(patch.freq_hz, "sam_ampOscFreq", "ampOscFreq");
    older(patch.phase_rad, "sam_ampOscPhaseOffset", "ampOscPhaseOffset");
  }

  for (const std::string_view key :
       {"pathRadius", "spatialBeatFreq", "spatialPhaseOffset", "rotationDirection", "frame_dur_ms",
        "overlap_factor", "startPathRadius", "endPathRadius", "startSpatialBeatFreq",
        "endSpatialBeatFreq", "startSpatialPhaseOffset", "endSpatialPhaseOffset",
        "startRotationDirection", "endRotationDirection"}) {
    reader.know(key);
  }
}

MonauralBeatPatch SamMonauralBeatPatch::beat() const {
  MonauralBeatPatch out;
  out.wobble = {wobble_freq_hz, wobble_range_rad};
  out.amp_lower_l = amp_lower_l;
  out.amp_upper_l = amp_upper_l;
  out.amp_lower_r = amp_lower_r;
  out.amp_upper_r = amp_upper_r;
  out.base_freq_hz = base_freq_hz;
  out.beat_freq_hz = beat_freq_hz;
  out.lower = lower;
  out.upper = upper;
  // The ends of the start phases have no effect.
  out.lower.end_radians.reset();
  out.upper.end_radians.reset();
  out.tremolo_depth = inner_depth;
  out.tremolo_freq_hz = inner_freq_hz;
  out.tremolo_phase_rad = inner_phase_rad;
  return out;
}

}  // namespace bbplay
