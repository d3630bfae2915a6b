// SPDX-License-Identifier: MIT
#include "sinks/file/flac_head.h"

#include "sinks/file/vorbis_comments.h"

namespace bbplay::sinks {
namespace {

constexpr std::string_view kMarker = "fLaC";
constexpr std::size_t kBlockHeader = 4;
constexpr unsigned kLast = 0x80;
constexpr unsigned kStreamInfo = 0, kSeekTable = 3, kVorbisComment = 4;

std::string block_header(unsigned type, std::size_t length) {
  return {static_cast<char>(type), static_cast<char>(length >> 16), static_cast<char>(length >> 8),
          static_cast<char>(length)};
}

/// Points that are not in use yet: all bits of their sample number are set.
std::string empty_seek_table(std::size_t points) {
  std::string table = block_header(kSeekTable, points * kFlacSeekPointBytes);
  for (std::size_t i = 0; i < points; ++i) {
    table += std::string(8, '\xFF') + std::string(kFlacSeekPointBytes - 8, '\0');
  }
  return table;
}

}  // namespace

std::optional<FileHead> flac_head(std::string_view written,
                                  const std::vector<std::string>& comments,
                                  std::size_t seek_points) {
  FileHead head{kMarker.size(), std::string(kMarker)};
  for (bool last = false; !last;) {
    if (written.size() < head.replaced + kBlockHeader) return std::nullopt;
    const auto byte = [&](std::size_t i) {
      return std::size_t{static_cast<unsigned char>(written[head.replaced + i])};
    };
    const std::size_t length = byte(1) << 16 | byte(2) << 8 | byte(3);
    const auto type = static_cast<unsigned>(byte(0)) & ~kLast;
    last = (byte(0) & kLast) != 0;
    head.replaced += kBlockHeader;
    if (written.size() < head.replaced + length) return std::nullopt;
    const std::string_view block = written.substr(head.replaced, length);
    head.replaced += length;
    const std::string content =
        type == kVorbisComment ? with_comments(block, 0, comments) : std::string(block);
    // The table goes behind the first block, so another one is the last in any case.
    const bool followed = type == kStreamInfo && seek_points > 0;
    head.bytes += block_header(type | (last && !followed ? kLast : 0), content.size()) + content;
    if (followed) head.bytes += empty_seek_table(seek_points);
  }
  return head;
}

}  // namespace bbplay::sinks
