// SPDX-License-Identifier: MIT
#pragma once

#include <numbers>

#include "bbplay/model/params.h"

namespace bbplay {

/// The saturated tone of RhythmicWaveshapingPatch with an LFO of its own in each ear
/// (format voices-modulation 4.3).
struct WaveShapeStereoAmPatch {
  using P = WaveShapeStereoAmPatch;
  static constexpr std::string_view name = "wave_shape_stereo_am";
  static constexpr std::string_view meaning = "a saturated tone swelling separately in each ear";

  double amp = 0;
  Ramp carrier_hz, shape_hz, shape_depth, drive;
  Ramp lfo_hz_l, lfo_hz_r, lfo_depth_l, lfo_depth_r;
  double lfo_phase_rad_l = 0, lfo_phase_rad_r = 0;  // moving LFOs start at 0

  static constexpr Range kRate{0, 200};
  // clang-format off
  static constexpr Row<P> rows[] = {
    {&P::amp,             "amp",             0.15,                 Unit::gain,     {0, 4},    "level", still()},
    {&P::carrier_hz,      "carrierFreq",     {200, 200, 100},      Unit::hertz,    kAudible,  "tone", own_ends()},
    {&P::shape_hz,        "shapeModFreq",    {4, 4, 8},            Unit::hertz,    kRate,     "swells into the saturation", own_ends()},
    {&P::shape_depth,     "shapeModDepth",   0.8,                  Unit::fraction, {0, 1},    "how far they sink", own_ends()},
    {&P::drive,           "shapeAmount",     0.5,                  Unit::none,     {0, 100},
        "drive into saturation; 0: silence", own_ends()},
    {&P::lfo_hz_l,        "stereoModFreqL",  {4.1, 4.1, 6.0},      Unit::hertz,    kRate,     "left swells per second", own_ends()},
    {&P::lfo_hz_r,        "stereoModFreqR",  {4.0, 4.0, 6.1},      Unit::hertz,    kRate,     "right swells per second", own_ends()},
    {&P::lfo_depth_l,     "stereoModDepthL", 0.8,                  Unit::fraction, {0, 1},    "how far the left ones sink", own_ends()},
    {&P::lfo_depth_r,     "stereoModDepthR", {0.8, 0.9, 0.9},      Unit::fraction, {0, 1},    "how far the right ones sink", own_ends()},
    {&P::lfo_phase_rad_l, "stereoModPhaseL", 0.0,                  Unit::radians,  kAnyValue, "left LFO at the start", still_only()},
    {&P::lfo_phase_rad_r, "stereoModPhaseR", std::numbers::pi / 2, Unit::radians,  kAnyValue, "right LFO at the start", still_only()},
  };
  // clang-format on
};

}  // namespace bbplay
