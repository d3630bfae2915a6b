// SPDX-License-Identifier: MIT
#include "media/ogg_pages.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace bbplay::media {
namespace {

constexpr std::string_view kPage = "OggS";
constexpr char kLast = 4;  // of the flags
constexpr std::size_t kHead = 27, kFlags = 5, kSum = 22, kSegments = 26;

std::string bytes_at(ByteSource& source, std::int64_t at, std::size_t count) {
  std::string bytes(count, '\0');
  source.seek(at, SEEK_SET);
  bytes.resize(source.read(bytes.data(), count));
  return bytes;
}

bool has_head(std::string_view page) {
  return page.size() >= kHead && page.size() >= kHead + static_cast<unsigned char>(page[kSegments]);
}

/// Of a page whose head and segment table are there.
std::size_t page_bytes(std::string_view page) {
  const std::size_t segments = static_cast<unsigned char>(page[kSegments]);
  std::size_t bytes = kHead + segments;
  for (const char lacing : page.substr(kHead, segments))
    bytes += static_cast<unsigned char>(lacing);
  return bytes;
}

/// CRC with the polynomial 0x04C11DB7, the highest bit first, from 0.
constexpr std::array<std::uint32_t, 256> kSums = [] {
  std::array<std::uint32_t, 256> sums{};
  for (std::uint32_t i = 0; i < sums.size(); ++i) {
    std::uint32_t sum = i << 24;
    for (int bit = 0; bit < 8; ++bit) sum = sum << 1 ^ ((sum >> 31) != 0 ? 0x04C11DB7u : 0u);
    sums[i] = sum;
  }
  return sums;
}();

bool has_right_sum(std::string_view page) {
  std::uint32_t sum = 0, written = 0;
  for (std::size_t i = 0; i < page.size(); ++i) {
    const bool is_sum = i >= kSum && i < kSum + 4;
    const auto byte = static_cast<unsigned char>(page[i]);
    if (is_sum) written |= static_cast<std::uint32_t>(byte) << 8 * (i - kSum);
    sum = sum << 8 ^ kSums[(sum >> 24 ^ (is_sum ? 0u : byte)) & 0xFF];
  }
  return sum == written;
}

}  // namespace

bool lacks_last_page(ByteSource& source) {
  constexpr std::int64_t kLongestPages = 1 << 18;  // four pages, or a tag of another kind behind
  if (bytes_at(source, 0, kPage.size()) != kPage) return false;
  const std::int64_t from = std::max<std::int64_t>(0, source.size() - kLongestPages);
  const std::string end = bytes_at(source, from, static_cast<std::size_t>(source.size() - from));
  for (std::size_t at = end.rfind(kPage); at != end.npos; at = end.rfind(kPage, at - 1)) {
    const std::string_view page = std::string_view(end).substr(at);
    if (has_head(page) && (page[kFlags] & kLast) != 0) return page_bytes(page) > page.size();
    if (at == 0) break;
  }
  return true;
}

namespace {

enum class Pages { right, wrong, followed_by_others };

/// Of a file that is cut off, as far as it goes.
Pages check_pages(ByteSource& source) {
  constexpr std::size_t kLongestPage = kHead + 255 + 255 * 255;
  bool is_behind_last = false;
  for (std::int64_t at = 0; at < source.size();) {
    const std::string bytes = bytes_at(source, at, kLongestPage);
    if (!bytes.starts_with(std::string_view(kPage).substr(0, bytes.size()))) {
      return is_behind_last ? Pages::followed_by_others : Pages::wrong;
    }
    if (!has_head(bytes) || page_bytes(bytes) > bytes.size()) return Pages::right;
    const std::size_t length = page_bytes(bytes);
    if (!has_right_sum(std::string_view(bytes).substr(0, length))) return Pages::wrong;
    is_behind_last = (bytes[kFlags] & kLast) != 0;
    at += static_cast<std::int64_t>(length);
  }
  return Pages::right;
}

}  // namespace

bool has_wrong_page(ByteSource& source) { return check_pages(source) != Pages::right; }

bool has_damaged_page(ByteSource& source) {
  return bytes_at(source, 0, kPage.size()) == kPage && check_pages(source) == Pages::wrong;
}

namespace {

constexpr unsigned kContinued = 1, kFirst = 2;  // flags
constexpr std::size_t kWindow = 1 << 12;
constexpr std::size_t kLongestPacket = 1 << 24;
constexpr std::int64_t kNear = 1 << 15;  // bytes: read through rather than halved again

std::uint64_t little(std::string_view page, std::size_t at, std::size_t bytes) {
  std::uint64_t number = 0;
  for (std::size_t i = bytes; i-- > 0;) {
    number = number << 8 | static_cast<unsigned char>(page[at + i]);
  }
  return number;
}

}  // namespace

std::optional<OggStream> OggStream::of(ByteSource& source) {
  const std::string head = bytes_at(source, 0, kHead);
  if (head.size() < kHead || !head.starts_with(kPage)) return std::nullopt;
  if ((static_cast<unsigned char>(head[kFlags]) & kFirst) == 0) return std::nullopt;
  const auto serial = static_cast<std::uint32_t>(little(head, 14, 4));
  OggStream stream(source, serial);
  // Where another stream follows, the last page is of that one.
  std::optional<std::uint32_t> last;
  for (std::int64_t back = kNear; !last && back <= kNear * 64; back *= 8) {
    stream.start_at(std::max<std::int64_t>(0, source.size() - back));
    for (Page page; stream.next_page_of_any(page);) last = page.serial;
  }
  if (last != serial) return std::nullopt;
  stream.start_at(0);
  return stream;
}

/// Those from at_ on; fewer at the end of the file.
std::string_view OggStream::bytes(std::size_t count) {
  const auto wanted = at_ + static_cast<std::int64_t>(count);
  if (at_ < window_at_ || wanted > window_at_ + static_cast<std::int64_t>(window_.size())) {
    window_.resize(std::max(count, kWindow));
    window_at_ = at_;
    const bool found = source_->seek(at_, SEEK_SET) >= 0;
    window_.resize(found ? source_->read(window_.data(), window_.size()) : 0);
  }
  return std::string_view(window_)
      .substr(static_cast<std::size_t>(at_ - window_at_))
      .substr(0, count);
}

void OggStream::start_at(std::int64_t byte) {
  at_ = byte;
  expected_.reset();
  begun_.reset();
}

bool OggStream::next_page(Page& page) {
  while (next_page_of_any(page)) {
    if (page.serial == serial_) return true;
  }
  return false;
}

bool OggStream::next_page_of_any(Page& page) {
  while (true) {
    const std::string_view head = bytes(kHead + 255);
    if (head.starts_with(kPage) && has_head(head)) {
      const std::size_t length = page_bytes(head);
      const std::string_view whole = bytes(length);
      if (whole.size() == length && has_right_sum(whole)) {
        const std::size_t segments = static_cast<unsigned char>(whole[kSegments]);
        page = {at_,
                static_cast<std::int64_t>(little(whole, 6, 8)),
                static_cast<std::uint32_t>(little(whole, 14, 4)),
                static_cast<std::uint32_t>(little(whole, 18, 4)),
                static_cast<unsigned char>(whole[kFlags]),
                whole.substr(kHead, segments),
                whole.substr(kHead + segments)};
        at_ += static_cast<std::int64_t>(length);
        return true;
      }
    }
    ++at_;
    while (true) {
      const std::string_view searched = bytes(kWindow);
      if (searched.size() < kPage.size()) return false;
      const std::size_t found = searched.find(kPage);
      if (found != searched.npos) {
        at_ += static_cast<std::int64_t>(found);
        break;
      }
      at_ += static_cast<std::int64_t>(searched.size() - kPage.size() + 1);
    }
  }
}

bool OggStream::next(OggPackets& to) {
  Page page;
  if (!next_page(page)) return false;
  to.packets.clear();
  to.granule = page.granule;
  to.at = page.at;
  to.is_last = (page.flags & static_cast<unsigned>(kLast)) != 0;
  to.follows_a_gap = expected_ != page.sequence;
  expected_ = page.sequence + 1;
  const bool goes_on = (page.flags & kContinued) != 0;
  if (to.follows_a_gap || !goes_on) begun_.reset();
  bool is_lost = goes_on && !begun_;  // its beginning is
  std::string packet = std::move(begun_).value_or(std::string());
  begun_.reset();
  bool is_open = goes_on;
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
  if (window_.size() > kWindow) window_ = std::string();
  return true;
}

void OggStream::go_to(std::int64_t granule) {
  std::int64_t from = begin_, until = source_->size();
  Page page;
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
    const std::int64_t from = std::max(begin_, source_->size() - back);
    start_at(from);
    for (Page page; next_page(page);) last = std::max(last, page.granule);
    if (from == begin_) break;
  }
  return std::max<std::int64_t>(last, 0);
}

}  // namespace bbplay::media
