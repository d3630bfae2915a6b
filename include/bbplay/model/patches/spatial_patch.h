// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "bbplay/model/params.h"

namespace bbplay {

enum class AzimuthMode : std::uint8_t { rotate, rotating_arc, oscillate };

/// One stretch of the way a source takes around the head; degrees, 0 in front, positive to the left
/// (format spatial 2).
struct AzimuthSegment {
  using P = AzimuthSegment;
  static constexpr double kFromOthers = std::numeric_limits<double>::quiet_NaN();

  AzimuthMode mode = AzimuthMode::rotate;
  bool eased = false;
  double seconds = 0;
  double start_deg = 0;
  double center_deg = kFromOthers;  // NaN: start_deg
  double extent_deg = 180;
  double speed_deg_per_s = kFromOthers;  // NaN: extent_deg over the whole segment
  double period_s = kFromOthers;         // NaN or not positive: seconds
  double rotate_freq_hz = 0;
  double first_distance_m = 1, last_distance_m = 1;

  static void read_mode(P& segment, reader::ParamReader& reader);
  static void read_easing(P& segment, reader::ParamReader& reader);
  static void read_distance(P& segment, reader::ParamReader& reader);

  // clang-format off
  static constexpr Row<P> rows[] = {
    {&P::read_mode,       "mode",            0.0,         Unit::none,    kAnyValue, "rotate, rotating_arc or oscillate", still()},
    {&P::seconds,         "seconds",         0.0,         Unit::seconds, kPositive, "length of the segment", still()},
    {&P::start_deg,       "start_deg",       0.0,         Unit::degrees, kAnyValue, "azimuth at the start", still()},
    {&P::center_deg,      "center_deg",      kFromOthers, Unit::degrees, kAnyValue, "middle of an oscillation; absent: start_deg", still()},
    {&P::extent_deg,      "extent_deg",      180.0,       Unit::degrees, kAnyValue, "size of the movement", still()},
    {&P::speed_deg_per_s, "speed_deg_per_s", kFromOthers, Unit::none,    kAnyValue,
        "speed of a rotation; absent: the extent over the segment", still()},
    {&P::period_s,        "period_s",        kFromOthers, Unit::seconds, kAnyValue,
        "period of an oscillation; absent: the segment", still()},
    {&P::rotate_freq_hz,  "rotate_freq_hz",  0.0,         Unit::hertz,   kAnyValue, "turns per second under a rotating arc", still()},
    {&P::read_easing,     "easing",          0.0,         Unit::none,    kAnyValue, "linear or sine", still()},
    {&P::read_distance,   "distance_m",      1.0,         Unit::metres,  kPositive, "distance, or a list of its two ends", still()},
  };
  // clang-format on
};

inline constexpr std::string_view kSpatialDecoders[] = {"itd_head", "foa_cardioid"};

/// Moves the mid of a voice around the listener (format spatial 1). Nothing of it moves with
/// the transition of the voice.
struct SpatialPatch {
  using P = SpatialPatch;
  enum Decoder : int { itd_head, foa_cardioid };

  bool enable = false;
  Choice decoder;
  double use_ild = 1, ear_angle_deg = 30, head_radius_m = 0.0875, itd_scale = 1, ild_max_db = 1.5;
  double ild_xover_hz = 700, ref_distance_m = 1, rolloff = 1, hf_roll_db_per_m = 0;
  double dezipper_theta_ms = 60, dezipper_dist_ms = 80, min_distance_m = 0.1;
  double max_deg_per_s = 90, max_delay_step_samples = 0.02, interpolation = 1;
  /// Absent: one slow oscillation over the whole voice. Empty: azimuth 0, distance 1.
  std::optional<std::vector<AzimuthSegment>> trajectory;

  static void read_trajectory(P& patch, reader::ParamReader& reader);

  // clang-format off
  static constexpr Row<P> rows[] = {
    {&P::enable,                 "spatialEnable",              0.0,    Unit::none,         kFlag,
        "place the voice around the listener", truth()},
    {&P::decoder,                "spatialDecoder",             0.0,    Unit::none,         kAnyValue,
        "model of the ears", still(kSpatialDecoders)},
    {&P::use_ild,                "spatialUseIld",              1.0,    Unit::count,        kFlag,
        "level differences (foa_cardioid: and time differences)", also_still("spatialUseItdIld")},
    {&P::ear_angle_deg,          "spatialEarAngleDeg",         30.0,   Unit::degrees,      {0, 180},
        "direction of either cardioid", still()},
    {&P::head_radius_m,          "spatialHeadRadiusM",         0.0875, Unit::metres,       {0, 1},
        "half the distance of the ears", still()},
    {&P::itd_scale,              "spatialItdScale",            1.0,    Unit::none,         {-10, 10},
        "exaggerates time differences", still()},
    {&P::ild_max_db,             "spatialIldMaxDb",            1.5,    Unit::decibels,     {-40, 40},
        "level difference of the ears at 90 deg", still()},
    {&P::ild_xover_hz,           "spatialIldXoverHz",          700.0,  Unit::hertz,        kPositive,     "without effect", still()},
    {&P::ref_distance_m,         "spatialRefDistanceM",        1.0,    Unit::metres,       {0.001, 1000},
        "distance up to which the level is full", still()},
    {&P::rolloff,                "spatialRolloff",             1.0,    Unit::none,         {0, 10},
        "exponent of the level over distance", still()},
    {&P::hf_roll_db_per_m,       "spatialHfRollDbPerM",        0.0,    Unit::none,         kAnyValue,
        "further dB per metre (foa_cardioid)", still()},
    {&P::dezipper_theta_ms,      "spatialDezipperThetaMs",     60.0,   Unit::milliseconds, kPositive,
        "smoothing of the direction", still()},
    {&P::dezipper_dist_ms,       "spatialDezipperDistMs",      80.0,   Unit::milliseconds, kPositive,
        "smoothing of the distance", still()},
    {&P::min_distance_m,         "spatialMinDistanceM",        0.1,    Unit::metres,       kPositive,
        "nearest distance (itd_head)", still()},
    {&P::max_deg_per_s,          "spatialMaxDegPerS",          90.0,   Unit::none,         kPositive,
        "fastest movement in deg/s (itd_head)", still()},
    {&P::max_delay_step_samples, "spatialMaxDelayStepSamples", 0.02,   Unit::none,         kPositive,
        "fastest change of the delay in frames per frame (itd_head)", still()},
    {&P::interpolation,          "spatialInterp",              1.0,    Unit::count,        kFlag,
        "0 two taps, 1 four taps", still()},
    {&P::read_trajectory,        "spatialTrajectory",          0.0,    Unit::none,         kAnyValue,     "list of segments", still()},
  };
  // clang-format on
};

}  // namespace bbplay
