// SPDX-License-Identifier: MIT
#pragma once

#include <tuple>

#include "bbplay/model/patches/binaural_beat_patch.h"

namespace bbplay {

inline constexpr std::string_view kPulseShapes[] = {"trapezoid", "square|pulse",
                                                    "raised_cosine|raised-cosine|cosine|hann"};

/// A binaural beat with a pulse envelope of its own per ear (spec voices-tonal sections 8 and 9).
struct DualPulsePatch {
  using P = DualPulsePatch;
  static constexpr std::string_view name = "dual_pulse_binaural";
  static constexpr std::string_view meaning = "a binaural beat pulsed separately in each ear";

  BinauralBeatPatch carrier;
  Ramp force_mono, harmonic_suppression;
  Ramp pulse_rate_hz, pulse_rate_hz_l, pulse_rate_hz_r;

  static constexpr auto parts = std::tuple{&P::carrier};
  static constexpr Row<P> rows[] = {
      {&P::force_mono, "forceMono", 0.0, Unit::none, kFlag, "carriers without beat"},
      {&P::harmonic_suppression, "harmonicSuppression", 0.0, Unit::none, kFlag,
       "low-pass at 1.5 times the carrier"},
      {&P::pulse_rate_hz,
       "pulseRate",
       0.0,
       Unit::hertz,
       {0, 200},
       "pulses per second; 0: the beat"},
      {&P::pulse_rate_hz_l,
       "pulseRateL",
       0.0,
       Unit::hertz,
       {0, 200},
       "left pulses; 0: the common rate",
       {.fallbacks = Fallbacks::per_end}},
      {&P::pulse_rate_hz_r,
       "pulseRateR",
       0.0,
       Unit::hertz,
       {0, 200},
       "right pulses; 0: the common rate",
       {.fallbacks = Fallbacks::per_end}},
  };
};

}  // namespace bbplay
