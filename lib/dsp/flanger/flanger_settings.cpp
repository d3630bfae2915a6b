// SPDX-License-Identifier: MIT
#include "dsp/flanger/flanger_settings.h"

#include <algorithm>

namespace bbplay::dsp {
namespace {

int whole(double value) { return static_cast<int>(std::clamp(value, -1e9, 1e9)); }

}  // namespace

FlangerSettings settings_of(const FlangerPatch& patch, FlangerSet set, Fidelity fidelity) {
  const auto at = [set](const Ramp& both) {
    return set == FlangerSet::start ? both.from : both.to;
  };
  const FlangerShape shape = set == FlangerSet::start ? patch.start_shape : patch.end_shape;
  return {.delay_ms = at(patch.delay_ms),
          .depth_ms = at(patch.depth_ms),
          .rate_hz = at(patch.rate_hz),
          .wave = fidelity == Fidelity::reference ? shape.reference : shape.corrected,
          .feedback = at(patch.feedback),
          .mix = at(patch.mix),
          .loop_lpf_hz = at(patch.loop_lpf_hz),
          .loop_hpf_hz = at(patch.loop_hpf_hz),
          .stereo_mode = whole(at(patch.stereo_mode)),
          .spread_deg = at(patch.spread_deg),
          .delay_law = whole(at(patch.delay_law)),
          .four_taps = whole(at(patch.interpolation)) != 0,
          .min_delay_ms = at(patch.min_delay_ms),
          .max_delay_ms = at(patch.max_delay_ms),
          .makes_up_loudness = whole(at(patch.loudness_mode)) != 0,
          .loudness_time_ms = at(patch.loudness_time_ms),
          .loudness_min_gain = at(patch.loudness_min_gain),
          .loudness_max_gain = at(patch.loudness_max_gain)};
}

}  // namespace bbplay::dsp
