// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "media/announced_bytes.h"
#include "media/byte_source.h"

namespace bbplay::media {

/// What libmpg123 should see instead of what is in the file.
struct MpegRepair {
  std::int64_t at = 0;  // byte of the file
  std::array<std::uint8_t, 4> header{};
  std::int64_t frame = 0;  // which one it begins, counted from the first of the file
};

/// The frames of a file of MPEG audio by their headers.
///
/// A decoder that finds no header where one frame ends looks for the next one, and all that follows
/// comes too early. But how long the damage is tells how many frames it has swallowed: with headers of
/// the kind of their neighbours in their places they count again, and are to be silent. The number is
/// exact for a constant bit rate, and where a Xing, Info or VBRI header says the total; otherwise it
/// follows from the mean length of the frames near by.
struct MpegFrames {
  std::vector<MpegRepair> repairs;  // ascending
  std::vector<ByteRange> blanks;    // ascending; to be zeros, in which nothing looks like a header
  std::int64_t samples_per_frame = 0;
  std::int64_t shortest = 0;      // bytes of a frame; 0: unknown
  std::int64_t before_sound = 0;  // frames: 1 when the first is a Xing, Info or VBRI header
  bool announces_more = false;    // a Xing or Info header, more frames than are there
  bool has_end = false;           // the last frame is whole
  std::int64_t end = 0;           // byte at which another sound begins, or the end
};

/// By going through the headers of all of it, once as long as the file stays the same. Nothing for "free" bit rates,
/// which say no length.
std::shared_ptr<const MpegFrames> mpeg_frames(ByteSource& source, ByteRange range);

/// Bytes of a file as they were read from `at` on, with blanks and repairs in them.
void apply(const MpegFrames& frames, std::int64_t at, std::span<std::uint8_t> bytes);

}  // namespace bbplay::media
