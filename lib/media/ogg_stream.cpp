// SPDX-License-Identifier: MIT
#include "media/ogg_stream.h"

#include <algorithm>
#include <utility>

namespace bbplay::media {
namespace {

constexpr std::size_t kLongestPacket = 1 << 24;
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
  if (!next_page(page)) return false;
  to.packets.clear();
  to.granule = page.granule;
  to.at = page.at;
  to.is_last = page.is_last;
  to.follows_a_gap = expected_ != page.sequence;
  expected_ = page.sequence + 1;
  if (to.follows_a_gap || !page.continues) begun_.reset();
  bool is_lost = page.continues && !begun_;  // its beginning is
  std::string packet = std::move(begun_).value_or(std::string());
  begun_.reset();
  bool is_open = page.continues;
  std::size_t at = 0, until = 0;  // of the body: added up to there, seen up to there
  const auto add = [&](std::size_t end) {
    if (packet.size() < kLongestPacket) packet += page.body.substr(at, end - at);
    at = end;
  };
  for (const char lacing : page.segments) {
    const std::size_t length = static_cast<unsigned char>(lacing);
    until += length;
    is_open = length == 255;
    if (is_open) continue;
    add(until);
    if (!is_lost) to.packets.push_back(std::move(packet));
    packet.clear();
    is_lost = false;
  }
  add(until);
  if (is_open && !is_lost) begun_ = std::move(packet);
  // Nothing of the page after a long one is in it, and hundreds of clips may be open.
  pages_.forget_page();
  return true;
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

std::int64_t OggStream::last_granule() {
  std::int64_t last = -1;
  for (std::int64_t back = kNear; last < 0; back *= 8) {
    const std::int64_t from = std::max(begin_, pages_.part().end - back);
    start_at(from);
    for (OggPage page; next_page(page);) last = std::max(last, page.granule);
    if (from == begin_) break;
  }
  return std::max<std::int64_t>(last, 0);
}

}  // namespace bbplay::media
