// SPDX-License-Identifier: MIT
#include "media/caf_lengths.h"

#include <cstdint>
#include <string>

#include "media/header_bytes.h"

namespace bbplay::media {

bool mend_caf_lengths(ByteSource& source) {
  constexpr std::int64_t kHead = 12;  // of a chunk: kind and length
  constexpr std::uint64_t kOpen = ~std::uint64_t{0};
  constexpr int kMostChunks = 1'000;
  if (HeaderBytes(source, 0).text(4) != "caff") return false;
  std::int64_t at = 8;
  bool has_sound = false;
  for (int chunks = 0; chunks < kMostChunks; ++chunks) {
    HeaderBytes header(source, at);
    const bool is_sound = header.text(4) == "data";
    const std::uint64_t length = header.big(8);
    if (!header.complete()) return false;
    const std::int64_t rest = source.size() - at - kHead;
    if (length > static_cast<std::uint64_t>(rest) && has_sound) {
      source.keep(0, at);
      return false;
    }
    has_sound = has_sound || is_sound;
    if (length > static_cast<std::uint64_t>(rest)) {
      std::string bytes;
      for (int shift = 56; shift >= 0; shift -= 8) bytes += static_cast<char>(rest >> shift & 0xFF);
      source.read_as(at + 4, bytes);
      return length != kOpen;
    }
    at += kHead + static_cast<std::int64_t>(length);
  }
  return false;
}

}  // namespace bbplay::media
