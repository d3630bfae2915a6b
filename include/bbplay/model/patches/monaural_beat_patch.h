// SPDX-License-Identifier: MIT
#pragma once

#include <tuple>

#include "bbplay/model/patches/ear_patches.h"

namespace bbplay {

/// Two partials mixed into both ears with four gains (format voices-tonal 6 and 7).
struct MonauralBeatPatch {
  using P = MonauralBeatPatch;
  static constexpr std::string_view name = "monaural_beat_stereo_amps";
  static constexpr std::string_view meaning = "two tones beating in the air, four gains";

  PhaseWobblePatch wobble;
  Ramp amp_lower_l, amp_upper_l, amp_lower_r, amp_upper_r, base_freq_hz, beat_freq_hz;
  StartPhase lower, upper;
  Ramp tremolo_depth, tremolo_freq_hz, tremolo_phase_rad;

  /// What the reference's editor writes for the moving form (format session 6.4).
  static constexpr OldKey old_keys[] = {
      {"start_baseFreq", "startBaseFreq"},
      {"end_baseFreq", "endBaseFreq"},
      {"start_beatFreq", "startBeatFreq"},
      {"end_beatFreq", "endBeatFreq"},
      {"start_startPhaseL", "startStartPhaseL"},
      {"end_startPhaseL", "endStartPhaseL"},
      {"start_startPhaseR", "startStartPhaseU"},
      {"end_startPhaseR", "endStartPhaseU"},
      {"start_phaseOscFreq", "startPhaseOscFreq"},
      {"end_phaseOscFreq", "endPhaseOscFreq"},
      {"start_phaseOscRange", "startPhaseOscRange"},
      {"end_phaseOscRange", "endPhaseOscRange"},
      {"start_ampOscDepth", "startAmpOscDepth"},
      {"end_ampOscDepth", "endAmpOscDepth"},
      {"start_ampOscFreq", "startAmpOscFreq"},
      {"end_ampOscFreq", "endAmpOscFreq"},
      {"start_ampOscPhaseOffset", "startAmpOscPhaseOffset"},
      {"end_ampOscPhaseOffset", "endAmpOscPhaseOffset"},
  };

  static constexpr auto parts = std::tuple{&P::wobble};
  // clang-format off
  static constexpr Row<P> rows[] = {
    {&P::amp_lower_l,       "amp_lower_L",       0.5,   Unit::gain,     {0, 4},    "lower tone, left"},
    {&P::amp_upper_l,       "amp_upper_L",       0.5,   Unit::gain,     {0, 4},    "upper tone, left"},
    {&P::amp_lower_r,       "amp_lower_R",       0.5,   Unit::gain,     {0, 4},    "lower tone, right"},
    {&P::amp_upper_r,       "amp_upper_R",       0.5,   Unit::gain,     {0, 4},    "upper tone, right"},
    {&P::base_freq_hz,      "baseFreq",          200.0, Unit::hertz,    kAudible,  "midway between the tones"},
    {&P::beat_freq_hz,      "beatFreq",          4.0,   Unit::hertz,    {0, 200},  "distance of the tones"},
    {&P::lower,             "startPhaseL",       0.0,   Unit::radians,  kAnyValue, "lower tone at the start",  ends("startStartPhaseL")},
    {&P::upper,             "startPhaseR",       0.0,   Unit::radians,  kAnyValue,
        "upper tone at the start", ends("startStartPhaseU", "endStartPhaseU")},
    {&P::tremolo_depth,     "ampOscDepth",       0.0,   Unit::fraction, {0, 2},    "tremolo depth"},
    {&P::tremolo_freq_hz,   "ampOscFreq",        0.0,   Unit::hertz,    {0, 200},  "tremolo rate"},
    {&P::tremolo_phase_rad, "ampOscPhaseOffset", 0.0,   Unit::radians,  kAnyValue, "tremolo phase"},
  };
  // clang-format on
};

}  // namespace bbplay
