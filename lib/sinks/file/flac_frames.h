// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bbplay::sinks {

/// What a stereo FLAC stream is encoded with.
struct FlacSettings {
  int rate = 44'100;  // Hz
  int bits = 16;      // of a sample
  int level = 5;      // 0 fast ... 8 small
};

/// What a stream begins with: its marker, a STREAMINFO of a stream of unknown length, and comments
/// without any but the name of the encoder.
/// throws  FormatError: no such stream exists
std::string flac_stream_head(const FlacSettings& settings);

/// Samples per channel of every frame but the last of a stream whose head this is.
std::size_t flac_frame_samples(std::string_view head);

/// Frames of a FLAC stream.
struct FlacFrames {
  std::string bytes;
  std::vector<std::size_t> lengths;  // of one after the other, bytes
};

/// Encodes a part of a stream on its own: a frame of FLAC needs no other one, and says which it is.
///
/// interleaved   of the size that settings.bits says; whole frames, except at the end of a stream
/// first_number  of the first frame
/// throws        std::bad_alloc                                       [any thread]
FlacFrames encode_flac(const FlacSettings& settings, std::span<const std::int32_t> interleaved,
                       std::uint32_t first_number);

}  // namespace bbplay::sinks
