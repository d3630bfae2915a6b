// SPDX-License-Identifier: MIT
#pragma once

#include "bbplay/model/params.h"

namespace bbplay {

/// A tone swelling with an LFO and driven through a saturating curve
/// (format voices-modulation 4.1).
struct RhythmicWaveshapingPatch {
  using P = RhythmicWaveshapingPatch;
  static constexpr std::string_view name = "rhythmic_waveshaping";
  static constexpr std::string_view meaning = "a tone whose overtones come and go with an LFO";

  double amp = 0, pan = 0;
  Ramp carrier_hz, lfo_hz, lfo_depth, drive;

  // clang-format off
  static constexpr Row<P> rows[] = {
    {&P::amp,        "amp",         0.25,           Unit::gain,     {0, 4},   "level",                             still()},
    {&P::carrier_hz, "carrierFreq", {200, 200, 80}, Unit::hertz,    kAudible, "tone",                              own_ends()},
    {&P::lfo_hz,     "modFreq",     {4, 12, 7.83},  Unit::hertz,    {0, 200}, "swells per second",                 own_ends()},
    {&P::lfo_depth,  "modDepth",    1.0,            Unit::fraction, {0, 1},   "how far they sink",                 own_ends()},
    {&P::drive,      "shapeAmount", 5.0,            Unit::none,     {0, 100}, "drive into saturation; 0: silence", own_ends()},
    {&P::pan,        "pan",         0.0,            Unit::none,     {-1, 1},  "position, equal power",             still()},
  };
  // clang-format on
};

}  // namespace bbplay
