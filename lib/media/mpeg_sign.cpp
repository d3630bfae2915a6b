// SPDX-License-Identifier: MIT
// A file is MPEG audio when it begins like a frame and frames follow one another in it: the eleven bits
// that begin one also begin many a file that is something else.
#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "media/decoder.h"
#include "media/mpeg_header.h"
#include "media/other_files.h"

namespace bbplay::media {
namespace {

constexpr int kFrames = 3;                      // in a row
constexpr std::size_t kSearched = 1 << 16;      // bytes: the first frames may be damaged
constexpr std::size_t kLongestFrame = 1 << 13;  // also of a "free" bit rate

std::optional<MpegHeader> header_at(std::span<const std::uint8_t> bytes, std::size_t at) {
  MpegHeader header{};
  if (at + header.size() > bytes.size()) return std::nullopt;
  std::ranges::copy(bytes.subspan(at, header.size()), header.begin());
  return is_mpeg_header(header) ? std::optional(header) : std::nullopt;
}

bool is_tag(std::span<const std::uint8_t> bytes, std::size_t at) {
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  const std::string_view rest = text.substr(std::min(at, text.size()));
  return rest.starts_with("TAG") || rest.starts_with("ID3") || rest.starts_with("APETAGEX") ||
         rest.starts_with("LYRICSBEGIN");
}

/// Whether frames of the kind of `like` follow one another from `at` on, all of them there are in a
/// file of fewer. Those of a "free" bit rate are all of one length, but for padding.
bool is_row(std::span<const std::uint8_t> bytes, std::size_t at, const MpegHeader& like) {
  const auto begins = [&](std::size_t place) {
    const auto header = header_at(bytes, place);
    return header && is_of_the_same_kind(*header, like);
  };
  if (length_of(like) == 0) {
    for (std::size_t length = 24; begins(at) && length < kLongestFrame; ++length) {
      for (const std::size_t padding : {0u, 1u}) {
        if (begins(at + length) && begins(at + 2 * length + padding)) return true;
      }
    }
    return false;
  }
  for (int frames = 0; frames < kFrames; ++frames) {
    const bool is_end = at == bytes.size() || is_tag(bytes, at);
    if (frames > 0 && is_end) return true;
    const auto header = header_at(bytes, at);
    if (!header || !is_of_the_same_kind(*header, like) || length_of(*header) == 0) {
      return frames > 1 && at > bytes.size();  // the last one is cut off
    }
    at += static_cast<std::size_t>(length_of(*header));
  }
  return true;
}

}  // namespace

bool begins_like_mpeg(ByteSource& source) {
  std::array<std::uint8_t, 4> head{};
  source.seek(behind_tags(source), SEEK_SET);
  return source.read(head.data(), head.size()) == head.size() && is_mpeg_header(head) &&
         !begins_like_utf16(source);
}

bool is_mpeg(ByteSource& source) {
  if (!begins_like_mpeg(source)) return false;
  std::vector<std::uint8_t> bytes(kSearched + kFrames * kLongestFrame);
  source.seek(behind_tags(source), SEEK_SET);
  bytes.resize(source.read(bytes.data(), bytes.size()));
  const auto first = header_at(bytes, 0);
  for (std::size_t at = 0; first && at < std::min(bytes.size(), kSearched); ++at) {
    if (bytes[at] == 0xFF && is_row(bytes, at, *first)) return true;
  }
  return false;
}

}  // namespace bbplay::media
