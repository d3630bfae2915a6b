// SPDX-License-Identifier: MIT
#pragma once

#include <tuple>

#include "bbplay/model/patches/ear_patches.h"
#include "bbplay/model/patches/pan_patch.h"
#include "bbplay/model/patches/spatial_patch.h"

namespace bbplay {

/// One carrier in both ears, gated by a trapezoid pulse train (format voices-tonal 4 and 5).
struct IsochronicTonePatch {
  using P = IsochronicTonePatch;
  static constexpr std::string_view name = "isochronic_tone";
  static constexpr bool carries_phases = true;  // hands its carrier phases to the next step
  static constexpr std::string_view meaning = "a tone switched on and off at the beat frequency";

  TremoloPatch tremolo;
  VibratoPatch vibrato;
  PhaseWobblePatch wobble;
  StartPhasePatch start;
  PanPatch pan;
  SpatialPatch spatial;  // the reference of this function does not know it
  Ramp amp_l, amp_r, base_freq_hz, pulse_rate_hz, ramp_fraction, gap_fraction, force_mono;
  Ramp harmonic_suppression;  // at either end: on throughout

  /// Names of autumn 2025 (format session 6.5).
  static constexpr OldKey old_keys[] = {
      {"carrierFreq", "baseFreq"},
      {"pulseFreq", "beatFreq"},
      {"startCarrierFreq", "startBaseFreq"},
      {"endCarrierFreq", "endBaseFreq"},
      {"startPulseFreq", "startBeatFreq"},
      {"endPulseFreq", "endBeatFreq"},
      {"amp", "ampL"},
      {"amp", "ampR"},
  };

  /// The pulses of that time had a shape; there is nothing like it now.
  static void read_old_pulse(P& patch, reader::ParamReader& reader);

  static constexpr auto parts =
      std::tuple{&P::tremolo, &P::vibrato, &P::wobble, &P::start, &P::pan, &P::spatial};
  // clang-format off
  static constexpr Row<P> rows[] = {
    {&P::amp_l,                "ampL",                0.5,   Unit::gain,     {0, 4},   "left level"},
    {&P::amp_r,                "ampR",                0.5,   Unit::gain,     {0, 4},   "right level"},
    {&P::base_freq_hz,         "baseFreq",            200.0, Unit::hertz,    kAudible, "carrier", start_key_only()},
    {&P::pulse_rate_hz,        "beatFreq",            4.0,   Unit::hertz,    {0, 200}, "pulses per second", start_key_only()},
    {&P::ramp_fraction,        "rampPercent",         0.2,   Unit::fraction, {0, 0.5}, "each edge, of the audible part"},
    {&P::gap_fraction,         "gapPercent",          0.15,  Unit::fraction, {0, 1},   "silent part of a cycle"},
    {&P::force_mono,           "forceMono",           0.0,   Unit::none,     kFlag,    "no vibrato"},
    {&P::harmonic_suppression, "harmonicSuppression", 0.0,   Unit::none,     kFlag,    "low-pass at 1.5 times the carrier"},
    {&P::read_old_pulse,       "dutyCycle",           0.5,   Unit::none,     kAnyValue,
        "without effect", {.aliases = "pulseType|pulseDepth|phaseOffset"}},
  };
  // clang-format on
};

}  // namespace bbplay
