// SPDX-License-Identifier: MIT
#pragma once

#include <tuple>

#include "bbplay/model/patches/ear_patches.h"
#include "bbplay/model/patches/pan_patch.h"
#include "bbplay/model/patches/spatial_patch.h"

namespace bbplay {

inline constexpr std::string_view kVibratoShapes[] = {"sine", "triangle"};

/// Noise bursts that swell towards the end of every interval (format voices-tonal 3.1).
struct GlitchPatch {
  using P = GlitchPatch;
  Ramp interval_s, length_s, level, focus_width_hz, focus_exponent;
  // clang-format off
  static constexpr Row<P> rows[] = {
    {&P::interval_s,     "glitchInterval",   0.0, Unit::seconds, kPositive, "time between bursts",                  moving_only()},
    {&P::length_s,       "glitchDur",        0.0, Unit::seconds, kPositive, "length of a burst",                    moving_only()},
    {&P::level,          "glitchNoiseLevel", 0.0, Unit::gain,    {0, 1},    "peak of a burst",                      moving_only()},
    {&P::focus_width_hz, "glitchFocusWidth", 0.0, Unit::hertz,   kPositive, "width of the band around the carrier", moving_only()},
    {&P::focus_exponent, "glitchFocusExp",   0.0, Unit::none,    {0, 20},   "steepness of that band",               moving_only()},
  };
  // clang-format on
};

/// Two sines, one per ear (format voices-tonal 2 and 3).
struct BinauralBeatPatch {
  using P = BinauralBeatPatch;
  static constexpr std::string_view name = "binaural_beat";
  static constexpr bool carries_phases = true;  // hands its carrier phases to the next step
  static constexpr std::string_view meaning = "two sines, one per ear, a beat apart";

  TremoloPatch tremolo;
  VibratoPatch vibrato;
  PhaseWobblePatch wobble;
  StartPhasePatch start;
  PanPatch pan;
  SpatialPatch spatial;
  GlitchPatch glitch;
  Ramp amp_l, amp_r, base_freq_hz, beat_freq_hz;
  bool left_high = false;
  Choice vibrato_shape;

  static void read_force_mono(P& patch, reader::ParamReader& reader);

  static constexpr auto parts =
      std::tuple{&P::tremolo, &P::vibrato, &P::wobble, &P::start, &P::pan, &P::spatial, &P::glitch};
  // clang-format off
  static constexpr Row<P> rows[] = {
    {&P::amp_l,         "ampL",         0.5,   Unit::gain,  {0, 4},        "left level"},
    {&P::amp_r,         "ampR",         0.5,   Unit::gain,  {0, 4},        "right level"},
    {&P::base_freq_hz,  "baseFreq",     200.0, Unit::hertz, kAudible,      "carrier, midway between the ears"},
    {&P::beat_freq_hz,  "beatFreq",     4.0,   Unit::hertz, {-1000, 1000}, "right ear minus left ear"},
    {&P::left_high,     "leftHigh",     0.0,   Unit::none,  kFlag,         "higher tone on the left"},
    {&P::vibrato_shape, "freqOscShape", 0.0,   Unit::none,  kAnyValue,     "shape of the vibrato",             still(kVibratoShapes)},
    {&P::read_force_mono, "forceMono",  0.0,   Unit::none,  kFlag,
        "in corrected fidelity: no beat, both ears hear the carrier"},
  };
  // clang-format on
};

}  // namespace bbplay
