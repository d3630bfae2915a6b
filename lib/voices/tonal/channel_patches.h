// SPDX-License-Identifier: MIT
/// What the patches that exist once per ear mean for the ears.
#pragma once

#include "bbplay/model/patches/ear_patches.h"

#include "voices/tonal/carrier.h"
#include "voices/tonal/channel_level.h"

namespace bbplay::voices {

inline Vibrato left_vibrato(const VibratoPatch& patch) {
  return {patch.range_hz_l, patch.freq_hz_l, patch.phase_rad_l, patch.skew_l};
}
inline Vibrato right_vibrato(const VibratoPatch& patch) {
  return {patch.range_hz_r, patch.freq_hz_r, patch.phase_rad_r, patch.skew_r};
}
inline Tremolo left_tremolo(const TremoloPatch& patch) {
  return {patch.depth_l, patch.freq_hz_l, patch.phase_rad_l, patch.skew_l};
}
inline Tremolo right_tremolo(const TremoloPatch& patch) {
  return {patch.depth_r, patch.freq_hz_r, patch.phase_rad_r, patch.skew_r};
}

}  // namespace bbplay::voices
