// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "bbplay/model/fidelity.h"

#include "reader/asset_path.h"
#include "reader/json_node.h"

namespace bbplay::reader {

/// Parameters that an editor left empty and whose default is not 0: told once for a whole track.
struct EmptyTexts {
  JsonNode first;
  std::vector<std::string> keys;  // in order of their names, each once

  void add(JsonNode node);
  void report(Diagnostics& diagnostics) const;
};

/// Tones that fit the sample rate of a track and not the one that it is asked to play at: told once
/// for a whole track.
struct FoldedTones {
  JsonNode first;
  double rate_hz = 0;
  std::size_t count = 0;

  void add(JsonNode node, double rate);
  void report(Diagnostics& diagnostics) const;
};

/// What the parts of one track are read with.
struct Reading {
  AssetPaths assets;
  /// Which of two readings counts where the reference and the author of a file differ.
  Fidelity fidelity = Fidelity::reference;
  double own_rate_hz = 44'100;  // sample rate that the track asks for
  double rate_hz = 44'100;      // the one that it plays at
  EmptyTexts* empty = nullptr;  // may be absent
  FoldedTones* folded = nullptr;
  bool told_of_long_blends = false;  // by whoever made the track of something else

  // Of the step and the voice that are being read.
  double step_seconds = 0;
  bool on_noise_bus = false;
  bool is_whole_noise_file = false;        // its parameters are those of a .noise file
  bool told_that_it_stands_still = false;  // although its function is called a transition

  Reading() = default;
  Reading(AssetPaths paths) : assets(std::move(paths)) {}  // NOLINT: most callers need no more
  Reading(AssetPaths paths, Fidelity reading) : assets(std::move(paths)), fidelity(reading) {}

  bool corrects() const noexcept { return fidelity == Fidelity::corrected; }
};

}  // namespace bbplay::reader
