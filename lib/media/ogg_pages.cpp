// SPDX-License-Identifier: MIT
#include "media/ogg_pages.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "media/decoder.h"
#include "media/next_sound.h"

namespace bbplay::media {
namespace {

constexpr std::string_view kPage = "OggS";
constexpr unsigned kContinued = 1, kFirst = 2, kLast = 4;  // flags
constexpr std::size_t kWindow = 1 << 12;
constexpr std::size_t kHead = 27, kFlags = 5, kSum = 22, kSegments = 26;
constexpr std::size_t kSign = 8;  // of a codec, the longest

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

std::uint64_t little(std::string_view page, std::size_t at, std::size_t bytes) {
  std::uint64_t number = 0;
  for (std::size_t i = bytes; i-- > 0;) {
    number = number << 8 | static_cast<unsigned char>(page[at + i]);
  }
  return number;
}

bool has_flag(std::string_view page, unsigned flag) {
  return (static_cast<unsigned char>(page[kFlags]) & flag) != 0;
}

/// Of a page as it is read, piece by piece from its beginning.
class PageSum {
 public:
  void add(std::string_view piece) {
    for (const char each : piece) {
      const bool is_sum = at_ >= kSum && at_ < kSum + 4;
      const auto byte = static_cast<unsigned char>(each);
      if (is_sum) written_ |= static_cast<std::uint32_t>(byte) << 8 * (at_ - kSum);
      sum_ = sum_ << 8 ^ kSums[(sum_ >> 24 ^ (is_sum ? 0u : byte)) & 0xFF];
      ++at_;
    }
  }
  bool is_right() const { return sum_ == written_; }

 private:
  std::uint32_t sum_ = 0, written_ = 0;
  std::size_t at_ = 0;
};

}  // namespace

std::string_view OggPages::bytes(std::int64_t at, std::size_t count) {
  count = std::min(count, static_cast<std::size_t>(std::max<std::int64_t>(part_.end - at, 0)));
  const auto wanted = at + static_cast<std::int64_t>(count);
  if (at < window_at_ || wanted > window_at_ + static_cast<std::int64_t>(window_.size())) {
    window_.resize(std::max(count, kWindow));
    window_at_ = at;
    const bool found = source_->seek(at, SEEK_SET) >= 0;
    window_.resize(found ? source_->read(window_.data(), window_.size()) : 0);
  }
  return std::string_view(window_)
      .substr(static_cast<std::size_t>(at - window_at_))
      .substr(0, count);
}

/// Never more of it at a time than a window: many streams are read in turns, and a page can be long.
bool OggPages::is_whole(std::size_t length) {
  PageSum sum;
  for (std::size_t done = 0; done < length;) {
    const std::string_view piece =
        bytes(at_ + static_cast<std::int64_t>(done), std::min(length - done, kWindow));
    if (piece.empty()) return false;
    sum.add(piece);
    done += piece.size();
  }
  return sum.is_right();
}

OggPage OggPages::page_of(std::string_view head) const {
  return {.at = at_,
          .granule = static_cast<std::int64_t>(little(head, 6, 8)),
          .serial = static_cast<std::uint32_t>(little(head, 14, 4)),
          .sequence = static_cast<std::uint32_t>(little(head, 18, 4)),
          .checksum = static_cast<std::uint32_t>(little(head, 22, 4)),
          .continues = has_flag(head, kContinued),
          .is_first = has_flag(head, kFirst),
          .is_last = has_flag(head, kLast),
          .segments = {},
          .body_at = 0,
          .beginning = {}};
}

bool OggPages::next_head(OggPage& page) {
  const std::string_view head = bytes(at_, kHead + 255);
  if (head.starts_with(kPage) && has_head(head)) {
    page = page_of(head);
    skimmed_ = std::exchange(at_, at_ + static_cast<std::int64_t>(page_bytes(head)));
    return at_ <= part_.end;
  }
  // What stood before was no page, or of another length than it said; or the end has come.
  if (skimmed_ >= 0 && at_ < part_.end) at_ = skimmed_ + 1;
  skimmed_ = -1;
  return next(page);
}

bool OggPages::next(OggPage& page) {
  skimmed_ = -1;
  while (true) {
    const std::string_view head = bytes(at_, kHead + 255);
    if (head.starts_with(kPage) && has_head(head)) {
      const std::size_t length = page_bytes(head);
      const std::size_t segments = static_cast<unsigned char>(head[kSegments]);
      page = page_of(head);
      page.segments = head.substr(kHead, segments);
      page.body_at = at_ + static_cast<std::int64_t>(kHead + segments);
      page.beginning = head.substr(kHead + segments, std::min(length - kHead - segments, kSign));
      if (is_whole(length)) {
        at_ += static_cast<std::int64_t>(length);
        return true;
      }
    }
    ++at_;
    while (true) {
      const std::string_view searched = bytes(at_, kWindow);
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

bool holds_pages(ByteSource& source) {
  constexpr std::int64_t kSearched = 1
                                     << 16;  // bytes, that may be damaged or a tag of another kind
  if (bytes_at(source, 0, kPage.size()) == kPage) return true;
  if (begins_sound(source, 0) || begins_like_mpeg(source)) return false;
  const std::int64_t begin = behind_tags(source);
  OggPage page;
  return OggPages(source, {begin, std::min(begin + kSearched, source.size())}).next(page);
}

bool lacks_last_page(ByteSource& source) {
  constexpr std::int64_t kLongestPages = 1 << 18;  // four pages, or a tag of another kind behind
  if (!holds_pages(source)) return false;
  const std::int64_t from = std::max<std::int64_t>(0, source.size() - kLongestPages);
  const std::string end = bytes_at(source, from, static_cast<std::size_t>(source.size() - from));
  const std::size_t at = end.rfind(kPage);
  if (at == end.npos) return true;
  const std::string_view page = std::string_view(end).substr(at);
  return !has_head(page) || !has_flag(page, kLast) || page_bytes(page) > page.size();
}

std::int64_t bytes_beside_pages(ByteSource& source) {
  if (!holds_pages(source)) return 0;
  OggPages pages(source, {0, source.size()});
  std::int64_t beside = 0, end = 0;
  bool is_last = false;
  for (OggPage page; pages.next(page); end = pages.at()) {
    beside += page.at - end;
    is_last = page.is_last;
  }
  const std::int64_t rest = source.size() - end;
  const std::string tail = bytes_at(source, end, kHead + 255);
  if (!tail.starts_with(kPage.substr(0, tail.size()))) return is_last ? beside : beside + rest;
  const bool is_cut_off = !has_head(tail) || static_cast<std::int64_t>(page_bytes(tail)) > rest;
  return is_cut_off ? beside : beside + rest;
}

}  // namespace bbplay::media
