// SPDX-License-Identifier: MIT
#pragma once

#include <tuple>

#include "bbplay/model/params.h"

namespace bbplay {

/// One ear of a QAM beat: a cosine with two amplitude modulations in series.
struct QamEar {
  Ramp amp, carrier_hz;
  StartPhase start;
  Ramp am_hz, am_depth, am_phase_rad, am_shape;
  Ramp am2_hz, am2_depth, am2_phase_rad;
};

/// The rows of one ear; the keys differ in their last letter.
template <bool kLeft>
struct QamEarPatch : QamEar {
  using P = QamEarPatch;
  static constexpr std::string_view of(std::string_view left, std::string_view right) {
    return kLeft ? left : right;
  }
  static constexpr RowExtras kStart =
      ends(of("startStartPhaseL", "startStartPhaseR"), of("endStartPhaseL", "endStartPhaseR"));
  static constexpr Range kRate{0, 200};
  static constexpr Range kDepth{0, 2};
  // clang-format off
  static constexpr Row<P> rows[] = {
    {&P::amp,           of("ampL", "ampR"),                             0.5,                   Unit::gain,     {0, 4},
        of("left level", "right level")},
    {&P::carrier_hz,    of("baseFreqL", "baseFreqR"),                   kLeft ? 200.0 : 204.0, Unit::hertz,    kAudible,
        of("left carrier", "right carrier")},
    {&P::start,         of("startPhaseL", "startPhaseR"),               0.0,                   Unit::radians,  kAnyValue,
        of("left carrier at the start", "right carrier at the start"), kStart},
    {&P::am_hz,         of("qamAmFreqL", "qamAmFreqR"),                 4.0,                   Unit::hertz,    kRate,
        of("left modulation; 0: off", "right modulation; 0: off")},
    {&P::am_depth,      of("qamAmDepthL", "qamAmDepthR"),               0.5,                   Unit::fraction, kDepth,
        of("its depth, left", "its depth, right")},
    {&P::am_phase_rad,  of("qamAmPhaseOffsetL", "qamAmPhaseOffsetR"),   0.0,                   Unit::radians,  kAnyValue,
        of("its phase at the start, left", "its phase at the start, right")},
    {&P::am2_hz,        of("qamAm2FreqL", "qamAm2FreqR"),               0.0,                   Unit::hertz,    kRate,
        of("second left modulation; 0: off", "second right modulation; 0: off")},
    {&P::am2_depth,     of("qamAm2DepthL", "qamAm2DepthR"),             0.0,                   Unit::fraction, kDepth,
        of("its depth, left", "its depth, right")},
    {&P::am2_phase_rad, of("qamAm2PhaseOffsetL", "qamAm2PhaseOffsetR"), 0.0,                   Unit::radians,  kAnyValue,
        of("its phase at the start, left", "its phase at the start, right")},
    {&P::am_shape,      of("modShapeL", "modShapeR"),                   1.0,                   Unit::none,     kPositive,
        of("first left modulation: 1 cosine, more: squarer", "first right modulation: 1 cosine, more: squarer")},
  };
  // clang-format on
};

/// One amplitude-modulated cosine per ear, band-limited without phase shift
/// (format voices-modulation 7 and 8).
struct QamBeatPatch {
  using P = QamBeatPatch;
  static constexpr std::string_view name = "qam_beat";
  static constexpr std::string_view meaning = "two carriers, each with two modulations in series";
  static constexpr bool moves_over_whole_step = true;  // in the reference, too

  QamEarPatch<true> left;
  QamEarPatch<false> right;
  Ramp coupling_depth, harmonic_depth, sub_harmonic_hz, sub_harmonic_depth, wobble_hz, wobble_rad;
  double coupling_delay_s = 0, harmonic_ratio = 2, wobble_phase_rad = 0;
  bool sidebands = false;
  double sideband_offset_hz = 1, sideband_depth = 0, attack_s = 0, release_s = 0;

  static constexpr auto parts = std::tuple{&P::left, &P::right};
  // clang-format off
  static constexpr Row<P> rows[] = {
    {&P::coupling_depth,     "crossModDepth",       0.0, Unit::fraction, {-2, 2},
        "how much each ear takes over from the other's modulation"},
    {&P::coupling_delay_s,   "crossModDelay",       0.0, Unit::seconds,  kPositive,     "how much later it does; 0: not at all", still()},
    {&P::harmonic_depth,     "harmonicDepth",       0.0, Unit::gain,     {0, 4},        "level of an overtone"},
    {&P::harmonic_ratio,     "harmonicRatio",       2.0, Unit::none,     {0, 64},       "its frequency, in carriers", still()},
    {&P::sub_harmonic_hz,    "subHarmonicFreq",     0.0, Unit::hertz,    {0, 200},      "modulation of both ears; 0: off"},
    {&P::sub_harmonic_depth, "subHarmonicDepth",    0.0, Unit::fraction, {0, 2},        "its depth"},
    {&P::wobble_hz,          "phaseOscFreq",        0.0, Unit::hertz,    {0, 200},      "opposed phase wobble"},
    {&P::wobble_rad,         "phaseOscRange",       0.0, Unit::radians,  kAnyValue,     "its width, peak to peak"},
    {&P::wobble_phase_rad,   "phaseOscPhaseOffset", 0.0, Unit::radians,  kAnyValue,     "its phase at the start", still()},
    {&P::sidebands,          "beatingSidebands",    0.0, Unit::none,     kFlag,         "tones on both sides of the carrier", truth()},
    {&P::sideband_offset_hz, "sidebandOffset",      1.0, Unit::hertz,    {-1000, 1000}, "their distance from it", still()},
    {&P::sideband_depth,     "sidebandDepth",       0.1, Unit::gain,     {0, 4},        "their level", still()},
    {&P::attack_s,           "attackTime",          0.0, Unit::seconds,  kAnyValue,     "fade in; 0: none", still()},
    {&P::release_s,          "releaseTime",         0.0, Unit::seconds,  kAnyValue,     "fade out; 0: none", still()},
  };
  // clang-format on
};

}  // namespace bbplay
