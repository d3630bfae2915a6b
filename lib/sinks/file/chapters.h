// SPDX-License-Identifier: MIT
/// Markers as chapters, in the forms that compressed files have for them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bbplay/sinks/file/file_metadata.h"

namespace bbplay::sinks {

struct Chapter {
  std::int64_t start_ms = 0;
  std::int64_t end_ms = 0;  // where the next one starts
  std::string title;        // UTF-8
};

/// rate    of the markers' frames, Hz
/// frames  of the whole file: where the last chapter ends; 0: not known, it ends where it starts
std::vector<Chapter> chapters_of(const std::vector<Marker>& markers, int rate, std::int64_t frames);

/// As comments of FLAC, Ogg Vorbis and Opus: "CHAPTER001=00:09:56.000", "CHAPTER001NAME=2 Down".
/// The form has three digits for a chapter and two for an hour; what lies beyond is left out.
/// source  https://wiki.xiph.org/Chapter_Extension, as FFmpeg and mpv read it
std::vector<std::string> chapter_comments(const std::vector<Chapter>& chapters);

}  // namespace bbplay::sinks
