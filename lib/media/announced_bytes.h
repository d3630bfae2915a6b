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

/// Of WAV, RF64, W64, AIFF and AU; nothing for other files, and where the header leaves it open.
std::optional<AnnouncedBytes> announced_bytes(ByteSource& source);

}  // namespace bbplay::media
