// SPDX-License-Identifier: MIT
/// The pages that a file in Ogg consists of (RFC 3533, 6).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "media/announced_bytes.h"
#include "media/byte_source.h"

namespace bbplay::media {

struct OggPage {
  std::int64_t at = 0;  // byte of the file
  std::int64_t granule =
      0;  // place of the end of its last packet, in units of the codec; -1: of none
  std::uint32_t serial = 0;  // of its stream
  std::uint32_t sequence = 0;
  std::uint32_t checksum = 0;              // as it is written
  bool continues = false;                  // a packet of the page before
  bool is_first = false, is_last = false;  // of its stream
  std::string segments;                    // lengths, as they are written
  std::int64_t body_at = 0;                // byte of the file
  std::string beginning;                   // first bytes of the body, enough to tell codecs apart
};

/// Those of a part of a file, one after another. Pages with a wrong checksum are left out, and bytes
/// that are none.
class OggPages {
 public:
  OggPages(ByteSource& source, ByteRange part) : source_(&source), part_(part), at_(part.begin) {}

  ByteRange part() const noexcept { return part_; }
  /// Byte of the file at which the next page is looked for.
  std::int64_t at() const noexcept { return at_; }
  void go_to(std::int64_t byte) noexcept {
    at_ = byte;
    skimmed_ = -1;
  }
  /// False at the end.
  bool next(OggPage& page);
  /// The same without reading what is on the pages, as long as each stands right behind the one before:
  /// without what describes the body, and the checksum is not looked at.
  bool next_head(OggPage& page);
  /// Bytes of the part, fewer at its end; there until the next call of anything.
  std::string_view bytes(std::int64_t at, std::size_t count);

 private:
  /// Whether so many bytes from at_ on are a page with a right checksum.
  bool is_whole(std::size_t length);
  /// By its head, which is there, from at_ on.
  OggPage page_of(std::string_view head) const;

  ByteSource* source_;
  ByteRange part_;
  std::int64_t at_;
  std::int64_t skimmed_ =
      -1;               // byte of the page before, where its length alone says that one stands here
  std::string window_;  // bytes from window_at_ on
  std::int64_t window_at_ = 0;
};

/// Whether the first bytes are those of a page, or a page follows soon on what nothing can be made of.
bool holds_pages(ByteSource& source);

/// Whether a file in Ogg ends without the last page of its stream. False for other files.
bool lacks_last_page(ByteSource& source);

/// Bytes of a file in Ogg that are no page, or one with a wrong checksum: from its first byte up to the
/// page that is cut off at its end, or to whatever follows a last page there. Reads the whole file. 0 for
/// other files.
std::int64_t bytes_beside_pages(ByteSource& source);

}  // namespace bbplay::media
