// SPDX-License-Identifier: MIT
/// Tracks with something wrong with them, and what has to be said about each. The reader's own
/// tests and those of the program run the same list.
#pragma once

#include <filesystem>
#include <functional>
#include <iosfwd>
#include <string>
#include <vector>

#include "bbplay/model/diagnostics.h"

namespace bbplay::test {

struct BrokenTrack {
  std::string name;       // of the case
  std::string file_name;  // where it is written, inside a folder of its own
  int exit_code = 65;     // of `bbplay --check`: 65 invalid, 66 a file is missing, 0 only a warning
  std::string message;    // part of the first error (exit code 0: of the first warning)
  SourcePosition place;   // of that finding; {0, 0} where a file has none
  std::function<void(const std::filesystem::path& file)> write;
};

std::vector<BrokenTrack> broken_tracks();

/// For the names and messages of GoogleTest.
void PrintTo(const BrokenTrack& track, std::ostream* out);

/// Writes the case into `folder`, which has to exist, and returns the path of the track.
std::filesystem::path write_broken_track(const BrokenTrack& track,
                                         const std::filesystem::path& folder);

}  // namespace bbplay::test
