// SPDX-License-Identifier: MIT
#pragma once

#include "bbplay/model/params.h"

namespace bbplay {

/// Way of a source around the head. `line` is what the reference's manual calls `linear`; the
/// reference does not know the word and plays a circle.
enum class PathShape { circle, square, linear, arc, diamond, oscillating_arc, line };

inline constexpr std::string_view kPathShapes[] = {"circle",  "square",          "linear", "arc",
                                                   "diamond", "oscillating_arc", "line"};

/// A tone that travels around the head, heard through measured ears (format sam 1).
struct SpatialAnglePatch {
  using P = SpatialAnglePatch;
  static constexpr std::string_view name = "spatial_angle_modulation";
  static constexpr bool is_straight_in_reference = true;  // there, no curve has an effect
  static constexpr std::string_view meaning = "a tone carried around the head (HRTF)";
  static constexpr bool finds_own_levels() { return true; }  // to be brought down to full scale

  double amp = 0.7;
  Ramp carrier_freq_hz, beat_freq_hz, path_radius, arc_start_deg, arc_end_deg;
  ChoiceEnds shape;
  double frame_ms = 46.4;
  double overlap = 8;

  // clang-format off
  static constexpr Row<P> rows[] = {
    {&P::amp,             "amp",            0.7,   Unit::gain,         {0, 1},    "level"},
    {&P::carrier_freq_hz, "carrierFreq",    440.0, Unit::hertz,        kAudible,  "tone", own_ends()},
    {&P::beat_freq_hz,    "beatFreq",       4.0,   Unit::hertz,        {0, 200},  "turns per second", own_ends()},
    {&P::shape,           "pathShape",      0.0,   Unit::none,         kAnyValue, "way around the head", own_ends(kPathShapes)},
    {&P::path_radius,     "pathRadius",     1.0,   Unit::none,         kAnyValue,
        "only its sign counts: negative turns the path by half a turn", own_ends()},
    {&P::arc_start_deg,   "arcStartDeg",    0.0,   Unit::degrees,      kAnyValue, "one end of an arc, positive to the left", own_ends()},
    {&P::arc_end_deg,     "arcEndDeg",      360.0, Unit::degrees,      kAnyValue, "other end of an arc", own_ends()},
    {&P::frame_ms,        "frame_dur_ms",   46.4,  Unit::milliseconds, {1, 1000}, "length of a window of the moving source"},
    {&P::overlap,         "overlap_factor", 8.0,   Unit::count,        {2, 32},   "windows at a time"},
  };
  // clang-format on
};

}  // namespace bbplay
