// SPDX-License-Identifier: MIT
#pragma once

#include "bbplay/model/params.h"

namespace bbplay {

/// Left an amplitude-modulated cosine, right a monaural beat of two sines, both band-limited
/// without phase shift (format voices-modulation 9 and 10).
struct HybridQamMonauralBeatPatch {
  using P = HybridQamMonauralBeatPatch;
  static constexpr std::string_view name = "hybrid_qam_monaural_beat";
  static constexpr std::string_view meaning = "left a modulated carrier, right two beating tones";

  Ramp amp_l, amp_r;
  Ramp carrier_hz_l, am_hz_l, am_depth_l, am_phase_rad_l;
  StartPhase start_l;
  Ramp carrier_hz_r, beat_hz_r;
  Ramp am_depth_r, am_hz_r, am_phase_rad_r;
  Ramp vibrato_hz_r, vibrato_range_hz_r, vibrato_phase_rad_r;
  StartPhase start_lower, start_upper;  // of the right tones
  Ramp wobble_hz_r, wobble_rad_r, wobble_phase_rad_r;

  static constexpr Range kRate{0, 200};

  // clang-format off
  static constexpr Row<P> rows[] = {
    {&P::amp_l,               "ampL",                     0.5,   Unit::gain,     {0, 4},        "left level"},
    {&P::amp_r,               "ampR",                     0.5,   Unit::gain,     {0, 4},        "level of each right tone"},
    {&P::carrier_hz_l,        "qamCarrierFreqL",          100.0, Unit::hertz,    kAudible,      "left carrier"},
    {&P::am_hz_l,             "qamAmFreqL",               4.0,   Unit::hertz,    kRate,         "left modulation; 0: off"},
    {&P::am_depth_l,          "qamAmDepthL",              0.5,   Unit::fraction, {0, 2},        "its depth"},
    {&P::am_phase_rad_l,      "qamAmPhaseOffsetL",        0.0,   Unit::radians,  kAnyValue,     "its phase at the start"},
    {&P::start_l,             "qamStartPhaseL",           0.0,   Unit::radians,  kAnyValue,     "left carrier at the start"},
    {&P::carrier_hz_r,        "monoCarrierFreqR",         100.0, Unit::hertz,    kAudible,      "midway between the right tones"},
    {&P::beat_hz_r,           "monoBeatFreqInChannelR",   4.0,   Unit::hertz,    {-1000, 1000}, "distance of the right tones"},
    {&P::am_depth_r,          "monoAmDepthR",             0.0,   Unit::fraction, {0, 1},        "right tremolo depth"},
    {&P::am_hz_r,             "monoAmFreqR",              0.0,   Unit::hertz,    kRate,         "right tremolo rate; 0: off"},
    {&P::am_phase_rad_r,      "monoAmPhaseOffsetR",       0.0,   Unit::radians,  kAnyValue,     "right tremolo phase at the start"},
    {&P::vibrato_range_hz_r,  "monoFmRangeR",             0.0,   Unit::hertz,    {0, 2000},     "right vibrato, peak to peak"},
    {&P::vibrato_hz_r,        "monoFmFreqR",              0.0,   Unit::hertz,    kRate,         "right vibrato rate; 0: off"},
    {&P::vibrato_phase_rad_r, "monoFmPhaseOffsetR",       0.0,   Unit::radians,  kAnyValue,     "right vibrato phase at the start"},
    {&P::start_lower,         "monoStartPhaseR_Tone1",    0.0,   Unit::radians,  kAnyValue,
        "lower right tone at the start", ends("startMonoStartPhaseR_Tone1", "endMonoStartPhaseR_Tone1")},
    {&P::start_upper,         "monoStartPhaseR_Tone2",    0.0,   Unit::radians,  kAnyValue,
        "upper right tone at the start", ends("startMonoStartPhaseR_Tone2", "endMonoStartPhaseR_Tone2")},
    {&P::wobble_hz_r,         "monoPhaseOscFreqR",        0.0,   Unit::hertz,    kRate,         "right phase wobble rate"},
    {&P::wobble_rad_r,        "monoPhaseOscRangeR",       0.0,   Unit::radians,  kAnyValue,     "right phase wobble, peak to peak"},
    {&P::wobble_phase_rad_r,  "monoPhaseOscPhaseOffsetR", 0.0,   Unit::radians,  kAnyValue,     "right phase wobble at the start"},
  };
  // clang-format on
};

}  // namespace bbplay
