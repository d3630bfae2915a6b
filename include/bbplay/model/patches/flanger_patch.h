// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>

#include "bbplay/model/params.h"
#include "bbplay/model/synth_spec.h"

namespace bbplay {

/// Longest delay line of a flanger; longer delays are held to it.
inline constexpr double kMaxFlangerDelayMs = 2000;

enum class FlangerWave : std::uint8_t { sine, triangle };

/// One flangeShape as each fidelity understands it. The reference takes the exact text "sine" for a
/// sine and everything else, "Sine" and 0 included, for a triangle.
struct FlangerShape {
  FlangerWave reference = FlangerWave::sine;
  FlangerWave corrected = FlangerWave::sine;
  bool operator==(const FlangerShape&) const = default;
};

/// Parameters of the flanger on a voice (format flanger 2). Nothing in it moves: `from` of
/// every ramp is the start set, `to` the end set, and a transition blends two flangers.
struct FlangerPatch {
  using P = FlangerPatch;

  Ramp delay_ms, depth_ms, rate_hz, feedback, mix, loop_lpf_hz, loop_hpf_hz;
  Ramp stereo_mode, spread_deg, delay_law, interpolation, min_delay_ms, max_delay_ms;
  Ramp loudness_mode, loudness_time_ms, loudness_min_gain, loudness_max_gain;
  FlangerShape start_shape, end_shape;

  static void read_shape(P& patch, reader::ParamReader& reader);

  static constexpr Range kDelays{0, kMaxFlangerDelayMs};
  // clang-format off
  static constexpr Row<P> rows[] = {
    {&P::delay_ms,          "flangeDelayMs",         1.2,    Unit::milliseconds, kDelays,
        "delay in the middle of the sweep", per_end()},
    {&P::depth_ms,          "flangeDepthMs",         0.6,    Unit::milliseconds, kDelays,
        "sweep to either side of the delay", per_end()},
    {&P::rate_hz,           "flangeRateHz",          0.12,   Unit::hertz,        {-100, 100},     "sweeps per second", per_end()},
    {&P::read_shape,        "flangeShape",           0.0,    Unit::none,         kAnyValue,       "sine or triangle sweep", per_end()},
    {&P::feedback,          "flangeFeedback",        0.5,    Unit::gain,         {-0.995, 0.995},
        "loop gain; needs flangeLoopHpfHz above 0", per_end()},
    {&P::mix,               "flangeMix",             0.3,    Unit::gain,         {-1, 1},         "level of the delayed copy", per_end()},
    {&P::loop_lpf_hz,       "flangeLoopLpfHz",       7000.0, Unit::hertz,        kPositive,       "low-pass in the loop", per_end()},
    {&P::loop_hpf_hz,       "flangeLoopHpfHz",       0.0,    Unit::hertz,        kPositive,
        "high-pass in the loop; 0 silences the loop", per_end()},
    {&P::stereo_mode,       "flangeStereoMode",      0.0,    Unit::count,        {0, 3},
        "0 linked, 1 spread, 2 mid only, 3 side only", per_end()},
    {&P::spread_deg,        "flangeSpreadDeg",       0.0,    Unit::degrees,      {-360, 360},
        "phase by which the right sweep leads in mode 1", per_end()},
    {&P::delay_law,         "flangeDelayLaw",        0.0,    Unit::count,        {0, 2},
        "0 linear in delay, 1 in its reciprocal, 2 exponential", per_end()},
    {&P::interpolation,     "flangeInterp",          0.0,    Unit::count,        kFlag,           "0 two taps, 1 four taps", per_end()},
    {&P::min_delay_ms,      "flangeMinDelayMs",      0.25,   Unit::milliseconds, kDelays,         "shortest delay", per_end()},
    {&P::max_delay_ms,      "flangeMaxDelayMs",      8.0,    Unit::milliseconds, kDelays,         "longest delay", per_end()},
    {&P::loudness_mode,     "flangeLoudnessMode",    1.0,    Unit::count,        kFlag,
        "0 off, 1 level made up to that of the input", per_end()},
    {&P::loudness_time_ms,  "flangeLoudnessTcMs",    80.0,   Unit::milliseconds, kPositive,
        "time constant of the make-up", per_end()},
    {&P::loudness_min_gain, "flangeLoudnessMinGain", 0.5,    Unit::gain,         kPositive,       "least make-up gain", per_end()},
    {&P::loudness_max_gain, "flangeLoudnessMaxGain", 2.0,    Unit::gain,         kPositive,       "most make-up gain", per_end()},
  };
  // clang-format on
};

/// The flanger of one voice.
struct FlangerSpec {
  FlangerPatch patch;
  bool at_start = true;  // the start set is switched on
  bool at_end = true;
  /// A transition between different sets: both run, and the voice moves from one to the other.
  bool blends = false;
  /// When it moves, from the raw keys of the voice; the reference does not ask transition_duration.
  TransitionTiming timing;
};

}  // namespace bbplay
