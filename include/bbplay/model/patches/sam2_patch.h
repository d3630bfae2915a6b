// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "bbplay/model/params.h"

namespace bbplay {

struct Sam2Scene;

/// A path drawn by hand (format sam 3.2).
struct CustomPath {
  struct Point {
    double x = 0, y = 0;
    bool operator==(const Point&) const = default;
  };
  std::vector<Point> points;
  bool closed = false;
  bool spline = false;         // Catmull-Rom, else straight lines with their corners cut off
  int nodes_per_segment = 24;  // of a spline
  int smoothing_passes = 1;
  double smoothing_ratio = 0.25;  // of an edge, cut off at each end
  bool operator==(const CustomPath&) const = default;
};

struct Sam2Patch;
/// Shape of the path: what it is called, or the one that belongs to its type.
void read_sam2_shape(Sam2Patch&, reader::ParamReader&);
/// Steps of a discontinuous path; anything that is no number is the default.
void read_sam2_steps(Sam2Patch&, reader::ParamReader&);
/// Signs of the phase modulation; their default depends on the version of the parameters.
void read_sam2_polarity(Sam2Patch&, reader::ParamReader&);
void read_sam2_custom_path(Sam2Patch&, reader::ParamReader&);
/// The older names that the ends of a transition can have.
void read_sam2_moving_aliases(Sam2Patch&, reader::ParamReader&);
/// Reports renderers that are not played, and passes over what belongs to them and to scenes.
void read_sam2_left_out(Sam2Patch&, reader::ParamReader&);

/// A carrier whose phase is pushed to opposite sides in the two ears by a source that moves along a
/// path (format sam 3).
struct Sam2Patch {
  using P = Sam2Patch;
  static constexpr std::string_view name = "spatial_angle_modulation_sam2";
  static constexpr bool is_straight_in_reference = true;  // there, no curve has an effect
  static constexpr std::string_view meaning = "phase modulation that moves between the ears";

  enum class PathType { open, closed, discontinuous, custom };
  enum class Shape { sinusoidal, triangle, ramp, square };

  double amp = 0.7;
  Ramp carrier_freq_hz, mod_freq_hz, arc_width_deg, direction_deg, spatial_scale_rad;
  Choice path_type;  // a PathType
  Shape shape = Shape::sinusoidal;
  Choice rotation;  // 1: counter-clockwise
  int steps = 8;
  double phase_left_rad = 0, phase_right_rad = 0;
  int polarity_left = -1, polarity_right = 1;
  std::optional<CustomPath> custom;
  /// What the scene of the track does to the voice; null: nothing (format sam-scenes).
  std::shared_ptr<const Sam2Scene> scene;

  static constexpr std::string_view kPathTypes[] = {"open", "closed", "discontinuous", "custom"};
  static constexpr std::string_view kRotations[] = {"cw", "ccw"};

  // clang-format off
  static constexpr Row<P> rows[] = {
    {&P::amp,                   "amp",                       0.7,   Unit::gain,    {0, 1},      "level"},
    {&P::carrier_freq_hz,       "carrierFreq",               440.0, Unit::hertz,   kAudible,    "tone"},
    {&P::mod_freq_hz,           "modFreq",                   4.0,   Unit::hertz,   {0, 200},
        "passes along the path per second", also("beatFreq")},
    {&P::arc_width_deg,         "arcWidthDeg",               90.0,  Unit::degrees, {-360, 360},
        "angle that the path spans", also("arcWidth")},
    {&P::direction_deg,         "directionOffsetDeg",        0.0,   Unit::degrees, {-360, 360},
        "middle of the path", also("directionOffset")},
    {&P::spatial_scale_rad,     "spatialScale",              1.0,   Unit::radians, {0, 20},
        "largest phase deviation of an ear", also("peakPhaseDev")},
    {&read_sam2_moving_aliases, "startBeatFreq|endBeatFreq", 0.0,   Unit::none,    kAnyValue,
        "older names, as are startPeakPhaseDev and endPeakPhaseDev", still()},
    {&P::path_type,             "pathType",                  0.0,   Unit::none,    kAnyValue,
        "there and back, around, in steps, or drawn", still(kPathTypes)},
    {&read_sam2_shape,          "pathShape",                 0.0,   Unit::none,    kAnyValue,
        "sinusoidal, triangle, ramp or square; by default what suits the type", still()},
    {&P::rotation,              "rotationDirection",         0.0,   Unit::none,    kAnyValue,
        "sense of a path that goes around", still(kRotations)},
    {&read_sam2_steps,          "discontinuousSteps",        8.0,   Unit::count,   {2, 1000},   "steps of a discontinuous path", still()},
    {&P::phase_left_rad,        "phaseOffsetLRad",           0.0,   Unit::radians, kAnyValue,
        "left phase", also_still("phaseOffsetL|startPhaseOffsetL")},
    {&P::phase_right_rad,       "phaseOffsetRRad",           0.0,   Unit::radians, kAnyValue,
        "right phase", also_still("phaseOffsetR|startPhaseOffsetR")},
    {&read_sam2_polarity,       "earPolarity",               0.0,   Unit::none,    kAnyValue,
        "left_minus_right_plus, left_plus_right_minus or left_plus_right_plus", still()},
    {&read_sam2_custom_path,    "customPathProfile",         0.0,   Unit::none,    kAnyValue,
        "points of a drawn path: points, kind, closedLoop, subNodesPerSegment, smoothing...", still()},
    {&read_sam2_left_out,       "rendererMode",              0.0,   Unit::none,    kAnyValue,   "only abstract_pm is played", still()},
  };
  // clang-format on
};

}  // namespace bbplay
