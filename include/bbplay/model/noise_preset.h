// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "bbplay/model/level_point.h"
#include "bbplay/model/noise_color.h"
#include "bbplay/model/params.h"
#include "bbplay/model/patches/noise_source_patch.h"
#include "bbplay/model/swept_notches.h"

namespace bbplay {

/// What a .noise file says (format noise 12). Which of the rows count depends on `transition`.
///
/// Different from the reference, which in these cases plays something nobody wrote: a colour given
/// by name only is that preset, a transition without a duration lasts as long as the track, the
/// `transition_duration` of older files counts, and fades, start and envelope are defaults for the
/// layer that uses the file.
struct NoisePreset {
  using P = NoisePreset;

  NoiseColor color;
  std::filesystem::path input_audio_path;  // resolved; empty: noise
  bool transition = false;
  NotchesPatch fixed;
  double lfo_hz = 0, start_lfo_hz = 0, end_lfo_hz = 0;
  std::vector<NotchSweep> sweeps;
  double start_ear_offset_deg = 0, end_ear_offset_deg = 0;
  double start_pass_offset_deg = 0, end_pass_offset_deg = 0;
  double initial_offset_s = 0;
  std::optional<double> duration_s;  // of the transition; absent: until the end
  double start_s = 0, fade_in_s = 0, fade_out_s = 0;
  std::vector<LevelPoint> amp_envelope;  // in order of time

  NoiseSourcePatch source() const { return {color, input_audio_path}; }
  SweptNotches notches() const;

  static void read_color(P& preset, reader::ParamReader& reader);
  static void read_sweeps(P& preset, reader::ParamReader& reader);
  static void read_duration(P& preset, reader::ParamReader& reader);
  static void read_envelope(P& preset, reader::ParamReader& reader);
  static void read_ineffective(P& preset, reader::ParamReader& reader);

  static constexpr auto parts = std::tuple{&P::fixed};
  // clang-format off
  static constexpr Row<P> rows[] = {
    {&P::read_color,            "noise_parameters",             0.0,      Unit::none,    kAnyValue,
        "colour: an object with name, exponent, high_exponent, ...", also_still("color_params|noise_type")},
    {&P::input_audio_path,      "input_audio_path",             0.0,      Unit::none,    kAnyValue,
        "sound file whose first channel replaces the noise", still()},
    {&P::transition,            "transition",                   0.0,      Unit::none,    kFlag,
        "the notches move from start_ to end_ values", truth()},
    {&P::lfo_hz,                "lfo_freq",                     1.0 / 12, Unit::hertz,   {0, 100},  "sweeps per second", still()},
    {&P::start_lfo_hz,          "start_lfo_freq",               1.0 / 12, Unit::hertz,   {0, 100},
        "the same at the start of a transition", still()},
    {&P::end_lfo_hz,            "end_lfo_freq",                 1.0 / 12, Unit::hertz,   {0, 100},  "the same at its end", still()},
    {&P::read_sweeps,           "sweeps",                       0.0,      Unit::none,    kAnyValue,
        "moving notches: list of {start_min, start_max, start_q, start_casc, end_min, ...}", still()},
    {&P::start_ear_offset_deg,  "start_lfo_phase_offset_deg",   0.0,      Unit::degrees, kAnyValue, "LFO phase of the right ear", still()},
    {&P::end_ear_offset_deg,    "end_lfo_phase_offset_deg",     0.0,      Unit::degrees, kAnyValue,
        "the same at the end of a transition", still()},
    {&P::start_pass_offset_deg, "start_intra_phase_offset_deg", 0.0,      Unit::degrees, kAnyValue,
        "LFO phase of a second pass; 0: none without transition", still()},
    {&P::end_pass_offset_deg,   "end_intra_phase_offset_deg",   0.0,      Unit::degrees, kAnyValue,
        "the same at the end of a transition", still()},
    {&P::initial_offset_s,      "initial_offset",               0.0,      Unit::seconds, kPositive, "start of the transition", still()},
    {&P::read_duration,         "duration",                     0.0,      Unit::seconds, kPositive,
        "length of the transition; absent: until the end of the track", also_still("post_offset|transition_duration")},
    {&P::start_s,               "start_time",                   0.0,      Unit::seconds, kPositive,
        "start of the layer, unless the track says it", still()},
    {&P::fade_in_s,             "fade_in",                      0.0,      Unit::seconds, kPositive,
        "fade-in of the layer, unless the track says it", still()},
    {&P::fade_out_s,            "fade_out",                     0.0,      Unit::seconds, kPositive,
        "fade-out of the layer, unless the track says it", still()},
    {&P::read_envelope,         "amp_envelope",                 0.0,      Unit::none,    kAnyValue,
        "level of the layer over time, unless the track says it", still()},
    {&P::read_ineffective,      "duration_seconds",             0.0,      Unit::none,    kAnyValue,
        "without effect: the track decides", also_still("sample_rate")},
  };
  // clang-format on
};

}  // namespace bbplay
