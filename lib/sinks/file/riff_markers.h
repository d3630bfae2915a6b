// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bbplay/sinks/file/file_metadata.h"

namespace bbplay::sinks {

/// Cue points and their labels as chunks of a WAV or RF64 file. They follow the samples: before them
/// libsndfile has room for some 50 kB of everything, and leaves a damaged file when it does not
/// suffice.
///
/// frames   of the file; markers from there on are left out, and so are those that 32 bits cannot
///          tell (a day into the file)
/// returns  nothing when no marker is left
std::string riff_markers(const std::vector<Marker>& markers, std::int64_t frames);

}  // namespace bbplay::sinks
