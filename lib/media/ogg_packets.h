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
    last_ = stream_.last_granule();
    go_to(0);
    // What begins in the middle of a longer stream begins at 0.
    const bool is_first = next_page() && page_.at == stream_.begin();
    if (is_first && !page_.is_last) base_ = std::max<std::int64_t>(first_, 0);
    go_to(0);
  }

  /// Of the whole stream.
  std::int64_t frames() const noexcept { return std::max<std::int64_t>(last_ - base_, 0); }

  /// Goes to a packet before `frame`, on a page of its own before that of it.
  void go_to(std::int64_t frame) {
    constexpr std::int64_t kMargin = 20'000;  // more than two packets
    stream_.go_to(base_ + frame - kMargin);
    page_ = {};
    index_ = 0;
    end_ = -1;
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
  bool next_page() {
    if (!stream_.next(page_)) {
      page_ = {};
      index_ = 0;
      return false;
    }
    index_ = 0;
    lengths_.clear();
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < page_.packets.size(); ++i) {
      lengths_.push_back(
          lasts_.frames_of(stream_.bytes_of(page_.packets[i]), page_.follows_a_gap && i == 0));
      sum += lengths_.back();
    }
    // The last page may end earlier than its packets, and so say nothing about where they begin.
    const bool goes_on = page_.is_last && !page_.follows_a_gap && end_ >= 0;
    const bool is_all = page_.is_last && end_ < 0 && page_.granule < sum;
    if (goes_on) {
      first_ = end_;
    } else {
      first_ = is_all ? 0 : page_.granule - sum;
    }
    if (!page_.packets.empty()) end_ = first_ + sum;
    return true;
  }

  OggStream stream_;
  Lasts lasts_;
  std::int64_t base_ = 0, last_ = 0;  // where the stream begins and ends
  OggPackets page_;
  std::vector<std::int64_t> lengths_;  // of its packets, in frames
  std::size_t index_ = 0;              // of the next packet
  std::int64_t first_ = 0;             // frame of it
  std::int64_t end_ = -1;              // of the page before; -1: not known
};

}  // namespace bbplay::media
