// SPDX-License-Identifier: MIT
#include "media/ogg_links.h"

#include <algorithm>
#include <optional>
#include <string>

#include "bbplay/model/diagnostics.h"

#include "media/ogg_pages.h"

namespace bbplay::media {
namespace {

constexpr std::size_t kMostLinks = 1 << 16;
constexpr std::int64_t kNear = 1 << 15;  // bytes: read through rather than halved again

/// Looks for the end of one part.
class Link {
 public:
  Link(ByteSource& source, std::int64_t begin)
      : pages_(source, {begin, source.size()}), begin_(begin), end_(source.size()) {
    for (const std::uint32_t serial : ogg_serials(source, pages_.part()))
      streams_.push_back({serial});
  }

  std::int64_t end() {
    for (std::int64_t from = begin_; true;) {
      const auto other = page_of_another(from);
      if (!other) return end_;
      if (const auto boundary = boundary_before(*other)) return *boundary;
      // Pages that are counted anew, and that no first page precedes: of the same part all the same.
      from = within_ = *other;
      for (Stream& stream : streams_) stream.sequence = 0;
    }
  }

 private:
  struct Stream {
    std::uint32_t serial = 0, sequence = 0;  // of a page that is known to belong to the part
  };

  Stream* stream_of(const OggPage& page) {
    const auto found = std::ranges::find(streams_, page.serial, &Stream::serial);
    return found == streams_.end() ? nullptr : &*found;
  }

  /// Whether a page stands where another part has begun; otherwise it is known from then on.
  bool is_of_another(const OggPage& page) {
    Stream* const stream = stream_of(page);
    if (stream == nullptr || (page.is_first && page.at > within_)) return true;
    if (page.sequence < stream->sequence) return true;
    stream->sequence = page.sequence;
    within_ = page.at;
    return false;
  }

  /// Looks farther and farther away, so that each look is at most twice as far as one at a page that
  /// belongs: of a part that is counted anew it sees smaller numbers.
  std::optional<std::int64_t> page_of_another(std::int64_t from) {
    OggPage page;
    pages_.go_to(from);
    while (pages_.next(page) && page.is_first && stream_of(page) != nullptr) within_ = page.at;
    for (std::int64_t distance = kNear; from + distance < end_ - kNear; distance *= 2) {
      pages_.go_to(from + distance);
      if (pages_.next(page) && is_of_another(page)) return page.at;
    }
    pages_.go_to(std::max(within_, end_ - kNear));
    while (pages_.next(page)) {
      if (page.at > within_ && is_of_another(page)) return page.at;
    }
    return std::nullopt;
  }

  /// Where the next part begins, at `other` or before it.
  std::optional<std::int64_t> boundary_before(std::int64_t other) {
    OggPage page;
    std::int64_t until = other;
    while (until - within_ > kNear) {
      const std::int64_t middle = within_ + (until - within_) / 2;
      pages_.go_to(middle);
      const bool belongs = pages_.next(page) && page.at < until && !is_of_another(page);
      if (!belongs) until = middle;
    }
    pages_.go_to(within_);
    while (pages_.next(page) && page.at <= other) {
      if (page.at > within_ && (page.is_first || stream_of(page) == nullptr)) return page.at;
    }
    return std::nullopt;
  }

  OggPages pages_;
  std::int64_t begin_, end_;
  std::int64_t within_ = begin_;  // byte of a page that belongs to the part, the last that is known
  std::vector<Stream> streams_;
};

}  // namespace

std::vector<std::uint32_t> ogg_serials(ByteSource& source, ByteRange part) {
  constexpr std::size_t kMost = 64;
  std::vector<std::uint32_t> serials;
  OggPages pages(source, part);
  for (OggPage page; serials.size() < kMost && pages.next(page);) {
    if (!page.is_first && !serials.empty()) break;
    serials.push_back(page.serial);
    if (!page.is_first) break;
  }
  return serials;
}

std::vector<ByteRange> ogg_links(ByteSource& source) {
  std::vector<ByteRange> links;
  for (std::int64_t begin = 0; begin < source.size(); begin = links.back().end) {
    if (links.size() == kMostLinks) {
      throw InputError(source.name() + ": more than " + std::to_string(kMostLinks) +
                       " streams of Ogg one behind the other");
    }
    links.push_back({begin, Link(source, begin).end()});
  }
  return links;
}

}  // namespace bbplay::media
