// SPDX-License-Identifier: MIT
#pragma once

#include "bbplay/model/fidelity.h"
#include "bbplay/model/patches/flanger_patch.h"

namespace bbplay::dsp {

/// One flanger that does not move: what is left of a patch once its start or end set is chosen
/// (format flanger 2). Nothing is clamped yet.
struct FlangerSettings {
  double delay_ms = 1.2, depth_ms = 0.6, rate_hz = 0.12;
  FlangerWave wave = FlangerWave::sine;
  double feedback = 0.5, mix = 0.3, loop_lpf_hz = 7000, loop_hpf_hz = 0;
  int stereo_mode = 0;  // 2 mid only, 3 side only, 1 spread (corrected fidelity), others linked
  double spread_deg = 0;
  int delay_law = 0;  // 0 linear, 1 linear in 1/delay, others exponential
  bool four_taps = false;
  double min_delay_ms = 0.25, max_delay_ms = 8;
  bool makes_up_loudness = true;
  double loudness_time_ms = 80, loudness_min_gain = 0.5, loudness_max_gain = 2;
};

enum class FlangerSet { start, end };

FlangerSettings settings_of(const FlangerPatch& patch, FlangerSet set, Fidelity fidelity);

}  // namespace bbplay::dsp
