// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "media/byte_source.h"

namespace bbplay::media {

/// What of a FLAC file cannot be decoded.
struct FlacDamage {
  std::int64_t places = 0;   // stretches of damaged frames
  std::int64_t samples = 0;  // of each channel, in all of them
  std::int64_t first = 0;    // sample at which the first one begins
};

/// Compares the checksums of all frames (RFC 9639, section 9) with what is there, which takes about
/// as long as reading the file. Nothing for other files.
/// throws  ReadError                                                     [not the audio thread]
FlacDamage flac_damage(ByteSource& source);

}  // namespace bbplay::media
