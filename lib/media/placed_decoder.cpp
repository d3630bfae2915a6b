// SPDX-License-Identifier: MIT
#include "media/placed_decoder.h"

#include <algorithm>

namespace bbplay::media {
namespace {

constexpr double kNearSeconds = 0.5;  // ahead: reading on is cheaper than looking for the place

}  // namespace

bool PlacedDecoder::seek(std::int64_t frame) {
  const std::int64_t ahead = frame - std::max(position_, part_.end());
  const bool is_in_part = frame >= part_.first && frame < part_.end();
  const bool is_near =
      frame >= position_ && static_cast<double>(ahead) < kNearSeconds * format_.rate;
  if (!started_ || !(is_in_part || is_near)) {
    go_to(frame);
    part_ = {};
    started_ = true;
  }
  position_ = frame;
  return true;
}

std::size_t PlacedDecoder::read(std::span<double> interleaved) {
  if (!started_) seek(position_);
  const auto channels = static_cast<std::size_t>(format_.channels);
  const std::size_t frames = interleaved.size() / channels;
  std::size_t done = 0;
  while (done < frames) {
    if (position_ >= part_.end()) {
      if (next(part_, Wanted::samples)) continue;
      part_ = {};
      started_ = false;
      break;
    }
    const std::int64_t until = position_ < part_.first ? part_.first : part_.end();
    const std::size_t count = std::min(frames - done, static_cast<std::size_t>(until - position_));
    const std::span<double> out = interleaved.subspan(done * channels, count * channels);
    if (position_ < part_.first) {
      std::ranges::fill(out, 0.0);
    } else {
      take(static_cast<std::size_t>(position_ - part_.first), out);
    }
    done += count;
    position_ += static_cast<std::int64_t>(count);
  }
  return done;
}

Damage PlacedDecoder::damage() {
  Damage damage;
  std::int64_t expected = 0;
  go_to(0);
  for (Part part; next(part, Wanted::places); expected = std::max(expected, part.end())) {
    const std::int64_t until = std::min(part.first, format_.frames);
    if (until > expected) damage.add(expected, until - expected);
  }
  damage.reach = std::min(expected, format_.frames);
  if (ends_wrongly()) {
    damage.wrong_ends = 1;
    damage.first_wrong_end = format_.frames;
  }
  forget_place();
  return damage;
}

}  // namespace bbplay::media
