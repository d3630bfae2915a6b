// SPDX-License-Identifier: MIT
#pragma once

#include <tuple>
#include <vector>

#include "bbplay/model/level_point.h"
#include "bbplay/model/patches/notched_noise.h"
#include "bbplay/model/patches/spatial_patch.h"

namespace bbplay {

/// Coloured noise with moving notches, levels per ear, fades and an envelope
/// (format noise 1.3, 1.4 and 7).
struct NoiseGeneratorPatch : NotchedNoise {
  static constexpr std::string_view kCurveKeys[] = {"curve", "transition_curve"};
  static constexpr std::string_view kDurationKeys[] = {"transition_duration", "post_offset"};

  using P = NoiseGeneratorPatch;
  static constexpr std::string_view name = "noise_generator";
  static constexpr std::string_view meaning =
      "noise_swept_notch with levels, fades and an envelope";

  static constexpr TimingKeys timing_keys{kCurveKeys, kDurationKeys};

  Ramp amp, amp_left, amp_right;
  double fade_in_s = 0, fade_out_s = 0;
  std::vector<LevelPoint> amp_envelope;  // in order of time
  SpatialPatch spatial;

  static void read_sweeps(P& patch, reader::ParamReader& reader);
  static void read_q(P& patch, reader::ParamReader& reader);
  static void read_stages(P& patch, reader::ParamReader& reader);
  static void read_envelope(P& patch, reader::ParamReader& reader);
  static void read_ineffective(P& patch, reader::ParamReader& reader);

  static constexpr auto parts = std::tuple{&P::source, &P::fixed, &P::spatial};
  // clang-format off
  static constexpr Row<P> rows[] = {
    {&P::lfo_hz,           "lfo_freq",               1.0 / 12, Unit::hertz,   {0, 100},  "sweeps per second", own_ends()},
    {&P::read_sweeps,      "sweeps",                 0.0,      Unit::none,    kAnyValue,
        "moving notches: list of {min, max, q, cascade}, in a transition with start_ and end_ keys", still()},
    {&P::read_q,           "notch_q",                0.0,      Unit::none,    kPositive, "Q of all sweeps, or a list with one for each"},
    {&P::read_stages,      "cascade_count",          0.0,      Unit::count,   kPositive,
        "stages of all sweeps, or a list with one for each"},
    {&P::ear_offset_deg,   "lfo_phase_offset_deg",   90.0,     Unit::degrees, kAnyValue, "LFO phase of the right ear", own_ends()},
    {&P::pass_offset_deg,  "intra_phase_offset_deg", 0.0,      Unit::degrees, kAnyValue,
        "LFO phase of a second pass; 0: none in the still form", own_ends()},
    {&P::amp,              "amp",                    0.25,     Unit::gain,    {0, 4},
        "level of both ears", start_key_only("start_amp", "end_amp")},
    {&P::amp_left,         "amp_left",               0.25,     Unit::gain,    {0, 4},    "left level; absent: amp", own_ends(), &P::amp},
    {&P::amp_right,        "amp_right",              0.25,     Unit::gain,    {0, 4},    "right level; absent: amp", own_ends(), &P::amp},
    {&P::fade_in_s,        "fade_in",                0.0,      Unit::seconds, kPositive, "straight fade at the start", still()},
    {&P::fade_out_s,       "fade_out",               0.0,      Unit::seconds, kPositive, "straight fade at the end", still()},
    {&P::read_envelope,    "amp_envelope",           0.0,      Unit::none,    kAnyValue,
        "level over time: list of {time, amp} or [time, amp]", still()},
    {&P::read_ineffective, "n_jobs",                 0.0,      Unit::none,    kAnyValue, "without effect", also_still("memory_efficient")},
  };
  // clang-format on
};

}  // namespace bbplay
