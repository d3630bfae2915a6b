// SPDX-License-Identifier: MIT
#pragma once

#include "bbplay/model/params.h"

namespace bbplay {

/// Two slightly detuned tones, each with an LFO of its own (format voices-modulation 4.2).
struct StereoAmPatch {
  using P = StereoAmPatch;
  static constexpr std::string_view name = "stereo_am_independent";
  static constexpr std::string_view meaning = "two detuned tones, each swelling at its own rate";

  double amp = 0;
  Ramp carrier_hz, width_hz, lfo_hz_l, lfo_hz_r, lfo_depth_l, lfo_depth_r;
  double lfo_phase_rad_l = 0, lfo_phase_rad_r = 0;  // moving LFOs start at 0

  static constexpr Range kRate{0, 200};
  // clang-format off
  static constexpr Row<P> rows[] = {
    {&P::amp,             "amp",             0.25,            Unit::gain,     {0, 4},        "level",                       still()},
    {&P::carrier_hz,      "carrierFreq",     {200, 200, 250}, Unit::hertz,    kAudible,      "midway between the ears",     own_ends()},
    {&P::width_hz,        "stereo_width_hz", 0.2,             Unit::hertz,    {-1000, 1000},
        "right tone minus left tone", own_ends("startStereoWidthHz", "endStereoWidthHz")},
    {&P::lfo_hz_l,        "modFreqL",        {4, 4, 6},       Unit::hertz,    kRate,         "left swells per second",      own_ends()},
    {&P::lfo_hz_r,        "modFreqR",        {4, 4.1, 5.9},   Unit::hertz,    kRate,         "right swells per second",     own_ends()},
    {&P::lfo_depth_l,     "modDepthL",       0.8,             Unit::fraction, {0, 1},        "how far the left ones sink",  own_ends()},
    {&P::lfo_depth_r,     "modDepthR",       0.8,             Unit::fraction, {0, 1},        "how far the right ones sink", own_ends()},
    {&P::lfo_phase_rad_l, "modPhaseL",       0.0,             Unit::radians,  kAnyValue,     "left LFO at the start",       still_only()},
    {&P::lfo_phase_rad_r, "modPhaseR",       0.0,             Unit::radians,  kAnyValue,     "right LFO at the start",      still_only()},
  };
  // clang-format on
};

}  // namespace bbplay
