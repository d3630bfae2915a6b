// SPDX-License-Identifier: MIT
#include "media/w64_chunks.h"

#include <cstdint>
#include <string>

#include "media/announced_bytes.h"
#include "media/header_bytes.h"

namespace bbplay::media {

void leave_samples_of_w64(ByteSource& source) {
  if (HeaderBytes(source, 0).text(4) != "riff") return;
  const auto bytes = announced_bytes(source);
  if (!bytes || bytes->announced >= bytes->present) return;
  source.keep(0, source.size() - static_cast<std::int64_t>(bytes->present - bytes->announced));
}

void mend_w64_format(ByteSource& source) {
  constexpr std::int64_t kHead = 24;  // a GUID and a size, which counts them
  constexpr int kMostChunks = 1'000;
  constexpr std::uint64_t kExtensible = 0xFFFE, kFloat = 3, kALaw = 6, kMuLaw = 7;
  if (HeaderBytes(source, 0).text(4) != "riff") return;
  std::int64_t at = 40;
  for (int chunks = 0; chunks < kMostChunks; ++chunks) {
    HeaderBytes header(source, at);
    const std::string id = header.text(16).substr(0, 4);
    const std::uint64_t size = header.little(8);
    if (id == "fmt " && header.little(2) == kExtensible) {
      header.text(22);
      const std::uint64_t kind = header.little(2);
      if (!header.complete() || (kind != kFloat && kind != kALaw && kind != kMuLaw)) return;
      source.read_as(at + kHead, {static_cast<char>(kind), '\0'});
      return;
    }
    const auto rest = static_cast<std::uint64_t>(source.size() - at);
    if (!header.complete() || id == "data" || size < kHead || size > rest) return;
    at += static_cast<std::int64_t>((size + 7) / 8 * 8);
  }
}

}  // namespace bbplay::media
