// SPDX-License-Identifier: MIT
#include "media/announced_bytes.h"

#include <algorithm>
#include <sstream>
#include <string>

#include "media/header_bytes.h"
#include "media/sds_blocks.h"
#include "media/sound_length.h"

namespace bbplay::media {
namespace {

constexpr int kMostChunks = 1'000;

AnnouncedBytes audio_of(const ByteSource& source, std::uint64_t announced, std::uint64_t from,
                        std::uint64_t block) {
  const auto size = static_cast<std::uint64_t>(source.size());
  return {announced, size - std::min(from, size), std::max<std::uint64_t>(block, 1)};
}

/// NIST SPHERE: lines of a name, a type and a value.
std::optional<AnnouncedBytes> in_nist(ByteSource& source) {
  constexpr std::size_t kMostHead = 1 << 14;
  HeaderBytes header(source, 0);
  std::istringstream lines(header.text(
      static_cast<std::size_t>(std::min<std::int64_t>(source.size(), std::int64_t{kMostHead}))));
  std::string line, name, type;
  std::uint64_t from = 0, samples = 0, channels = 1, bytes = 0, value = 0;
  std::getline(lines, line);
  lines >> from;
  while (std::getline(lines, line) && line != "end_head") {
    std::istringstream words(line);
    if (!(words >> name >> type >> value)) continue;
    if (name == "sample_count") samples = value;
    if (name == "channel_count") channels = value;
    if (name == "sample_n_bytes") bytes = value;
  }
  constexpr std::uint64_t kMost = std::uint64_t{1} << 40;
  if (samples == 0 || samples > kMost || channels > 1'024 || bytes > 8) return std::nullopt;
  return audio_of(source, samples * channels * bytes, from, channels * bytes);
}

}  // namespace

std::optional<ByteRange> mpeg_in_wav(ByteSource& source) {
  constexpr std::uint64_t kLayers1And2 = 0x50, kLayer3 = 0x55;
  HeaderBytes riff(source, 0);
  if (!riff.text(12).starts_with("RIFF")) return std::nullopt;
  std::int64_t at = 12;
  bool is_mpeg = false;
  for (int i = 0; i < kMostChunks; ++i) {
    HeaderBytes header(source, at);
    const std::string id = header.text(4);
    const auto size = static_cast<std::int64_t>(header.little(4));
    if (id == "fmt ") {
      const std::uint64_t tag = header.little(2);
      is_mpeg = tag == kLayers1And2 || tag == kLayer3;
    }
    if (!header.complete() || (id == "data" && !is_mpeg)) return std::nullopt;
    if (id == "data") {
      const std::int64_t begin = at + 8, rest = source.size() - begin;
      return ByteRange{begin, begin + (size == 0 ? rest : std::min(size, rest))};
    }
    at += 8 + size + size % 2;
  }
  return std::nullopt;
}

std::optional<AnnouncedBytes> announced_bytes(ByteSource& source) {
  if (HeaderBytes(source, 0).text(4) == "NIST") return in_nist(source);
  if (const auto sds = bytes_of_sds(source)) return sds;
  const auto length = sound_length(source);
  if (!length || length->kind != SoundLength::Kind::known) return std::nullopt;
  return audio_of(source, length->bytes, static_cast<std::uint64_t>(length->from), length->block);
}

}  // namespace bbplay::media
