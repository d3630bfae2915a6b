// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>

#include "media/byte_source.h"

namespace bbplay::media {

/// The bytes of audio in a file whose samples, or blocks of some, are all of one length.
struct AnnouncedBytes {
  std::uint64_t announced = 0;  // by the header
  std::uint64_t present = 0;    // from where they begin to the end of the file
  std::uint64_t block = 1;      // bytes that can be decoded together

  std::uint64_t announced_blocks() const noexcept { return (announced + block - 1) / block; }
  std::uint64_t present_blocks() const noexcept { return present / block; }
};

/// A part of a file.
struct ByteRange {
  std::int64_t begin = 0, end = 0;
};

/// The MPEG audio that a WAV holds instead of samples (wFormatTag 0x50, 0x55); nothing for other files.
std::optional<ByteRange> mpeg_in_wav(ByteSource& source);

/// Of WAV, RF64, W64, AIFF, AU, CAF, 8SVX, NIST SPHERE and MIDI SDS; nothing for other files, and where the header leaves
/// it open.
std::optional<AnnouncedBytes> announced_bytes(ByteSource& source);

}  // namespace bbplay::media
