// SPDX-License-Identifier: MIT
/// The frames of a FLAC stream, as far as one has to look into them (RFC 9639, section 9).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bbplay::sinks {

/// What the header of a frame says.
struct FlacFrameHeader {
  std::size_t samples = 0;     // per channel
  std::size_t number_end = 0;  // of the coded number, which begins at kFlacFrameNumber
  std::size_t crc_at = 0;      // of its checksum, its last byte
};

/// Bytes of a frame before its number.
inline constexpr std::size_t kFlacFrameNumber = 4;

/// bytes    of a frame, or more of what follows one another in a stream
/// returns  nothing when they do not begin with a frame
std::optional<FlacFrameHeader> flac_frame_header(std::string_view bytes);

/// Appends a frame under another number: it sounds the same, elsewhere in a stream.
///
/// frame   a whole one, of a stream whose frames have one length
/// number  below 2^31
void append_flac_frame(std::string_view frame, std::uint32_t number, std::string& out);

}  // namespace bbplay::sinks
