// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <vector>

#include "bbplay/model/noise_color.h"
#include "bbplay/model/params.h"
#include "bbplay/model/swept_notches.h"

namespace bbplay {

inline constexpr std::string_view kLfoWaveforms[] = {"sine", "triangle"};  // as LfoWaveform

/// What a noise voice is made from (format noise 1.1, dsp 9).
struct NoiseSourcePatch {
  using P = NoiseSourcePatch;
  NoiseColor color;
  std::filesystem::path input_audio_path;  // resolved; empty: noise

  static void read_color(P& patch, reader::ParamReader& reader);
  /// The colour object of a .noise file, which counts when there is no noise_type.
  static void read_color_parameters(P& patch, reader::ParamReader& reader);

  // clang-format off
  static constexpr Row<P> rows[] = {
    {&P::read_color,            "noise_type",       0.0, Unit::none, kAnyValue,
        "colour: a name, or an object with exponent, high_exponent, ...; absent: \"pink\"", still()},
    {&P::read_color_parameters, "noise_parameters", 0.0, Unit::none, kAnyValue, "colour as in a .noise file", still()},
    {&P::input_audio_path,      "input_audio_path", 0.0, Unit::none, kAnyValue,
        "sound file whose first channel replaces the noise", still()},
  };
  // clang-format on
};

/// What the notches of all noise voices have in common.
struct NotchesPatch {
  using P = NotchesPatch;
  Choice waveform;
  std::vector<StaticNotch> static_notches;

  static void read_static_notches(P& patch, reader::ParamReader& reader);

  // clang-format off
  static constexpr Row<P> rows[] = {
    {&P::waveform,            "lfo_waveform",   0.0, Unit::none, kAnyValue, "course of the moving notches", still(kLfoWaveforms)},
    {&P::read_static_notches, "static_notches", 0.0, Unit::none, kAnyValue,
        "up to ten fixed notches: {freq, q, cascade} or [freq, q, cascade]", still()},
  };
  // clang-format on
};

}  // namespace bbplay
