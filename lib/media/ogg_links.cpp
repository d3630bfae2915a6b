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

/// Finds out, page by page, where parts begin.
class Links {
 public:
  explicit Links(ByteSource& source) : source_(source), checked_(source, {0, source.size()}) {}

  std::vector<ByteRange> find() {
    OggPages pages(source_, {0, source_.size()});
    for (OggPage page; pages.next_head(page);) hear(page);
    if (strange_) begin_at(strange_->at);
    if (begins_.empty()) begins_.push_back(0);  // no page is right
    std::vector<ByteRange> links;
    for (std::size_t i = 0; i < begins_.size(); ++i) {
      links.push_back({begins_[i], i + 1 < begins_.size() ? begins_[i + 1] : source_.size()});
    }
    return links;
  }

 private:
  struct Strange {
    std::int64_t at = 0;  // byte of its first page
    std::uint32_t serial = 0;
  };

  void hear(const OggPage& page) {
    const bool is_known = std::ranges::find(serials_, page.serial) != serials_.end();
    if (page.is_first ? is_known || !is_at_beginning_ : !is_known) {
      if (!is_right(page)) return;
      // A stream whose first page is lost: it may stand beside those of this part, or behind them.
      if (!page.is_first && !serials_.empty()) {
        if (!strange_) strange_ = Strange{page.at, page.serial};
        return;
      }
      if (strange_) begin_at(strange_->at);
      begin_at(page.at);
    } else if (is_known && strange_) {
      serials_.push_back(strange_->serial);
      strange_.reset();
    }
    if (!is_known || serials_.empty()) serials_.push_back(page.serial);
    if (!page.is_first) is_at_beginning_ = false;
  }

  void begin_at(std::int64_t byte) {
    if (begins_.size() == kMostLinks) {
      throw InputError(source_.name() + ": more than " + std::to_string(kMostLinks) +
                       " streams of Ogg one behind the other");
    }
    // What precedes the first page belongs to the first part.
    begins_.push_back(begins_.empty() ? 0 : byte);
    serials_.clear();
    strange_.reset();
    is_at_beginning_ = true;
  }

  bool is_right(const OggPage& page) {
    OggPage read;
    checked_.go_to(page.at);
    return checked_.next(read) && read.at == page.at;
  }

  ByteSource& source_;
  OggPages checked_;
  std::vector<std::int64_t> begins_;
  // Of the part that has begun last:
  std::vector<std::uint32_t> serials_;
  bool is_at_beginning_ = false;  // among the first pages of its streams
  std::optional<Strange> strange_;
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

std::vector<ByteRange> ogg_links(ByteSource& source) { return Links(source).find(); }

}  // namespace bbplay::media
