// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "media/byte_source.h"

namespace bbplay::media {

/// "WAV", "FLAC", "MPEG-4 (MP4, M4A)", ... for a file of sound, whether it can be played or not, by its first 32
/// bytes; empty for others.
std::string_view sound_kind(std::string_view first_bytes);

/// Whether a file begins, behind tags, like one of the sound files that can be read.
bool begins_like_read_sound(ByteSource& source);

/// What a file holds that cannot be played, and what to do about it: "an MPEG-4 file (MP4, M4A), which is not read:
/// convert it ...". Empty where nothing is known about it.
std::string unread_sound(ByteSource& source);

}  // namespace bbplay::media
