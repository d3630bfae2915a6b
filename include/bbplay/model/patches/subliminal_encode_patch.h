// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <vector>

#include "bbplay/model/params.h"

namespace bbplay {

struct SubliminalEncodePatch;
/// Messages from `audio_paths` (a list, or a text with semicolons) or `audio_path`. Files that
/// cannot be used are warned about and left out: the rest of the track is worth playing.
void read_subliminal_files(SubliminalEncodePatch&, reader::ParamReader&);

/// Recorded messages moved up to an inaudible carrier (format subliminal).
struct SubliminalEncodePatch {
  using P = SubliminalEncodePatch;
  static constexpr std::string_view name = "subliminal_encode";
  static constexpr std::string_view meaning = "spoken messages at the upper edge of hearing";
  static constexpr bool never_moves = true;

  std::vector<std::filesystem::path> files;  // resolved
  double carrier_freq_hz = 17'500;
  double amp = 0.5;
  Choice order;  // 0: one after the other, 1: all at once

  static constexpr std::string_view kOrders[] = {"sequence", "stack"};

  // clang-format off
  static constexpr Row<P> rows[] = {
    {&read_subliminal_files, "audio_paths", 0.0,      Unit::none,  kAnyValue,
        "sound files with the messages: a list, or one text with semicolons", also_still("audio_path")},
    {&P::carrier_freq_hz,    "carrierFreq", 17'500.0, Unit::hertz, {15'000, 20'000}, "frequency that the messages are moved to"},
    {&P::amp,                "amp",         0.5,      Unit::gain,  {0, 1},           "peak of the whole voice"},
    {&P::order,              "mode",        0.0,      Unit::none,  kAnyValue,
        "sequence: with a second between; stack: all together, each repeated", still(kOrders)},
  };
  // clang-format on
};

}  // namespace bbplay
