// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "bbplay/reader/read_track.h"

#include "reader/json_node.h"
#include "support/golden.h"
#include "support/scratch_folder.h"

namespace bbplay::test {

inline std::filesystem::path sessions_folder() { return golden_folder() / "sessions"; }

inline reader::JsonDocument session_cases() {
  return reader::JsonDocument::parse(bytes_of(sessions_folder() / "cases.json"), "cases.json");
}

/// How a case says that it is read.
inline ReadOptions reading_of(reader::JsonNode golden) {
  ReadOptions options;
  for (const reader::JsonNode preset : golden["presets"].children()) {
    options.presets.push_back(sessions_folder() / preset.text());
  }
  return options;
}

}  // namespace bbplay::test
