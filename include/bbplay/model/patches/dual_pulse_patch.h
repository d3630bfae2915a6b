// SPDX-License-Identifier: MIT
#pragma once

#include <tuple>

#include "bbplay/model/patches/binaural_beat_patch.h"

namespace bbplay {

inline constexpr std::string_view kPulseShapes[] = {"trapezoid", "square|pulse",
                                                    "raised_cosine|raised-cosine|cosine|hann"};

/// The pulses of both ears, and what an ear without a setting of its own takes from them
/// (format voices-tonal 8 and 9).
struct PulsePatch {
  using P = PulsePatch;
  // A rate of 0 or less stands for the rate one level up: an ear, both ears, the beat.
  Ramp rate_hz, rate_hz_l, rate_hz_r;
  Ramp ramp_fraction, gap_fraction, offset_cycles, depth;
  ChoiceEnds shape;
  Ramp ramp_fraction_l, gap_fraction_l, offset_cycles_l, depth_l;
  ChoiceEnds shape_l;
  Ramp ramp_fraction_r, gap_fraction_r, offset_cycles_r, depth_r;
  ChoiceEnds shape_r;

  static constexpr Range kRate{0, 200};
  static constexpr Range kEdge{0, 0.5};
  static constexpr Range kPart{0, 1};

  // clang-format off
  static constexpr Row<P> rows[] = {
    {&P::rate_hz,         "pulseRate",         0.0,  Unit::hertz,    kRate,     "pulses per second; 0: the beat", per_end()},
    {&P::rate_hz_l,       "pulseRateL",        0.0,  Unit::hertz,    kRate,     "left pulses; 0: the common rate", per_end()},
    {&P::rate_hz_r,       "pulseRateR",        0.0,  Unit::hertz,    kRate,     "right pulses; 0: the common rate", per_end()},
    {&P::ramp_fraction,   "rampPercent",       0.2,  Unit::fraction, kEdge,     "each edge, of the audible part"},
    {&P::gap_fraction,    "gapPercent",        0.15, Unit::fraction, kPart,     "silent part of a cycle"},
    {&P::offset_cycles,   "pulsePhaseOffset",  0.0,  Unit::cycles,   kAnyValue, "position in the cycle at the start"},
    {&P::depth,           "pulseDepth",        1.0,  Unit::fraction, kPart,     "1: silent between pulses"},
    {&P::shape,           "pulseShape",        0.0,  Unit::none,     kAnyValue, "shape of a pulse", one_of(kPulseShapes)},
    {&P::ramp_fraction_l, "rampPercentL",      0.2,  Unit::fraction, kEdge,     "left edges", per_end(), &P::ramp_fraction},
    {&P::ramp_fraction_r, "rampPercentR",      0.2,  Unit::fraction, kEdge,     "right edges", per_end(), &P::ramp_fraction},
    {&P::gap_fraction_l,  "gapPercentL",       0.15, Unit::fraction, kPart,     "left gap", per_end(), &P::gap_fraction},
    {&P::gap_fraction_r,  "gapPercentR",       0.15, Unit::fraction, kPart,     "right gap", per_end(), &P::gap_fraction},
    {&P::offset_cycles_l, "pulsePhaseOffsetL", 0.0,  Unit::cycles,   kAnyValue, "left position", per_end(), &P::offset_cycles},
    {&P::offset_cycles_r, "pulsePhaseOffsetR", 0.0,  Unit::cycles,   kAnyValue, "right position", per_end(), &P::offset_cycles},
    {&P::depth_l,         "pulseDepthL",       1.0,  Unit::fraction, kPart,     "left depth", per_end(), &P::depth},
    {&P::depth_r,         "pulseDepthR",       1.0,  Unit::fraction, kPart,     "right depth", per_end(), &P::depth},
    {&P::shape_l,         "pulseShapeL",       0.0,  Unit::none,     kAnyValue, "left shape", per_end(kPulseShapes), &P::shape},
    {&P::shape_r,         "pulseShapeR",       0.0,  Unit::none,     kAnyValue, "right shape", per_end(kPulseShapes), &P::shape},
  };
  // clang-format on
};

/// A binaural beat with a pulse envelope of its own per ear (format voices-tonal 8 and 9).
struct DualPulsePatch {
  using P = DualPulsePatch;
  static constexpr std::string_view name = "dual_pulse_binaural";
  static constexpr bool carries_phases = true;  // hands its carrier phases to the next step
  static constexpr std::string_view meaning = "a binaural beat pulsed separately in each ear";

  BinauralBeatPatch carrier;
  PulsePatch pulses;
  Ramp force_mono;            // at either end: carriers without beat throughout
  Ramp harmonic_suppression;  // at either end: on throughout

  static constexpr auto parts = std::tuple{&P::carrier, &P::pulses};
  // clang-format off
  static constexpr Row<P> rows[] = {
    {&P::force_mono,           "forceMono",           0.0, Unit::none, kFlag, "carriers without beat",             per_end()},
    {&P::harmonic_suppression, "harmonicSuppression", 0.0, Unit::none, kFlag, "low-pass at 1.5 times the carrier"},
  };
  // clang-format on
};

}  // namespace bbplay
