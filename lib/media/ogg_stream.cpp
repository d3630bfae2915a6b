// SPDX-License-Identifier: MIT
#include "media/ogg_stream.h"

#include <algorithm>
#include <utility>

namespace bbplay::media {
namespace {

constexpr std::size_t kLongestPacket = 1 << 24;
constexpr std::int64_t kFar = std::int64_t{1} << 60;  // more than any place, and fit to be added to
constexpr std::int64_t kNear = 1 << 15;  // bytes: read through rather than halved again

}  // namespace

void OggStream::start_at(std::int64_t byte) {
  pages_.go_to(byte);
  expected_.reset();
  begun_.reset();
}

bool OggStream::next_page(OggPage& page) {
  while (pages_.next(page)) {
    if (page.serial == serial_) return true;
  }
  return false;
}

bool OggStream::next(OggPackets& to) {
  OggPage page;
  do {
    if (!next_page(page)) return false;
  } while (expected_ && page.sequence + 1 == *expected_ && page.checksum == checksum_);
  to.packets.clear();
  to.granule = std::clamp(page.granule, -kFar, kFar);
  to.at = page.at;
  to.is_last = page.is_last;
  to.follows_a_gap = expected_ != page.sequence;
  expected_ = page.sequence + 1;
  checksum_ = page.checksum;
  if (to.follows_a_gap || !page.continues) begun_.reset();
  bool goes_on = page.continues;   // what comes next on the page, from the page before
  std::size_t begin = 0, end = 0;  // of a packet, in the body
  bool is_open = false;
  for (const char lacing : page.segments) {
    const std::size_t length = static_cast<unsigned char>(lacing);
    end += length;
    is_open = length == 255;
    if (is_open) continue;
    const OggPacket packet{page.body_at + static_cast<std::int64_t>(begin), end - begin};
    if (!goes_on) {
      to.packets.push_back(packet);
    } else if (begun_) {
      const std::string_view rest = bytes_of(packet);
      joined_ = std::move(*begun_);
      joined_ += rest;
      to.packets.push_back({.is_joined = true});
    }
    goes_on = false;
    begun_.reset();
    begin = end;
  }
  if (!is_open) return true;
  const std::string_view beginning =
      pages_.bytes(page.body_at + static_cast<std::int64_t>(begin), end - begin);
  if (!goes_on) {
    begun_ = beginning;
  } else if (begun_ && begun_->size() < kLongestPacket) {
    *begun_ += beginning;
  }
  return true;
}

std::string_view OggStream::bytes_of(const OggPacket& packet) {
  return packet.is_joined ? std::string_view(joined_) : pages_.bytes(packet.at, packet.length);
}

void OggStream::go_to(std::int64_t granule) {
  std::int64_t from = begin_, until = pages_.part().end;
  OggPage page;
  const auto next_end = [&] {
    while (next_page(page)) {
      if (page.granule >= 0) return true;
    }
    return false;
  };
  while (until - from > kNear) {
    const std::int64_t middle = from + (until - from) / 2;
    start_at(middle);
    if (next_end() && page.granule <= granule && page.at < until) {
      from = page.at;
    } else {
      until = middle;
    }
  }
  start_at(from);
  while (next_end() && page.granule <= granule) from = page.at;
  start_at(from);
}

bool OggStream::go_back(std::int64_t bytes) {
  const std::int64_t from = std::max(begin_, pages_.part().end - bytes);
  start_at(from);
  return from == begin_;
}

std::int64_t OggStream::last_granule() {
  std::int64_t last = -1;
  bool is_all = false;
  for (std::int64_t back = kNear; last < 0 && !is_all; back *= 8) {
    is_all = go_back(back);
    for (OggPage page; next_page(page);) last = std::max(last, page.granule);
  }
  return std::max<std::int64_t>(last, 0);
}

}  // namespace bbplay::media
