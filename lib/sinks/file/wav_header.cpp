// SPDX-License-Identifier: MIT
#include "sinks/file/wav_header.h"

#include <bit>
#include <cstring>
#include <string_view>

#include "sinks/file/containers.h"

namespace bbplay::sinks {

static_assert(std::endian::native == std::endian::little,
              "samples are written to WAV and raw streams as they lie in memory");

std::array<std::byte, 44> wav_stream_header(Encoding encoding, int rate) {
  std::array<std::byte, 44> header{};
  std::byte* at = header.data();
  const auto text = [&](std::string_view four) {
    std::memcpy(at, four.data(), 4);
    at += 4;
  };
  const auto number = [&](auto value) {
    std::memcpy(at, &value, sizeof value);
    at += sizeof value;
  };
  constexpr std::uint32_t unknown = 0xFFFFFFFF;
  const bool is_float = encoding == Encoding::float32 || encoding == Encoding::float64;
  const auto frame = static_cast<std::uint16_t>(2 * sample_bytes(encoding));
  text("RIFF");
  number(unknown);
  text("WAVE");
  text("fmt ");
  number(std::uint32_t{16});
  number(static_cast<std::uint16_t>(is_float ? 3 : 1));
  number(std::uint16_t{2});  // channels
  number(static_cast<std::uint32_t>(rate));
  number(static_cast<std::uint32_t>(rate) * frame);
  number(frame);
  number(static_cast<std::uint16_t>(4 * frame));  // bits per sample
  text("data");
  number(unknown);
  return header;
}

std::size_t pack_high_bytes(std::int32_t* samples, std::size_t count, int bytes) noexcept {
  auto* out = reinterpret_cast<unsigned char*>(samples);
  const auto width = static_cast<std::size_t>(bytes);
  for (std::size_t i = 0; i < count; ++i) {
    // Never overtakes what it reads: width is at most that of an integer.
    const std::int32_t sample = samples[i];
    std::array<unsigned char, 4> four{};
    std::memcpy(four.data(), &sample, 4);
    std::memcpy(out + i * width, four.data() + (4 - width), width);
  }
  return count * width;
}

}  // namespace bbplay::sinks
