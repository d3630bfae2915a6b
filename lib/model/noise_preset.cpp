// SPDX-License-Identifier: MIT
#include "bbplay/model/noise_preset.h"

namespace bbplay {

SweptNotches NoisePreset::notches() const {
  SweptNotches out;
  out.waveform = static_cast<LfoWaveform>(fixed.waveform.index);
  out.static_notches = fixed.static_notches;
  out.sweeps = sweeps;
  if (transition) {
    out.lfo_hz = {start_lfo_hz, end_lfo_hz};
    out.ear_offset_deg = {start_ear_offset_deg, end_ear_offset_deg};
    out.pass_offset_deg = {start_pass_offset_deg, end_pass_offset_deg};
  } else {
    out.lfo_hz = {lfo_hz, lfo_hz};
    out.ear_offset_deg = {start_ear_offset_deg, start_ear_offset_deg};
    out.pass_offset_deg = {start_pass_offset_deg, start_pass_offset_deg};
  }
  return out;
}

}  // namespace bbplay
