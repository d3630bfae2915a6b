// SPDX-License-Identifier: MIT
/// What begins each frame of MPEG audio (ISO 11172-3 and 13818-3, section 2.4.2.3).
#pragma once

#include <array>
#include <cstdint>

namespace bbplay::media {

using MpegHeader = std::array<std::uint8_t, 4>;

/// Whether these bytes are one: a chance of about one in a thousand where they are anything.
bool is_mpeg_header(const MpegHeader& header);
bool is_version_1(const MpegHeader& header);
int layer_of(const MpegHeader& header);
/// Of one version, layer and rate.
bool is_of_the_same_kind(const MpegHeader& a, const MpegHeader& b);
/// Of the frame, in bytes; 0 for a "free" bit rate.
std::int64_t length_of(const MpegHeader& header);

}  // namespace bbplay::media
