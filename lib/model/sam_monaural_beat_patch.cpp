// SPDX-License-Identifier: MIT
#include "bbplay/model/patches/sam_monaural_beat_patch.h"

namespace bbplay {

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
