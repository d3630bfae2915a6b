// SPDX-License-Identifier: MIT
/// Groups of parameters that exist once per ear, shared by the voices built on a pair of carriers.
#pragma once

#include "bbplay/model/params.h"

namespace bbplay {

/// Tremolo of a pair of carriers: E = 1 - depth (1 + S(freq t + phase, skew)) / 2
/// (format voices-tonal 2.1).
struct TremoloPatch {
  using P = TremoloPatch;
  Ramp depth_l, depth_r, freq_hz_l, freq_hz_r, phase_rad_l, phase_rad_r, skew_l, skew_r;
  // clang-format off
  static constexpr Row<P> rows[] = {
    {&P::depth_l,     "ampOscDepthL",       0.0, Unit::fraction, {0, 2},    "left tremolo depth"},
    {&P::depth_r,     "ampOscDepthR",       0.0, Unit::fraction, {0, 2},    "right tremolo depth"},
    {&P::freq_hz_l,   "ampOscFreqL",        0.0, Unit::hertz,    {0, 200},  "left tremolo rate"},
    {&P::freq_hz_r,   "ampOscFreqR",        0.0, Unit::hertz,    {0, 200},  "right tremolo rate"},
    {&P::phase_rad_l, "ampOscPhaseOffsetL", 0.0, Unit::radians,  kAnyValue, "left tremolo phase"},
    {&P::phase_rad_r, "ampOscPhaseOffsetR", 0.0, Unit::radians,  kAnyValue, "right tremolo phase"},
    {&P::skew_l,      "ampOscSkewL",        0.0, Unit::none,     {-1, 1},   "left tremolo skew"},
    {&P::skew_r,      "ampOscSkewR",        0.0, Unit::none,     {-1, 1},   "right tremolo skew"},
  };
  // clang-format on
};

/// Vibrato of a pair of carriers; the range is peak to peak.
struct VibratoPatch {
  using P = VibratoPatch;
  Ramp range_hz_l, range_hz_r, freq_hz_l, freq_hz_r, phase_rad_l, phase_rad_r, skew_l, skew_r;
  // clang-format off
  static constexpr Row<P> rows[] = {
    {&P::range_hz_l,  "freqOscRangeL",       0.0, Unit::hertz,   {0, 2000}, "left vibrato, peak to peak"},
    {&P::range_hz_r,  "freqOscRangeR",       0.0, Unit::hertz,   {0, 2000}, "right vibrato, peak to peak"},
    {&P::freq_hz_l,   "freqOscFreqL",        0.0, Unit::hertz,   {0, 200},  "left vibrato rate"},
    {&P::freq_hz_r,   "freqOscFreqR",        0.0, Unit::hertz,   {0, 200},  "right vibrato rate"},
    {&P::phase_rad_l, "freqOscPhaseOffsetL", 0.0, Unit::radians, kAnyValue, "left vibrato phase"},
    {&P::phase_rad_r, "freqOscPhaseOffsetR", 0.0, Unit::radians, kAnyValue, "right vibrato phase"},
    {&P::skew_l,      "freqOscSkewL",        0.0, Unit::none,    {-1, 1},   "left vibrato skew"},
    {&P::skew_r,      "freqOscSkewR",        0.0, Unit::none,    {-1, 1},   "right vibrato skew"},
  };
  // clang-format on
};

/// Opposed phase wobble of the two ears; the range is peak to peak.
struct PhaseWobblePatch {
  using P = PhaseWobblePatch;
  Ramp freq_hz, range_rad;
  // clang-format off
  static constexpr Row<P> rows[] = {
    {&P::freq_hz,   "phaseOscFreq",  0.0, Unit::hertz,   {0, 200},  "phase wobble rate"},
    {&P::range_rad, "phaseOscRange", 0.0, Unit::radians, kAnyValue, "phase wobble, peak to peak"},
  };
  // clang-format on
};

struct StartPhasePatch;

/// The phases that another step hands on, as an object with `left` and `right` in radians: each
/// replaces a start phase that is not pinned.
void read_carried_phases(StartPhasePatch&, reader::ParamReader&);

/// Start phases of the two carriers (format voices-tonal 10).
struct StartPhasePatch {
  using P = StartPhasePatch;
  StartPhase left, right;
  // clang-format off
  static constexpr Row<P> rows[] = {
    {&P::left,             "startPhaseL",       0.0, Unit::radians, kAnyValue, "left carrier at the start", ends("startStartPhaseL")},
    {&P::right,            "startPhaseR",       0.0, Unit::radians, kAnyValue, "right carrier at the start", ends("startStartPhaseR")},
    {&read_carried_phases, "oscillator_phases", 0.0, Unit::radians, kAnyValue,
        "left and right phase carried over from another step", still()},
  };
  // clang-format on
};

}  // namespace bbplay
