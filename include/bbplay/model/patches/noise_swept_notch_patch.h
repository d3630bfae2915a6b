// SPDX-License-Identifier: MIT
#pragma once

#include <tuple>
#include <vector>

#include "bbplay/model/patches/noise_source_patch.h"

namespace bbplay {

/// Colored noise with moving notches (format noise 1).
struct NoiseSweptNotchPatch {
  static constexpr std::string_view kCurveKeys[] = {"transition_curve", "curve"};
  static constexpr std::string_view kDurationKeys[] = {"transition_duration"};

  using P = NoiseSweptNotchPatch;
  static constexpr std::string_view name = "noise_swept_notch";
  static constexpr std::string_view meaning = "colored noise with notches moved by an LFO";

  static constexpr TimingKeys timing_keys{kCurveKeys, kDurationKeys};

  NoiseSourcePatch source;
  NotchesPatch fixed;
  Ramp lfo_hz, ear_offset_deg, pass_offset_deg;
  std::vector<NotchSweep> sweeps;
  double volume = 1;

  SweptNotches notches() const {
    return {lfo_hz,          static_cast<LfoWaveform>(fixed.waveform.index),
            sweeps,          ear_offset_deg,
            pass_offset_deg, fixed.static_notches};
  }

  static void read_sweeps(P& patch, reader::ParamReader& reader);
  static void read_q(P& patch, reader::ParamReader& reader);
  static void read_stages(P& patch, reader::ParamReader& reader);
  static void read_ineffective(P& patch, reader::ParamReader& reader);

  static constexpr auto parts = std::tuple{&P::source, &P::fixed};
  static constexpr Row<P> rows[] = {
      {&P::lfo_hz,
       "lfo_freq",
       0.1,
       Unit::hertz,
       {0, 100},
       "sweeps per second",
       {.fallbacks = Fallbacks::own_ends}},
      {&P::read_sweeps,
       "sweeps",
       0.0,
       Unit::none,
       kAnyValue,
       "moving notches: list of {min, max, q, cascade}, in a transition with start_ and end_ keys",
       {.start_key = "start_sweeps", .end_key = "end_sweeps"}},
      {&P::read_q,
       "notch_q",
       0.0,
       Unit::none,
       kPositive,
       "Q of all sweeps, or a list with one for each",
       {.start_key = "start_q", .end_key = "end_q"}},
      {&P::read_stages,
       "casc",
       0.0,
       Unit::count,
       kPositive,
       "stages of all sweeps, or a list with one for each",
       {.start_key = "start_casc", .end_key = "end_casc"}},
      {&P::ear_offset_deg,
       "start_lfo_phase_offset_deg",
       0.0,
       Unit::degrees,
       kAnyValue,
       "LFO phase of the right ear",
       {.fallbacks = Fallbacks::own_ends,
        .start_key = "start_lfo_phase_offset_deg",
        .end_key = "end_lfo_phase_offset_deg"}},
      {&P::pass_offset_deg,
       "start_intra_phase_offset_deg",
       0.0,
       Unit::degrees,
       kAnyValue,
       "LFO phase of a second pass; 0: none in the still form",
       {.fallbacks = Fallbacks::own_ends,
        .start_key = "start_intra_phase_offset_deg",
        .end_key = "end_intra_phase_offset_deg"}},
      {&P::volume,
       "volume",
       1.0,
       Unit::gain,
       kAnyValue,
       "factor on the finished voice",
       {.fallbacks = Fallbacks::still}},
      {&P::read_ineffective,
       "stereo_phase_invert",
       0.0,
       Unit::none,
       kAnyValue,
       "without effect",
       {.fallbacks = Fallbacks::still, .aliases = "channels"}},
  };
};

}  // namespace bbplay
