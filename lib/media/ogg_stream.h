// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "media/ogg_pages.h"

namespace bbplay::media {

/// Where the bytes of a packet are.
struct OggPacket {
  std::int64_t at = 0;  // byte of the file
  std::size_t length = 0;
  bool is_joined = false;  // it began on an earlier page, and is kept by its stream
};

/// The packets that end on a page.
struct OggPackets {
  std::vector<OggPacket> packets;
  std::int64_t granule =
      -1;                // place of the end of the last one, in units of the codec; -1: of none
  std::int64_t at = 0;   // byte of the file at which the page begins
  bool is_last = false;  // page of the stream
  bool follows_a_gap = false;  // the page before it is not known: what began there is lost
};

/// One logical stream of a file in Ogg, packet by packet; pages with a wrong checksum are left out, and those that
/// are there once more.
class OggStream {
 public:
  /// part    of the file in which it lies
  /// serial  which its pages bear
  OggStream(ByteSource& source, ByteRange part, std::uint32_t serial)
      : pages_(source, part), serial_(serial), begin_(part.begin) {}

  /// Packets of the next page; false at the end.
  bool next(OggPackets& page);
  /// Of a packet of the latest page; there until the next call of anything.
  std::string_view bytes_of(const OggPacket& packet);

  /// What has been read up to here is the head of the stream.
  void begin_here() noexcept { begin_ = pages_.at(); }
  /// Byte of the file behind the head.
  std::int64_t begin() const noexcept { return begin_; }
  /// Goes to the last page that ends something at or before `granule`, or to where the stream begins.
  void go_to(std::int64_t granule);
  /// Goes so many bytes back from the end, or to where the stream begins: returns whether it is there.
  bool go_back(std::int64_t bytes);
  /// Byte of the file behind the latest page.
  std::int64_t at() const noexcept { return pages_.at(); }
  /// Place of the end of the stream, as far as pages are right; 0 without any.
  std::int64_t last_granule();

 private:
  bool next_page(OggPage& page);  // of this stream
  void start_at(std::int64_t byte);

  OggPages pages_;
  std::uint32_t serial_;
  std::int64_t begin_;                     // byte behind the head
  std::optional<std::uint32_t> expected_;  // number of the next page
  std::uint32_t checksum_ = 0;             // of the one before it
  std::optional<std::string> begun_;       // packet that goes on on the next page
  std::string joined_;                     // packet that ends on the latest page, begun before it
};

}  // namespace bbplay::media
