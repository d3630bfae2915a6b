// SPDX-License-Identifier: MIT
#include "media/w64_chunks.h"

#include "media/announced_bytes.h"
#include "media/header_bytes.h"

namespace bbplay::media {

void leave_samples_of_w64(ByteSource& source) {
  if (HeaderBytes(source, 0).text(4) != "riff") return;
  const auto bytes = announced_bytes(source);
  if (!bytes || bytes->announced >= bytes->present) return;
  source.keep(0, source.size() - static_cast<std::int64_t>(bytes->present - bytes->announced));
}

}  // namespace bbplay::media
