// SPDX-License-Identifier: MIT
#include "media/voc_blocks.h"

#include <algorithm>

#include "media/header_bytes.h"
#include "media/open_sound.h"

namespace bbplay::media {
namespace {

constexpr int kEnd = 0, kSound = 1, kMoreSound = 2, kSilence = 3, kRepeat = 6, kExtension = 8,
              kNewSound = 9;  // kinds of blocks
constexpr std::size_t kMostKnown = 1024;
constexpr std::int64_t kHead = 4;  // of a block: kind and length
constexpr std::int64_t kLongest = 0xFF'FFFF;

/// To the nearest Hz of a period in units that so many of make a second.
int rate_of(std::uint64_t units, std::uint64_t period) {
  return static_cast<int>((units + period / 2) / period);
}
int old_rate(std::uint64_t divisor) { return rate_of(1'000'000, 256 - divisor); }

}  // namespace

bool VocFormat::is_decoded() const noexcept {
  return rate > 0 && channels > 0 &&
         (codec == kUnsigned8 || codec == kSigned16 || codec == kALaw || codec == kULaw);
}

std::optional<VocBlocks> VocBlocks::of(ByteSource& source) {
  HeaderBytes head(source, 0);
  if (head.text(20) != "Creative Voice File\x1A") return std::nullopt;
  VocBlocks blocks(source, static_cast<std::int64_t>(head.little(2)));
  blocks.go_through();
  return blocks;
}

void VocBlocks::go_through() {
  known_.push_back(place_);
  for (VocBlock block; next(block);) {
    frames_ = block.first + block.frames;
    announced_frames_ = blocks_ == 0 ? block.announced_frames : 0;
    if (++blocks_ % step_ == 0) remember();
  }
  is_cut_off_ = place_.at > source_->size();
  end_ = std::min(place_.at, source_->size());
  place_ = known_.front();
}

/// Whether the length of a block is that of a stream, which was not known: 0, or the largest number where that is
/// no whole number of frames.
bool VocBlocks::is_open(int kind, std::int64_t length, std::int64_t from,
                        const VocFormat& format) const {
  if (!format.is_decoded() || from >= source_->size()) return false;
  if (length == 0) return kind == kSound || kind == kNewSound;
  const std::int64_t behind = place_.at + kHead + length;
  return length == kLongest && behind > source_->size() &&
         (behind - from) % format.frame_bytes() != 0;
}

/// Without the block that ends the file, of one byte.
std::int64_t VocBlocks::end_of_open(std::int64_t from, const VocFormat& format) {
  if (open_from_ == from) return open_end_;
  const std::int64_t end = end_of_sound_from(*source_, from).end;
  const bool has_end = end > from && HeaderBytes(*source_, end - 1).little(1) == kEnd &&
                       (format.frame_bytes() == 1 || (end - from) % format.frame_bytes() == 1);
  open_from_ = from;
  open_end_ = has_end ? end - 1 : end;
  return open_end_;
}

/// Sox writes lengths that are 8 bytes too short, and no more than the end behind that.
bool VocBlocks::is_followed_by_its_end(std::int64_t behind) const {
  constexpr std::int64_t kForgotten = 8;
  if (source_->size() - behind != kForgotten + 1) return false;
  HeaderBytes rest(*source_, behind);
  const bool is_block = rest.little(1) <= kNewSound && rest.little(3) + kHead == kForgotten;
  return !is_block && HeaderBytes(*source_, behind + kForgotten).little(1) == kEnd;
}

void VocBlocks::remember() {
  known_.push_back(place_);
  if (known_.size() < kMostKnown) return;
  std::size_t kept = 0;  // every other one
  for (std::size_t i = 0; i < known_.size(); i += 2) known_[kept++] = known_[i];
  known_.resize(kept);
  step_ *= 2;
}

void VocBlocks::go_to(std::int64_t frame) {
  const auto behind = std::ranges::upper_bound(known_, frame, {}, &Place::frame);
  place_ = behind == known_.begin() ? known_.front() : *(behind - 1);
}

bool VocBlocks::next(VocBlock& block) {
  while (true) {
    HeaderBytes head(*source_, place_.at);
    const auto kind = static_cast<int>(head.little(1));
    if (!head.complete()) return false;
    if (kind == kEnd) {
      place_.at += 1;
      return false;
    }
    if (open_from_ >= 0 && place_.at == open_end_) return false;  // what follows is no block
    const auto length = static_cast<std::int64_t>(head.little(3));
    if (!head.complete()) return false;
    std::int64_t from = place_.at + kHead;
    std::int64_t behind = from + length;
    VocFormat format = place_.latest;
    if (kind == kSound) {
      format = {old_rate(head.little(1)), 1, static_cast<int>(head.little(1))};
      from += 2;
      if (place_.extended.rate > 0) format = place_.extended;
      place_.extended = {};
    } else if (kind == kNewSound) {
      const auto rate = static_cast<int>(std::min<std::uint64_t>(head.little(4), 1 << 30));
      head.little(1);  // bits, which the codec says, too
      format = {rate, static_cast<int>(head.little(1)), static_cast<int>(head.little(2))};
      from += 12;
    } else if (kind == kExtension) {
      const std::uint64_t divisor = head.little(2);
      const auto codec = static_cast<int>(head.little(1));
      const auto channels = static_cast<int>(head.little(1)) + 1;
      place_.extended = {
          rate_of(256'000'000, (65'536 - divisor) * static_cast<std::uint64_t>(channels)), channels,
          codec};
    }
    const bool is_complete = head.complete();
    std::int64_t next_at = behind;
    const bool is_sound = kind == kSound || kind == kMoreSound || kind == kNewSound;
    if (is_sound && is_open(kind, length, from, format)) {
      is_unfinished_ = is_unfinished_ || length == 0;
      behind = end_of_open(from, format);
      next_at = behind;
    } else if (kind == kNewSound && is_followed_by_its_end(behind)) {
      next_at = source_->size() - 1;
    }
    block = {.first = place_.frame, .at = from};
    if (is_sound) {
      if (format_.codec < 0) format_ = format;
      place_.latest = format;
      block.is_left_out = format != format_ || !format.is_decoded();
    }
    if (is_sound && !block.is_left_out) {
      const std::int64_t there = std::min(behind, source_->size());
      block.frames = std::max<std::int64_t>(there - from, 0) / format.frame_bytes();
      block.announced_frames = std::max<std::int64_t>(behind - from, 0) / format.frame_bytes();
    } else if (kind == kSilence && format_.is_decoded()) {
      const auto frames = static_cast<std::int64_t>(head.little(2)) + 1;
      block.frames = frames * format_.rate / old_rate(head.little(1));
      block.announced_frames = block.frames;
      block.is_silence = true;
    }
    if (!is_complete || !head.complete()) return false;
    place_.at = next_at;
    place_.frame += block.frames;
    block.is_left_out = block.is_left_out || kind == kRepeat;
    if (is_sound || block.is_silence || block.is_left_out) return true;
  }
}

}  // namespace bbplay::media
