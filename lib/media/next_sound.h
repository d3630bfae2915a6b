// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>

#include "media/byte_source.h"

namespace bbplay::media {

/// Where another sound file begins behind the first one in a file, as `cat` joins them; nothing where none
/// does. Streams that one decoder plays one after another, of Ogg or MPEG audio, are one sound.
///
/// Goes through all of a file of FLAC, MPEG audio or Ogg. Other files have a header that tells.
std::optional<std::int64_t> next_sound(ByteSource& source);

/// The same for those other files alone: libsndfile refuses some of them for what follows, and plays the
/// header there as sound in some.
std::optional<std::int64_t> next_sound_by_header(ByteSource& source);

/// Where the next native FLAC stream begins, in the bytes `from` .. `until`. Reads all up to there.
std::optional<std::int64_t> next_flac_stream(ByteSource& source, std::int64_t from,
                                             std::int64_t until);

/// Leaves what stands in front of a file whose header tells all about it (of libsndfile, and VOC): ID3 tags, and
/// headers of no sound that are there once more in front of it, as sox writes W64 and CAF into a pipe.
/// returns  how many bytes that are
std::int64_t leave_front(ByteSource& source);

/// Whether the bytes at a place are those that a sound file begins with: enough of them that it is no chance.
bool begins_sound(ByteSource& source, std::int64_t at);

}  // namespace bbplay::media
