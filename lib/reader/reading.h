// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "bbplay/model/fidelity.h"

#include "reader/asset_path.h"
#include "reader/json_node.h"
#include "reader/report_damage.h"

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

/// What a scene has to know of the voices of its track, in the order of the file.
struct VoicesOfScene {
  struct Sam2 {
    JsonNode voice, params;
    bool moving = false;  // the transition form plays
    double step_seconds = 0;
  };
  std::vector<Sam2> sam2;
  std::vector<JsonNode> with_older_keys;  // parameters, of any function
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
  VoicesOfScene* scene = nullptr;
  std::shared_ptr<KnownSounds> sounds = std::make_shared<KnownSounds>();  // of the copies as well
  std::set<std::string>* renderers = nullptr;  // that have been reported as not played
  bool told_of_long_blends = false;            // by whoever made the track of something else

  // Of the step and the voice that are being read.
  double step_seconds = 0;
  bool on_noise_bus = false;
  bool is_whole_noise_file = false;        // its parameters are those of a .noise file
  bool told_that_it_stands_still = false;  // although its function is called a transition
  JsonNode set_by_scene;                   // members count before those of its parameters

  Reading() = default;
  Reading(AssetPaths paths) : assets(std::move(paths)) {}  // NOLINT: most callers need no more
  Reading(AssetPaths paths, Fidelity reading) : assets(std::move(paths)), fidelity(reading) {}

  bool corrects() const noexcept { return fidelity == Fidelity::corrected; }
};

}  // namespace bbplay::reader
