// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "bbplay/model/patches/noise_source_patch.h"

namespace bbplay {

/// A noise and its notches: what the patches of all noise functions hold. The tables are theirs,
/// because hardly a key or a default of the moving notches is the same in two of them.
struct NotchedNoise {
  NoiseSourcePatch source;
  NotchesPatch fixed;
  Ramp lfo_hz, ear_offset_deg, pass_offset_deg;
  std::vector<NotchSweep> sweeps;

  SweptNotches notches() const {
    const auto waveform = static_cast<LfoWaveform>(fixed.waveform.index);
    return {lfo_hz, waveform, sweeps, ear_offset_deg, pass_offset_deg, fixed.static_notches};
  }
};

}  // namespace bbplay
