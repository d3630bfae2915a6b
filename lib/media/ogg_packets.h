// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "media/ogg_stream.h"

namespace bbplay::media {

/// A packet, and where the frames that it brings belong, in units of its codec.
struct PlacedPacket {
  std::string bytes;
  std::int64_t first = 0, frames = 0;
  bool follows_a_gap = false;
};

/// Places the packets of a stream by the number on their page, which says where the last one ends.
/// Behind damage they stand where they stood, however many are lost.
///
/// Lasts has frames_of(bytes, follows_a_gap): the frames that a packet brings, which may depend on the
/// one before it.
template <class Lasts>
class OggPlaces {
 public:
  /// stream  behind its head
  OggPlaces(OggStream stream, Lasts lasts) : stream_(std::move(stream)), lasts_(std::move(lasts)) {
    stream_.begin_here();
    find_end();
    go_to(0);
    // What begins in the middle of a longer stream begins at 0.
    if (next_page() && page_.at == stream_.begin()) base_ = std::max<std::int64_t>(first_, 0);
    go_to(0);
  }

  /// Of the whole stream.
  std::int64_t frames() const noexcept { return std::max<std::int64_t>(last_ - base_, 0); }

  /// Whether the last page says another end than its packets have, and than an encoder may have made of it.
  bool ends_wrongly() const noexcept { return ends_wrongly_; }

  /// Goes to a packet before `frame`, on a page of its own before that of it.
  void go_to(std::int64_t frame) {
    stream_.go_to(base_ + frame - kMargin);
    page_ = {};
    index_ = 0;
  }

  bool next(PlacedPacket& packet) {
    while (index_ == page_.packets.size()) {
      if (!next_page()) return false;
    }
    packet.bytes = stream_.bytes_of(page_.packets[index_]);
    packet.frames = lengths_[index_];
    packet.first = first_ - base_;
    packet.follows_a_gap = page_.follows_a_gap && index_ == 0;
    first_ += packet.frames;
    ++index_;
    return true;
  }

 private:
  static constexpr std::int64_t kMargin = 20'000;  // frames, more than two packets

  bool next_page() {
    index_ = 0;
    if (!stream_.next(page_)) {
      page_ = {};
      return false;
    }
    first_ = (page_.at == final_at_ ? final_end_ : page_.granule) - measure();
    return true;
  }

  /// Frames of all packets of the page.
  std::int64_t measure() {
    lengths_.clear();
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < page_.packets.size(); ++i) {
      lengths_.push_back(
          lasts_.frames_of(stream_.bytes_of(page_.packets[i]), page_.follows_a_gap && i == 0));
      sum += lengths_.back();
    }
    return sum;
  }

  /// A page near the end.
  struct Near {
    std::int64_t at = 0, behind = 0;  // bytes of the file
    std::int64_t granule = -1, frames = 0;
    bool follows_a_gap = false, is_last = false;
  };

  /// Where the last page ends, and where its packets would.
  void find_end() {
    constexpr std::int64_t kBack = 1 << 15;  // bytes
    Near before, last;
    bool is_all = false;
    std::int64_t pages = 0;
    for (std::int64_t back = kBack; pages < 2 && !is_all; back *= 8) {
      is_all = stream_.go_back(back);
      for (pages = 0; stream_.next(page_);) {
        const std::int64_t frames = measure();
        if (page_.packets.empty() && page_.granule < 0) continue;
        const std::int64_t begin = std::max<std::int64_t>(before.granule, 0);
        before = last;
        if (before.granule < 0) before.granule = begin + before.frames;  // against the rules
        last = {page_.at, stream_.at(), page_.granule, frames, page_.follows_a_gap, page_.is_last};
        ++pages;
      }
    }
    if (pages == 0) return;
    if (pages == 1) before = {.behind = stream_.begin(), .granule = 0};
    final_at_ = last.at;
    end_at(last, before, pages == 1 && last.at == stream_.begin());
  }

  /// What an encoder fills up its last packets with is not to be heard: the last page may end before them.
  /// But not far before, and not behind them.
  void end_at(const Near& last, const Near& before, bool is_only) {
    constexpr std::int64_t kMostFramesOfAByte = 4'096;
    constexpr std::int64_t kInexact = 2'048;  // of programs that copy from where times are rounded
    const std::int64_t most_lost = (last.at - before.behind) * kMostFramesOfAByte;
    const std::int64_t held = std::max<std::int64_t>(before.granule, 0) + last.frames;
    const bool may_be_later = is_only ? !last.is_last : last.follows_a_gap;
    const bool is_later =
        last.granule > held && may_be_later && (is_only || last.granule - held <= most_lost);
    final_end_ = is_later ? last.granule : held;
    const bool is_earlier =
        last.granule >= 0 && last.granule <= final_end_ && final_end_ - last.granule < kMargin;
    last_ = is_earlier ? last.granule : final_end_;
    ends_wrongly_ =
        !is_earlier && (last.granule < final_end_ || last.granule - final_end_ > kInexact);
  }

  OggStream stream_;
  Lasts lasts_;
  std::int64_t base_ = 0, last_ = 0;  // where the stream begins and ends
  // The last page by its byte of the file, and where its packets end.
  std::int64_t final_at_ = -1, final_end_ = 0;
  bool ends_wrongly_ = false;
  OggPackets page_;
  std::vector<std::int64_t> lengths_;  // of its packets, in frames
  std::size_t index_ = 0;              // of the next packet
  std::int64_t first_ = 0;             // frame of it
};

}  // namespace bbplay::media
