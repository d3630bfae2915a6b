// SPDX-License-Identifier: MIT
#include "media/caf_packets.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>

#include "bbplay/model/diagnostics.h"

#include "media/chunks.h"
#include "media/header_bytes.h"

namespace bbplay::media {
namespace {

/// The table that the numbers are in, by its chunk; nothing where there is none.
std::optional<Chunk> packet_table(ByteSource& source) {
  constexpr int kMostChunks = 1'000;
  const auto form = ChunkForm::of(source);
  if (!form || HeaderBytes(source, 0).text(4) != "caff") return std::nullopt;
  auto chunk = form->at(source, form->first());
  for (int chunks = 0; chunk && chunk->id != "pakt"; ++chunks) {
    if (chunks == kMostChunks) return std::nullopt;
    chunk = form->at(source, chunk->next);
  }
  return chunk;
}

}  // namespace

void mend_caf_packets(ByteSource& source) {
  constexpr std::int64_t kHead = 24;
  constexpr int kMostBytes = 5, kMostMended = 16;
  constexpr std::size_t kWindow = 1 << 15;
  const auto table = packet_table(source);
  if (!table) return;
  const std::int64_t end = table->from + table->length;
  int bytes = 0, mended = 0;
  for (std::int64_t at = table->from + kHead; at < end;) {
    const auto count = std::min<std::int64_t>(end - at, std::int64_t{kWindow});
    HeaderBytes window(source, at);
    for (const char byte : window.text(static_cast<std::size_t>(count))) {
      const bool goes_on = (static_cast<unsigned char>(byte) & 0x80) != 0;
      ++at;
      if (goes_on && (++bytes == kMostBytes || at == end)) {
        if (++mended > kMostMended) {
          throw InputError(source.name() + ": its table of packets is damaged");
        }
        source.read_as(at - 1, std::string(1, static_cast<char>(byte & 0x7F)));
        bytes = 0;
      }
      if (!goes_on) bytes = 0;
    }
  }
}

}  // namespace bbplay::media
