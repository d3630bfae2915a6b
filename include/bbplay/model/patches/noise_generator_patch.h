// SPDX-License-Identifier: MIT
#pragma once

#include <tuple>
#include <vector>

#include "bbplay/model/level_point.h"
#include "bbplay/model/patches/noise_source_patch.h"
#include "bbplay/model/patches/spatial_patch.h"

namespace bbplay {

/// Colored noise with moving notches, levels per ear, fades and an envelope (format noise
/// 1.3, 1.4 and 7).
struct NoiseGeneratorPatch {
  static constexpr std::string_view kCurveKeys[] = {"curve", "transition_curve"};
  static constexpr std::string_view kDurationKeys[] = {"transition_duration", "post_offset"};

  using P = NoiseGeneratorPatch;
  static constexpr std::string_view name = "noise_generator";
  static constexpr std::string_view meaning =
      "noise_swept_notch with levels, fades and an envelope";

  static constexpr TimingKeys timing_keys{kCurveKeys, kDurationKeys};

  NoiseSourcePatch source;
  NotchesPatch fixed;
  Ramp lfo_hz, ear_offset_deg, pass_offset_deg;
  std::vector<NotchSweep> sweeps;
  Ramp amp, amp_left, amp_right;
  double fade_in_s = 0, fade_out_s = 0;
  std::vector<LevelPoint> amp_envelope;  // in order of time
  SpatialPatch spatial;

  SweptNotches notches() const {
    return {lfo_hz,          static_cast<LfoWaveform>(fixed.waveform.index),
            sweeps,          ear_offset_deg,
            pass_offset_deg, fixed.static_notches};
  }

  static void read_sweeps(P& patch, reader::ParamReader& reader);
  static void read_q(P& patch, reader::ParamReader& reader);
  static void read_stages(P& patch, reader::ParamReader& reader);
  static void read_envelope(P& patch, reader::ParamReader& reader);
  static void read_ineffective(P& patch, reader::ParamReader& reader);

  static constexpr auto parts = std::tuple{&P::source, &P::fixed, &P::spatial};
  static constexpr Row<P> rows[] = {
      {&P::lfo_hz,
       "lfo_freq",
       1.0 / 12,
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
       {.fallbacks = Fallbacks::still}},
      {&P::read_q, "notch_q", 0.0, Unit::none, kPositive,
       "Q of all sweeps, or a list with one for each"},
      {&P::read_stages, "cascade_count", 0.0, Unit::count, kPositive,
       "stages of all sweeps, or a list with one for each"},
      {&P::ear_offset_deg,
       "lfo_phase_offset_deg",
       90.0,
       Unit::degrees,
       kAnyValue,
       "LFO phase of the right ear",
       {.fallbacks = Fallbacks::own_ends}},
      {&P::pass_offset_deg,
       "intra_phase_offset_deg",
       0.0,
       Unit::degrees,
       kAnyValue,
       "LFO phase of a second pass; 0: none in the still form",
       {.fallbacks = Fallbacks::own_ends}},
      {&P::amp,
       "amp",
       0.25,
       Unit::gain,
       {0, 4},
       "level of both ears",
       {.fallbacks = Fallbacks::start_key_only, .start_key = "start_amp", .end_key = "end_amp"}},
      {&P::amp_left,
       "amp_left",
       0.25,
       Unit::gain,
       {0, 4},
       "left level; absent: amp",
       {.fallbacks = Fallbacks::own_ends, .inherits = &P::amp}},
      {&P::amp_right,
       "amp_right",
       0.25,
       Unit::gain,
       {0, 4},
       "right level; absent: amp",
       {.fallbacks = Fallbacks::own_ends, .inherits = &P::amp}},
      {&P::fade_in_s,
       "fade_in",
       0.0,
       Unit::seconds,
       kPositive,
       "straight fade at the start",
       {.fallbacks = Fallbacks::still}},
      {&P::fade_out_s,
       "fade_out",
       0.0,
       Unit::seconds,
       kPositive,
       "straight fade at the end",
       {.fallbacks = Fallbacks::still}},
      {&P::read_envelope,
       "amp_envelope",
       0.0,
       Unit::none,
       kAnyValue,
       "level over time: list of {time, amp} or [time, amp]",
       {.fallbacks = Fallbacks::still}},
      {&P::read_ineffective,
       "n_jobs",
       0.0,
       Unit::none,
       kAnyValue,
       "without effect",
       {.fallbacks = Fallbacks::still, .aliases = "memory_efficient"}},
  };
};

}  // namespace bbplay
