// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>

#include "media/byte_source.h"

namespace bbplay::media {

/// The bytes of audio in an uncompressed file.
struct AnnouncedBytes {
  std::uint64_t announced = 0;  // by the header
  std::uint64_t present = 0;    // from where they begin to the end of the file
};

/// A part of a file.
struct ByteRange {
  std::int64_t begin = 0, end = 0;
};

/// The MPEG audio that a WAV holds instead of samples (wFormatTag 0x55); nothing for other files.
std::optional<ByteRange> mpeg_in_wav(ByteSource& source);

/// Of WAV, RF64, W64, AIFF, AU and VOC; nothing for other files, and where the header leaves it open.
std::optional<AnnouncedBytes> announced_bytes(ByteSource& source);

}  // namespace bbplay::media
