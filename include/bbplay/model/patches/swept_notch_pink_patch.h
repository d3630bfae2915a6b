// SPDX-License-Identifier: MIT
#pragma once

#include <tuple>

#include "bbplay/model/patches/notched_noise.h"

namespace bbplay {

/// The noise engine under the name and with the parameters of the routine that made noise files
/// (format noise 8).
struct SweptNotchPinkPatch : NotchedNoise {
  using P = SweptNotchPinkPatch;
  static constexpr std::string_view name = "generate_swept_notch_pink_sound";
  static constexpr std::string_view meaning = "noise_swept_notch by its older parameters";

  static void read_sweeps(P& patch, reader::ParamReader& reader);
  static void read_q(P& patch, reader::ParamReader& reader);
  static void read_stages(P& patch, reader::ParamReader& reader);

  static constexpr auto parts = std::tuple{&P::source, &P::fixed};
  // clang-format off
  static constexpr Row<P> rows[] = {
    {&P::lfo_hz,          "lfo_freq",               1.0 / 12, Unit::hertz,   {0, 100},  "sweeps per second", own_ends()},
    {&P::read_sweeps,     "filter_sweeps",          0.0,      Unit::hertz,   kAnyValue, "moving notches: list of [min, max]"},
    {&P::read_q,          "notch_q",                25.0,     Unit::none,    kPositive, "Q of all sweeps, or a list with one for each"},
    {&P::read_stages,     "cascade_count",          10.0,     Unit::count,   kPositive,
        "stages of all sweeps, or a list with one for each"},
    {&P::ear_offset_deg,  "lfo_phase_offset_deg",   90.0,     Unit::degrees, kAnyValue, "LFO phase of the right ear", own_ends()},
    {&P::pass_offset_deg, "intra_phase_offset_deg", 0.0,      Unit::degrees, kAnyValue,
        "LFO phase of a second pass; 0: none in the still form", own_ends()},
  };
  // clang-format on
};

}  // namespace bbplay
