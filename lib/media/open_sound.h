// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>

#include "media/byte_source.h"

namespace bbplay::media {

/// Where a sound ends whose header leaves its length open.
struct OpenEnd {
  std::int64_t end = 0;
  bool is_file_behind = false;  // another one, mostly of sound; else tags, chunks or nothing
};

/// Before what cannot be a part of it: the head of another sound file, of an MPEG-4 file or a picture, chunks that
/// reach up to the end of the file as none do by chance, and tags there (ID3, APEv2, Lyrics3). Nothing for files
/// that say their length.
///
/// Goes through all of such a file, once as long as it stays the same.
std::optional<OpenEnd> end_of_open_sound(ByteSource& source);

/// The same for a sound from byte `from` on, which is known to say no length.
OpenEnd end_of_sound_from(ByteSource& source, std::int64_t from);

/// Leaves out what is behind such a sound, and lets reads find its length where the header leaves it open, of
/// whole blocks: libsndfile plays all of it otherwise, and nothing where the length is 0. Also leaves out what is
/// behind a sound of nothing, which it plays in some formats.
void close_open_sound(ByteSource& source);

}  // namespace bbplay::media
