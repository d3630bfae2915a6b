// SPDX-License-Identifier: MIT
#include "media/looped_stream.h"

#include <algorithm>

namespace bbplay::media {

LoopedStream::LoopedStream(AudioStream stream, std::int64_t frames)
    : stream_(std::move(stream)), frames_(frames) {
  if (frames_ <= stream_.frames()) return;
  for (std::vector<double>& plane : latest_) {
    plane.resize(static_cast<std::size_t>(stream_.chunk_frames()));
  }
}

void LoopedStream::read_chunk(std::int64_t chunk, std::span<const std::span<double>> out) {
  const std::int64_t once = stream_.frames();
  if (frames_ <= once) return stream_.read_chunk(chunk, out);
  const std::int64_t length = chunk_frames();
  if (once == 0) {
    for (const std::span<double> plane : out) std::ranges::fill(plane, 0.0);
    return;
  }
  for (std::int64_t at = 0; at < length;) {
    const std::int64_t in_file = (chunk * length + at) % once;
    const std::int64_t wanted = in_file / length, offset = in_file % length;
    if (wanted != latest_chunk_) {
      const std::array<std::span<double>, 2> planes{latest_[0], latest_[1]};
      stream_.read_chunk(wanted, planes);
      latest_chunk_ = wanted;
    }
    const std::int64_t count = std::min({length - at, length - offset, once - in_file});
    for (std::size_t ear = 0; ear < out.size(); ++ear) {
      std::copy_n(latest_[ear].begin() + offset, count, out[ear].begin() + at);
    }
    at += count;
  }
}

}  // namespace bbplay::media
