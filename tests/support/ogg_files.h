// SPDX-License-Identifier: MIT
/// Files in Ogg made for a test.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <FLAC/stream_encoder.h>
#include <gtest/gtest.h>

#include "support/sound_files.h"

namespace bbplay::test {

/// FLAC in Ogg, which libsndfile does not write.
/// samples  interleaved, of 16 bits
inline std::string ogg_flac(const std::vector<FLAC__int32>& samples, unsigned rate = 44'100,
                            unsigned channels = 1, long serial = 7) {
  const ScratchFolder folder;
  const auto path = folder / "a.oga";
  FLAC__StreamEncoder* const encoder = FLAC__stream_encoder_new();
  FLAC__stream_encoder_set_channels(encoder, channels);
  FLAC__stream_encoder_set_bits_per_sample(encoder, 16);
  FLAC__stream_encoder_set_sample_rate(encoder, rate);
  FLAC__stream_encoder_set_ogg_serial_number(encoder, serial);
  EXPECT_EQ(FLAC__stream_encoder_init_ogg_file(encoder, path.c_str(), nullptr, nullptr),
            FLAC__STREAM_ENCODER_INIT_STATUS_OK);
  EXPECT_TRUE(FLAC__stream_encoder_process_interleaved(
      encoder, samples.data(), static_cast<unsigned>(samples.size()) / channels));
  EXPECT_TRUE(FLAC__stream_encoder_finish(encoder));
  FLAC__stream_encoder_delete(encoder);
  return bytes_of(path);
}

/// Bytes at which pages begin, and the end.
inline std::vector<std::size_t> page_begins(std::string_view ogg) {
  std::vector<std::size_t> begins{0};
  while (begins.back() < ogg.size()) {
    const std::size_t at = begins.back();
    const auto segments = static_cast<unsigned char>(ogg[at + 26]);
    std::size_t length = 27u + segments;
    for (std::size_t i = 0; i < segments; ++i)
      length += static_cast<unsigned char>(ogg[at + 27 + i]);
    begins.push_back(at + length);
  }
  return begins;
}

/// Puts the checksum that it needs into a page (RFC 3533, 6).
inline void put_checksum(std::string& page) {
  page.replace(22, 4, 4, '\0');
  std::uint32_t sum = 0;
  for (const char byte : page) {
    sum ^= static_cast<std::uint32_t>(static_cast<unsigned char>(byte)) << 24;
    for (int bit = 0; bit < 8; ++bit) sum = sum << 1 ^ ((sum >> 31) != 0 ? 0x04C11DB7u : 0u);
  }
  for (std::size_t i = 0; i < 4; ++i) page[22 + i] = static_cast<char>(sum >> 8 * i & 0xFF);
}

/// The same stream by another number.
inline std::string with_serial(const std::string& ogg, char serial) {
  std::string all;
  const std::vector<std::size_t> begins = page_begins(ogg);
  for (std::size_t i = 0; i + 1 < begins.size(); ++i) {
    std::string page = ogg.substr(begins[i], begins[i + 1] - begins[i]);
    page.replace(14, 4, 4, serial);
    put_checksum(page);
    all += page;
  }
  return all;
}

/// Of a page of another stream and content.
///
/// granule  its highest byte
inline std::string ogg_page(unsigned char flags, std::uint32_t serial, std::uint32_t sequence,
                            const std::string& packet, char granule = 0) {
  using namespace std::string_literals;
  std::string page = "OggS\0"s + static_cast<char>(flags) + std::string(7, '\0') + granule;
  const auto add = [&](std::uint32_t number) {
    for (int shift = 0; shift < 32; shift += 8) page += static_cast<char>(number >> shift & 0xFF);
  };
  add(serial);
  add(sequence);
  add(0);
  page += static_cast<char>(1);
  page += static_cast<char>(packet.size());
  page += packet;
  put_checksum(page);
  return page;
}

}  // namespace bbplay::test
