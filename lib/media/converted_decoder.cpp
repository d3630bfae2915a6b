// SPDX-License-Identifier: MIT
#include "media/converted_decoder.h"

#include <algorithm>
#include <utility>

namespace bbplay::media {
namespace {

/// A file may have thousands of parts, and a track hundreds of files: what each holds has to be little.
constexpr int kChunksPerSecond = 50;

}  // namespace

ConvertedDecoder::ConvertedDecoder(ByteSource& source, std::unique_ptr<Decoder> of, int rate)
    : original_(*of),
      stream_(AudioReader(source, std::move(of)), rate, Downmix::stereo, Spacing::by_rate,
              kChunksPerSecond) {
  format_ = {.rate = rate,
             .channels = std::min(original_.format().channels, 2),
             .frames = stream_.frames(),
             .is_worth_keeping = true};
}

bool ConvertedDecoder::seek(std::int64_t frame) {
  position_ = frame;
  return true;
}

std::size_t ConvertedDecoder::read(std::span<double> interleaved) {
  const auto channels = static_cast<std::size_t>(format_.channels);
  const std::int64_t length = stream_.chunk_frames();
  const auto wanted = static_cast<std::int64_t>(interleaved.size() / channels);
  const std::int64_t until = std::min(position_ + wanted, format_.frames);
  std::size_t done = 0;
  for (; position_ < until; ++position_, ++done) {
    if (position_ / length != chunk_index_) {
      for (auto& plane : chunk_) plane.resize(static_cast<std::size_t>(length));
      const std::array<std::span<double>, 2> planes{chunk_[0], chunk_[1]};
      chunk_index_ = -1;
      stream_.read_chunk(position_ / length, planes);
      chunk_index_ = position_ / length;
    }
    const auto in_chunk = static_cast<std::size_t>(position_ % length);
    for (std::size_t c = 0; c < channels; ++c) {
      interleaved[done * channels + c] = chunk_[c][in_chunk];
    }
  }
  return done;
}

Damage ConvertedDecoder::damage() {
  Damage damage = original_.damage();
  const auto converted = [&](std::int64_t frames) {
    return frames * format_.rate / original_.format().rate;
  };
  damage.frames = converted(damage.frames);
  damage.first = converted(damage.first);
  damage.end = converted(damage.end);
  damage.first_wrong_end = converted(damage.first_wrong_end);
  damage.reach = std::min(converted(damage.reach), format_.frames);
  return damage;
}

}  // namespace bbplay::media
