// SPDX-License-Identifier: MIT
#pragma once

#include <tuple>

#include "bbplay/model/patches/notched_noise.h"

namespace bbplay {

/// Coloured noise with moving notches (format noise 1).
struct NoiseSweptNotchPatch : NotchedNoise {
  static constexpr std::string_view kCurveKeys[] = {"transition_curve", "curve"};
  static constexpr std::string_view kDurationKeys[] = {"transition_duration"};

  using P = NoiseSweptNotchPatch;
  static constexpr std::string_view name = "noise_swept_notch";
  static constexpr std::string_view meaning = "coloured noise with notches moved by an LFO";

  static constexpr TimingKeys timing_keys{kCurveKeys, kDurationKeys};

  double volume = 1;

  static void read_sweeps(P& patch, reader::ParamReader& reader);
  static void read_q(P& patch, reader::ParamReader& reader);
  static void read_stages(P& patch, reader::ParamReader& reader);
  static void read_ineffective(P& patch, reader::ParamReader& reader);

  static constexpr auto parts = std::tuple{&P::source, &P::fixed};
  // clang-format off
  static constexpr Row<P> rows[] = {
    {&P::lfo_hz,           "lfo_freq",                     0.1, Unit::hertz,   {0, 100},  "sweeps per second", own_ends()},
    {&P::read_sweeps,      "sweeps",                       0.0, Unit::none,    kAnyValue,
        "moving notches: list of {min, max, q, cascade}, in a transition with start_ and end_ keys", ends("start_sweeps", "end_sweeps")},
    {&P::read_q,           "notch_q",                      0.0, Unit::none,    kPositive,
        "Q of all sweeps, or a list with one for each", ends("start_q", "end_q")},
    {&P::read_stages,      "casc",                         0.0, Unit::count,   kPositive,
        "stages of all sweeps, or a list with one for each", ends("start_casc", "end_casc")},
    {&P::ear_offset_deg,   "start_lfo_phase_offset_deg",   0.0, Unit::degrees, kAnyValue,
        "LFO phase of the right ear", own_ends("start_lfo_phase_offset_deg", "end_lfo_phase_offset_deg")},
    {&P::pass_offset_deg,  "start_intra_phase_offset_deg", 0.0, Unit::degrees, kAnyValue,
        "LFO phase of a second pass; 0: none in the still form", own_ends("start_intra_phase_offset_deg", "end_intra_phase_offset_deg")},
    {&P::volume,           "volume",                       1.0, Unit::gain,    kAnyValue, "factor on the finished voice", still()},
    {&P::read_ineffective, "stereo_phase_invert",          0.0, Unit::none,    kAnyValue, "without effect", also_still("channels")},
  };
  // clang-format on
};

}  // namespace bbplay
