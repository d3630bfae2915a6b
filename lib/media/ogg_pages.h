// SPDX-License-Identifier: MIT
/// The pages that a file in Ogg consists of (RFC 3533, 6), and what is in them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "media/byte_source.h"

namespace bbplay::media {

/// The packets that end on a page whose checksum is right.
struct OggPackets {
  std::vector<std::string> packets;
  std::int64_t granule =
      -1;                // place of the end of the last one, in units of the codec; -1: of none
  std::int64_t at = 0;   // byte of the file at which the page begins
  bool is_last = false;  // page of the stream
  bool follows_a_gap = false;  // the page before it is not known: what began there is lost
};

/// One logical stream of a file in Ogg; pages with a wrong checksum are left out.
class OggStream {
 public:
  /// The stream that begins a file; nothing for other files, and for several streams of which one
  /// follows another.
  static std::optional<OggStream> of(ByteSource& source);

  /// Packets of the next page; false at the end.
  bool next(OggPackets& page);

  /// What has been read up to here is the head of the stream.
  void begin_here() noexcept { begin_ = at_; }
  /// Byte of the file behind the head.
  std::int64_t begin() const noexcept { return begin_; }
  /// Goes to the last page that ends something at or before `granule`, or to where the stream begins.
  void go_to(std::int64_t granule);
  /// Place of the end of the stream, as far as pages are right; 0 without any.
  std::int64_t last_granule();

 private:
  struct Page {
    std::int64_t at = 0, granule = 0;
    std::uint32_t serial = 0, sequence = 0;
    unsigned flags = 0;
    std::string_view segments, body;
  };

  OggStream(ByteSource& source, std::uint32_t serial) : source_(&source), serial_(serial) {}
  std::string_view bytes(std::size_t count);
  bool next_page(Page& page);  // of this stream
  bool next_page_of_any(Page& page);
  void start_at(std::int64_t byte);

  ByteSource* source_;
  std::uint32_t serial_;
  std::int64_t begin_ = 0;  // byte behind the head
  std::int64_t at_ = 0;     // byte of the next page
  std::string window_;      // bytes from window_at_ on
  std::int64_t window_at_ = 0;
  std::optional<std::uint32_t> expected_;  // number of the next page
  std::optional<std::string> begun_;       // packet that goes on on the next page
};

/// Whether a file in Ogg ends without its last page. False for other files.
bool lacks_last_page(ByteSource& source);

/// Whether anything between the first byte and the end, or the page that is cut off there, is no
/// page or has a wrong check sum. Reads the whole file.
bool has_wrong_page(ByteSource& source);

/// The same of a file in Ogg, whatever follows its last page. False for other files.
bool has_damaged_page(ByteSource& source);

}  // namespace bbplay::media
