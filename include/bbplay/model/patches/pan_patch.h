// SPDX-License-Identifier: MIT
#pragma once

#include "bbplay/model/params.h"

namespace bbplay {

inline constexpr std::string_view kPanTypes[] = {"linear", "inward", "outward"};

/// Moving balance of a stereo voice (format voices-tonal 1.5).
struct PanPatch {
  using P = PanPatch;
  Ramp pan, range_min, range_max, freq_hz, phase_rad;
  Choice type;
  // clang-format off
  static constexpr Row<P> rows[] = {
    {&P::pan,       "pan",         0.0, Unit::none,    {-1, 1},   "default of both range limits"},
    {&P::range_min, "panRangeMin", 0.0, Unit::none,    {-1, 1},   "leftmost position",               per_end(), &P::pan},
    {&P::range_max, "panRangeMax", 0.0, Unit::none,    {-1, 1},   "rightmost position",              per_end(), &P::pan},
    {&P::freq_hz,   "panFreq",     0.0, Unit::hertz,   {0, 100},  "sweeps per second"},
    {&P::phase_rad, "panPhase",    0.0, Unit::radians, kAnyValue, "phase of the sweep at the start"},
    {&P::type,      "panType",     0.0, Unit::none,    kAnyValue, "path between the limits",         one_of(kPanTypes)},
  };
  // clang-format on
};

}  // namespace bbplay
