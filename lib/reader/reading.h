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

/// What the parts of one track are read with.
struct Reading {
  AssetPaths assets;
  /// Which of two readings counts where the reference and the author of a file differ.
  Fidelity fidelity = Fidelity::reference;
  double step_seconds = 0;      // of the step that is being read
  bool on_noise_bus = false;    // the voice that is being read says so
  EmptyTexts* empty = nullptr;  // may be absent

  Reading() = default;
  Reading(AssetPaths paths) : assets(std::move(paths)) {}  // NOLINT: most callers need no more
  Reading(AssetPaths paths, Fidelity reading) : assets(std::move(paths)), fidelity(reading) {}

  bool corrects() const noexcept { return fidelity == Fidelity::corrected; }
};

}  // namespace bbplay::reader
