// SPDX-License-Identifier: MIT
#include "media/announced_bytes.h"

#include <algorithm>
#include <array>
#include <sstream>
#include <string>
#include <string_view>

#include "media/header_bytes.h"

namespace bbplay::media {
namespace {

constexpr int kMostChunks = 1'000;

/// From here on a length of 32 bits that the file has not is that of a stream, whose length was not known
/// when its header was written: sox says 0x7F000000, arecord 0x80000000, others the largest number, -1, or
/// near one of these where something is counted in or out, as the first 8 bytes of AIFF are.
constexpr std::uint64_t kLeastOpen = 0x7F000000 - 8;

/// Whether one of 64 bits was not known.
bool is_open_long(std::uint64_t length) { return length == 0 || length >= 1ULL << 60; }

/// block  bytes of which each only counts when it is whole
std::optional<AnnouncedBytes> audio_of(const ByteSource& source, std::uint64_t announced,
                                       std::uint64_t from, std::uint64_t block = 1) {
  const auto size = static_cast<std::uint64_t>(source.size());
  return AnnouncedBytes{announced, size - std::min(from, size), std::max<std::uint64_t>(block, 1)};
}

/// The same where the length has 32 bits; nothing where it was not known.
std::optional<AnnouncedBytes> short_audio_of(const ByteSource& source, std::uint64_t announced,
                                             std::uint64_t from, std::uint64_t block = 1) {
  const auto audio = audio_of(source, announced, from, block);
  const bool is_open = announced >= kLeastOpen && announced > audio->present;
  return announced == 0 || is_open ? std::nullopt : audio;
}

/// The length of a block in what describes the samples of a WAV (nBlockAlign).
std::uint64_t block_in(HeaderBytes& format) {
  format.text(12);
  return format.little(2);
}

std::optional<AnnouncedBytes> in_riff(ByteSource& source) {
  std::uint64_t at = 12, long_size = 0, block = 1;
  for (int i = 0; i < kMostChunks; ++i) {
    HeaderBytes header(source, static_cast<std::int64_t>(at));
    const std::string id = header.text(4);
    const std::uint64_t size = header.little(4);
    if (!header.complete()) return std::nullopt;
    if (id == "fmt ") block = block_in(header);
    if (id == "ds64") {  // EBU Tech 3306: RIFF size, then data size
      header.little(8);
      long_size = header.little(8);
    }
    if (id == "data") {
      if (long_size == 0) return short_audio_of(source, size, at + 8, block);
      if (is_open_long(long_size)) return std::nullopt;
      return audio_of(source, long_size, at + 8, block);
    }
    at += 8 + size + size % 2;
  }
  return std::nullopt;
}

std::optional<AnnouncedBytes> in_w64(ByteSource& source) {
  constexpr std::uint64_t kHead = 24;  // a GUID and a size, which counts them
  std::uint64_t at = 40, block = 1;
  for (int i = 0; i < kMostChunks; ++i) {
    HeaderBytes header(source, static_cast<std::int64_t>(at));
    const std::string id = header.text(16);
    const std::uint64_t size = header.little(8);
    if (!header.complete() || size <= kHead || is_open_long(size)) return std::nullopt;
    if (id.starts_with("fmt ")) block = block_in(header);
    if (id.starts_with("data")) return audio_of(source, size - kHead, at + kHead, block);
    at += (size + 7) / 8 * 8;
    if (at > static_cast<std::uint64_t>(source.size())) return std::nullopt;
  }
  return std::nullopt;
}

struct FormChunk {
  std::uint64_t at, size;  // of its data
};

/// The first chunk of a kind in a FORM: AIFF, 8SVX.
std::optional<FormChunk> chunk_of_form(ByteSource& source, std::string_view kind) {
  std::uint64_t at = 12;
  for (int i = 0; i < kMostChunks; ++i) {
    HeaderBytes header(source, static_cast<std::int64_t>(at));
    const std::string id = header.text(4);
    const std::uint64_t size = header.big(4);
    if (!header.complete()) return std::nullopt;
    at += 8;
    if (id == kind) return FormChunk{at, size};
    at += size + size % 2;
  }
  return std::nullopt;
}

std::optional<AnnouncedBytes> in_aiff(ByteSource& source) {
  constexpr std::uint64_t kBefore = 8;  // offset and block size
  const auto chunk = chunk_of_form(source, "SSND");
  if (!chunk || chunk->size <= kBefore) return std::nullopt;
  return short_audio_of(source, chunk->size - kBefore, chunk->at + kBefore);
}

/// The older Amiga's, of one channel.
std::optional<AnnouncedBytes> in_svx(ByteSource& source) {
  const auto chunk = chunk_of_form(source, "BODY");
  if (!chunk) return std::nullopt;
  return short_audio_of(source, chunk->size, chunk->at);
}

/// A length of -1 is that of the rest of the file. Of packets of several lengths the bytes tell nothing.
std::optional<AnnouncedBytes> in_caf(ByteSource& source) {
  constexpr std::uint64_t kHead = 12, kEdits = 4;
  std::uint64_t at = 8, packet = 0;
  for (int i = 0; i < kMostChunks; ++i) {
    HeaderBytes header(source, static_cast<std::int64_t>(at));
    const std::string id = header.text(4);
    const std::uint64_t size = header.big(8);
    if (!header.complete()) return std::nullopt;
    if (id == "desc") {
      header.text(16);
      packet = header.big(4);
    }
    if (id == "data") {
      if (packet == 0 || size < kEdits || is_open_long(size)) return std::nullopt;
      return audio_of(source, size - kEdits, at + kHead + kEdits, packet);
    }
    if (is_open_long(size) && size != 0) return std::nullopt;
    at += kHead + size;
  }
  return std::nullopt;
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

std::optional<AnnouncedBytes> in_au(ByteSource& source) {
  HeaderBytes header(source, 4);
  const std::uint64_t from = header.big(4), size = header.big(4);
  if (!header.complete()) return std::nullopt;
  return short_audio_of(source, size, from);
}

}  // namespace

std::optional<ByteRange> mpeg_in_wav(ByteSource& source) {
  constexpr std::uint64_t kMpeg = 0x55;
  HeaderBytes riff(source, 0);
  if (!riff.text(12).starts_with("RIFF")) return std::nullopt;
  std::int64_t at = 12;
  bool is_mpeg = false;
  for (int i = 0; i < kMostChunks; ++i) {
    HeaderBytes header(source, at);
    const std::string id = header.text(4);
    const auto size = static_cast<std::int64_t>(header.little(4));
    if (id == "fmt ") is_mpeg = header.little(2) == kMpeg;
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
  HeaderBytes header(source, 0);
  const std::string id = header.text(4);
  header.text(4);
  const std::string kind = header.text(4);
  if ((id == "RIFF" || id == "RF64") && kind == "WAVE") return in_riff(source);
  if (id == "FORM" && (kind == "AIFF" || kind == "AIFC")) return in_aiff(source);
  if (id == "FORM" && (kind == "8SVX" || kind == "16SV")) return in_svx(source);
  if (id == "riff") return in_w64(source);
  if (id == "caff") return in_caf(source);
  if (id == "NIST") return in_nist(source);
  if (id == ".snd") return in_au(source);
  return std::nullopt;
}

}  // namespace bbplay::media
