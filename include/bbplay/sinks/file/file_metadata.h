// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace bbplay {

/// A place in a sound file that players can show and go to.
struct Marker {
  std::int64_t frame = 0;
  std::string label;
  bool operator==(const Marker&) const = default;
};

/// Of one text of a sound file; more is cut off.
inline constexpr std::size_t kMaxTextBytes = 10'000;

/// What a sound file says about itself. Empty texts are left out, and so is what its container has
/// no place for.
struct FileMetadata {
  std::string title, comment, software, date;
  std::vector<Marker> markers;  // in ascending order; cue points of wav, rf64 and aiff, chapters
                                // of flac, ogg, opus and mp3
};

}  // namespace bbplay
