// SPDX-License-Identifier: MIT
/// What the containers of bbplay can hold.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include <sndfile.h>

#include "bbplay/sinks/file/file_format.h"

namespace bbplay::sinks {

inline constexpr unsigned kAll = 0b11111, kNone = 0, kFlacIntegers = 0b00011;

inline constexpr std::array kOpusRates{8'000, 12'000, 16'000, 24'000, 48'000};
inline constexpr std::array kMp3Rates{8'000,  11'025, 12'000, 16'000, 22'050,
                                      24'000, 32'000, 44'100, 48'000};
inline constexpr int kFlacMaxRate = 655'350;

/// Largest number of audio bytes a RIFF file takes, with room for its chunk headers.
inline constexpr std::int64_t kRiffLimit = (std::int64_t{1} << 32) - 4096;

struct ContainerTraits {
  Container container;
  std::string_view name, alias;  // also the extensions
  int sndfile;                   // major format, with the codec of lossy ones
  unsigned encodings;            // one bit each
  bool streamable;               // can be written without ever going back
  bool four_gigabytes = false;   // cannot be longer
  std::span<const int> rates{};  // empty: any
  int other_rates_become = 0;    // 0: they are refused

  constexpr bool takes(int rate) const {
    return rates.empty() || std::ranges::find(rates, rate) != rates.end();
  }
  constexpr bool lossy() const { return encodings == kNone; }
  constexpr bool holds(Encoding encoding) const {
    return (encodings >> static_cast<unsigned>(encoding) & 1u) != 0;
  }
};

inline constexpr ContainerTraits kContainers[] = {
    // clang-format off
    {Container::wav,  "wav",  "wave", SF_FORMAT_WAV,  kAll, true},
    {Container::flac, "flac", "",     SF_FORMAT_FLAC, kFlacIntegers, true},
    {Container::ogg,  "ogg",  "oga",  SF_FORMAT_OGG | SF_FORMAT_VORBIS, kNone, true},
    {Container::opus, "opus", "",     SF_FORMAT_OGG | SF_FORMAT_OPUS, kNone, true, false, kOpusRates, 48'000},
    {Container::mp3,  "mp3",  "",     SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, kNone, true, false, kMp3Rates},
    {Container::aiff, "aiff", "aif",  SF_FORMAT_AIFF, kAll, false, true},
    {Container::au,   "au",   "snd",  SF_FORMAT_AU,   kAll, false},
    {Container::caf,  "caf",  "",     SF_FORMAT_CAF,  kAll, false},
    {Container::w64,  "w64",  "",     SF_FORMAT_W64,  kAll, false},
    {Container::rf64, "rf64", "",     SF_FORMAT_RF64, kAll, false},
    {Container::raw,  "raw",  "pcm",  SF_FORMAT_RAW,  kAll, true},
    // clang-format on
};

constexpr const ContainerTraits& traits_of(Container container) {
  for (const ContainerTraits& traits : kContainers) {
    if (traits.container == container) return traits;
  }
  return kContainers[0];
}

constexpr int sample_bytes(Encoding encoding) {
  constexpr std::array bytes{2, 3, 4, 4, 8};
  return bytes[static_cast<std::size_t>(encoding)];
}

/// 0 for lossy codecs.
constexpr std::int64_t frame_bytes(const FileFormat& format) {
  return format.encoding ? 2 * sample_bytes(*format.encoding) : 0;
}

/// The whole format word, for uncompressed and lossless ones with the encoding.
constexpr int sndfile_format(const FileFormat& format) {
  constexpr std::array encodings{SF_FORMAT_PCM_16, SF_FORMAT_PCM_24, SF_FORMAT_PCM_32,
                                 SF_FORMAT_FLOAT, SF_FORMAT_DOUBLE};
  const int container = traits_of(format.container).sndfile;
  return format.encoding ? container | encodings[static_cast<std::size_t>(*format.encoding)]
                         : container;
}

}  // namespace bbplay::sinks
