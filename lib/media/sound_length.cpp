// SPDX-License-Identifier: MIT
#include "media/sound_length.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "media/chunks.h"
#include "media/header_bytes.h"

namespace bbplay::media {
namespace {

using namespace std::string_view_literals;
using Kind = SoundLength::Kind;

constexpr int kMostChunks = 1'000;
constexpr std::string_view kW64 = "riff\x2E\x91\xCF\x11\xA5\xD6\x28\xDB\x04\xC1\0\0"sv;

/// From here on a length of 32 bits that the file has not is that of a stream, whose length was not known
/// when its header was written: sox says 0x7F000000, arecord 0x80000000, others the largest number, -1, or
/// near one of these where something is counted in or out, as the first 8 bytes of AIFF are.
constexpr std::uint64_t kLeastOpen = 0x7F000000 - 8;

/// Of 64 bits.
constexpr std::uint64_t kLeastOpenLong = std::uint64_t{1} << 60;

/// Settles what kind of length it is. `length.bytes` is what stands there, without what else it counts.
SoundLength judged(ByteSource& source, SoundLength length) {
  const std::int64_t present = std::max<std::int64_t>(source.size() - length.from, 0);
  length.block = std::max<std::uint64_t>(length.block, 1);
  if (length.bytes == 0) {
    const std::int64_t chunk = length.from - static_cast<std::int64_t>(length.also_held);
    const bool is_empty = present == 0 || are_chunks(source, length.from, source.size()) ||
                          are_chunks(source, chunk, source.size());
    length.kind = is_empty ? Kind::empty : Kind::none;
  } else if (length.field_bytes == 8) {
    if (length.bytes >= kLeastOpenLong) length.kind = Kind::open;
  } else if (length.bytes >= kLeastOpen && length.bytes > static_cast<std::uint64_t>(present)) {
    length.kind = Kind::open;
  }
  return length;
}

/// The length of a block in what describes the samples of a WAV (nBlockAlign).
std::uint64_t block_in(HeaderBytes& format, bool is_big) {
  format.text(12);
  return is_big ? format.big(2) : format.little(2);
}

std::optional<SoundLength> in_riff(ByteSource& source, bool is_big) {
  constexpr std::int64_t kInLong = 16;  // from the head of "ds64" to the length of the samples
  const auto number = [is_big](HeaderBytes& header, std::size_t bytes) {
    return is_big ? header.big(bytes) : header.little(bytes);
  };
  std::int64_t at = 12, long_at = 0;
  std::uint64_t long_size = 0, block = 1;
  for (int i = 0; i < kMostChunks; ++i) {
    HeaderBytes header(source, at);
    const std::string id = header.text(4);
    const std::uint64_t size = number(header, 4);
    if (!header.complete()) return std::nullopt;
    if (id == "fmt ") block = block_in(header, is_big);
    if (id == "ds64") {  // EBU Tech 3306: RIFF size, then data size
      number(header, 8);
      long_size = number(header, 8);
      long_at = at + kInLong;
    }
    if (id == "data") {
      const bool is_long = long_at != 0 && (long_size != 0 || size == 0xFFFFFFFF);
      return judged(source, {.bytes = is_long ? long_size : size,
                             .block = block,
                             .from = at + 8,
                             .field_at = is_long ? long_at : at + 4,
                             .field_bytes = is_long ? 8 : 4,
                             .is_big = is_big});
    }
    at += static_cast<std::int64_t>(8 + size + size % 2);
  }
  return std::nullopt;
}

std::optional<SoundLength> in_w64(ByteSource& source) {
  constexpr std::uint64_t kHead = 24;  // a GUID and a size, which counts them
  std::int64_t at = 40;
  std::uint64_t block = 1;
  for (int i = 0; i < kMostChunks; ++i) {
    HeaderBytes header(source, at);
    const std::string id = header.text(16);
    const std::uint64_t size = header.little(8);
    if (!header.complete()) return std::nullopt;
    if (id.starts_with("fmt ")) block = block_in(header, false);
    if (id.starts_with("data")) {
      return judged(source, {.bytes = size - std::min(size, kHead),
                             .block = block,
                             .from = at + std::int64_t{kHead},
                             .field_at = at + 16,
                             .field_bytes = 8,
                             .also_held = kHead});
    }
    if (size <= kHead || size > static_cast<std::uint64_t>(source.size())) return std::nullopt;
    at += static_cast<std::int64_t>((size + 7) / 8 * 8);
  }
  return std::nullopt;
}

/// The length of a packet, where samples of AIFF-C are packed by themselves: that of QuickTime for its encodings.
std::uint64_t packet_in(HeaderBytes& common, std::uint64_t size) {
  constexpr std::uint64_t kBefore = 18, kIma4 = 34, kGsm = 33;
  if (size < kBefore + 4) return 1;
  const std::uint64_t channels = common.big(2);
  common.text(kBefore - 2);
  const std::string encoding = common.text(4);
  if (encoding == "ima4") return kIma4 * channels;
  return encoding == "GSM " ? kGsm : 1;
}

/// Of a FORM. The samples stand behind `before` bytes of the chunk.
std::optional<SoundLength> in_form(ByteSource& source, std::string_view kind,
                                   std::uint64_t before) {
  std::int64_t at = 12;
  std::uint64_t packet = 1;
  for (int i = 0; i < kMostChunks; ++i) {
    HeaderBytes header(source, at);
    const std::string id = header.text(4);
    const std::uint64_t size = header.big(4);
    if (!header.complete()) return std::nullopt;
    if (id == "COMM") packet = packet_in(header, size);
    if (id == kind) {
      return judged(source, {.bytes = size - std::min(size, before),
                             .block = packet,
                             .from = at + 8 + static_cast<std::int64_t>(before),
                             .field_at = at + 4,
                             .is_big = true,
                             .also_held = before});
    }
    at += static_cast<std::int64_t>(8 + size + size % 2);
  }
  return std::nullopt;
}

/// A length of -1 is that of the rest of the file. Of packets of several lengths the bytes tell nothing.
std::optional<SoundLength> in_caf(ByteSource& source) {
  constexpr std::uint64_t kHead = 12, kEdits = 4;
  std::int64_t at = 8;
  std::uint64_t packet = 0;
  for (int i = 0; i < kMostChunks; ++i) {
    HeaderBytes header(source, at);
    const std::string id = header.text(4);
    const std::uint64_t size = header.big(8);
    if (!header.complete()) return std::nullopt;
    if (id == "desc") {
      header.text(16);
      packet = header.big(4);
    }
    if (id == "data") {
      if (packet == 0) return std::nullopt;
      return judged(source, {.bytes = size - std::min(size, kEdits),
                             .block = packet,
                             .from = at + std::int64_t{kHead + kEdits},
                             .field_at = at + 4,
                             .field_bytes = 8,
                             .is_big = true,
                             .also_held = kEdits});
    }
    if (size > static_cast<std::uint64_t>(source.size())) return std::nullopt;
    at += static_cast<std::int64_t>(kHead + size);
  }
  return std::nullopt;
}

std::optional<SoundLength> in_au(ByteSource& source) {
  HeaderBytes header(source, 4);
  const std::uint64_t from = header.big(4), size = header.big(4);
  if (!header.complete()) return std::nullopt;
  return judged(
      source,
      {.bytes = size, .from = static_cast<std::int64_t>(from), .field_at = 8, .is_big = true});
}

bool is_form_of_sound(std::string_view kind) {
  return kind == "AIFF" || kind == "AIFC" || kind == "8SVX" || kind == "16SV";
}

}  // namespace

std::optional<SoundLength> sound_length(ByteSource& source) {
  const std::string head = HeaderBytes(source, 0).text(16);
  const std::string_view id = std::string_view(head).substr(0, 4);
  const std::string_view kind = std::string_view(head).substr(8, 4);
  if ((id == "RIFF" || id == "RF64" || id == "RIFX") && kind == "WAVE") {
    return in_riff(source, id == "RIFX");
  }
  if (id == "FORM" && (kind == "AIFF" || kind == "AIFC")) return in_form(source, "SSND", 8);
  if (id == "FORM" && is_form_of_sound(kind)) return in_form(source, "BODY", 0);
  if (head == kW64) return in_w64(source);
  if (id == "caff") return in_caf(source);
  if (id == ".snd") return in_au(source);
  return std::nullopt;
}

}  // namespace bbplay::media
