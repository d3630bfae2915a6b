// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace bbplay::reader {

/// "WAV", "FLAC", "MPEG-4 (MP4, M4A)", ... for a sound file, whether it can be played or not, by its first 32 bytes;
/// otherwise empty.
std::string_view sound_format(std::string_view first_bytes);

}  // namespace bbplay::reader
