// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "bbplay/sinks/file/file_format.h"

namespace bbplay::sinks {

/// Header of a stereo WAV whose length nobody knows yet: both lengths are 0xFFFFFFFF, which readers
/// of streams take as "until the end".
std::array<std::byte, 44> wav_stream_header(Encoding encoding, int rate);

/// Keeps the upper `bytes` (2, 3 or 4) of each 32-bit integer, little-endian, packed in place;
/// returns the number of bytes.
std::size_t pack_high_bytes(std::int32_t* samples, std::size_t count, int bytes) noexcept;

}  // namespace bbplay::sinks
