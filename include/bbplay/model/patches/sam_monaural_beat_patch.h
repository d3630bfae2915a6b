// SPDX-License-Identifier: MIT
#pragma once

#include "bbplay/model/patches/monaural_beat_patch.h"

namespace bbplay {

struct SamMonauralBeatPatch;

/// The tremolo of the still form has older names; the path that the name promises has no effect.
void read_sam_monaural_leftovers(SamMonauralBeatPatch&, reader::ParamReader&);

/// A monaural beat in the middle, with a second tremolo (format sam 2). Nothing turns: the
/// reference works out where the beat would be and then does not use it.
struct SamMonauralBeatPatch {
  using P = SamMonauralBeatPatch;
  static constexpr std::string_view name = "spatial_angle_modulation_monaural_beat";
  static constexpr bool is_straight_in_reference = true;  // there, no curve has an effect
  static constexpr std::string_view meaning = "a monaural beat in the middle, two tremolos";

  Ramp amp;
  Ramp amp_lower_l, amp_upper_l, amp_lower_r, amp_upper_r, base_freq_hz, beat_freq_hz;
  StartPhase lower, upper;
  Ramp wobble_freq_hz, wobble_range_rad;
  Ramp inner_depth, inner_freq_hz, inner_phase_rad;  // tremolo of the beat itself
  Ramp depth, freq_hz, phase_rad;                    // tremolo of the whole

  /// The beat that the voice is built on.
  MonauralBeatPatch beat() const;

  static constexpr Range kRate{0, 200};
  static constexpr Range kGain{0, 4};

  // clang-format off
  static constexpr Row<P> rows[] = {
    {&P::amp,                      "amp",                        0.7,   Unit::gain,     {0, 1},    "level"},
    {&P::amp_lower_l,              "amp_lower_L",                0.5,   Unit::gain,     kGain,     "lower tone, left half"},
    {&P::amp_upper_l,              "amp_upper_L",                0.5,   Unit::gain,     kGain,     "upper tone, left half"},
    {&P::amp_lower_r,              "amp_lower_R",                0.5,   Unit::gain,     kGain,     "lower tone, right half"},
    {&P::amp_upper_r,              "amp_upper_R",                0.5,   Unit::gain,     kGain,     "upper tone, right half"},
    {&P::base_freq_hz,             "baseFreq",                   200.0, Unit::hertz,    kAudible,  "midway between the tones"},
    {&P::beat_freq_hz,             "beatFreq",                   4.0,   Unit::hertz,    kRate,     "distance of the tones"},
    {&P::lower,                    "startPhaseL",                0.0,   Unit::radians,  kAnyValue,
        "lower tone at the start", ends("startStartPhaseL_monaural", "endStartPhaseL_monaural")},
    {&P::upper,                    "startPhaseR",                0.0,   Unit::radians,  kAnyValue,
        "upper tone at the start", ends("startStartPhaseU_monaural", "endStartPhaseU_monaural")},
    {&P::wobble_freq_hz,           "phaseOscFreq",               0.0,   Unit::hertz,    kRate,
        "phase wobble rate", ends("startPhaseOscFreq_monaural", "endPhaseOscFreq_monaural")},
    {&P::wobble_range_rad,         "phaseOscRange",              0.0,   Unit::radians,  kAnyValue,
        "phase wobble, peak to peak", ends("startPhaseOscRange_monaural", "endPhaseOscRange_monaural")},
    {&P::inner_depth,              "monaural_ampOscDepth",       0.0,   Unit::fraction, {0, 2},
        "inner tremolo depth", ends("startAmpOscDepth_monaural", "endAmpOscDepth_monaural")},
    {&P::inner_freq_hz,            "monaural_ampOscFreq",        0.0,   Unit::hertz,    kRate,
        "inner tremolo rate", ends("startAmpOscFreq_monaural", "endAmpOscFreq_monaural")},
    {&P::inner_phase_rad,          "monaural_ampOscPhaseOffset", 0.0,   Unit::radians,  kAnyValue,
        "inner tremolo phase", ends("startAmpOscPhaseOffset_monaural", "endAmpOscPhaseOffset_monaural")},
    {&P::depth,                    "sam_ampOscDepth",            0.0,   Unit::fraction, {0, 2},    "tremolo depth"},
    {&P::freq_hz,                  "sam_ampOscFreq",             0.0,   Unit::hertz,    kRate,     "tremolo rate; 0: off"},
    {&P::phase_rad,                "sam_ampOscPhaseOffset",      0.0,   Unit::radians,  kAnyValue, "tremolo phase"},
    {&read_sam_monaural_leftovers, "ampOscDepth",                0.0,   Unit::none,     kAnyValue,
        "older name of sam_ampOscDepth, as are ampOscFreq and ampOscPhaseOffset", still()},
  };
  // clang-format on
};

}  // namespace bbplay
