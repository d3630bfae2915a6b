// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace bbplay::reader {

/// "WAV", "FLAC", ... for a sound file, by its first dozen bytes; otherwise empty.
std::string_view sound_format(std::string_view first_bytes);

}  // namespace bbplay::reader
