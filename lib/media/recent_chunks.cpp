// SPDX-License-Identifier: MIT
#include "media/recent_chunks.h"

#include <algorithm>
#include <cassert>
#include <iterator>
#include <utility>

namespace bbplay::media {

RecentChunks::RecentChunks(AudioStream stream, std::size_t kept)
    : stream_(std::move(stream)), latest_(std::max<std::size_t>(1, kept)) {
  assert(stream_.planes() == 1);
}

void RecentChunks::read(std::int64_t first, std::span<double> out) {
  assert(first >= 0 && first + std::ssize(out) <= stream_.frames());
  const std::int64_t length = stream_.chunk_frames();
  while (!out.empty()) {
    const std::vector<double>& chunk = chunk_at(first / length);
    const std::int64_t offset = first % length;
    const std::int64_t count = std::min(std::ssize(out), length - offset);
    std::copy_n(chunk.begin() + offset, count, out.begin());
    out = out.subspan(static_cast<std::size_t>(count));
    first += count;
  }
}

const std::vector<double>& RecentChunks::chunk_at(std::int64_t index) {
  const auto known = std::ranges::find(latest_, index, &Chunk::index);
  const auto from = known == latest_.end() ? std::prev(known) : known;
  std::rotate(latest_.begin(), from, std::next(from));
  Chunk& chunk = latest_.front();
  if (chunk.index == index) return chunk.samples;
  chunk.index = -1;
  chunk.samples.resize(static_cast<std::size_t>(stream_.chunk_frames()));
  const std::span<double> plane(chunk.samples);
  stream_.read_chunk(index, {&plane, 1});
  chunk.index = index;
  return chunk.samples;
}

}  // namespace bbplay::media
