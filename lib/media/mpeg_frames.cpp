// SPDX-License-Identifier: MIT
#include "media/mpeg_frames.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <string_view>

#include "media/decoder.h"

namespace bbplay::media {
namespace {

using Header = std::array<std::uint8_t, 4>;

constexpr std::size_t kWindow = 1 << 15;
// Damage that is longer is not counted in frames.
constexpr std::int64_t kMostFramesLost = 400;

/// ISO 11172-3 and 13818-3, section 2.4.2.3.
constexpr int kKilobits[5][15] = {
    {0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448},  // 1, layer I
    {0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384},     // 1, layer II
    {0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320},      // 1, layer III
    {0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256},     // 2, layer I
    {0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160},          // 2, layers II and III
};
constexpr int kRates[3] = {44'100, 48'000, 32'000};  // Hz, of version 1

bool is_version_1(const Header& header) { return (header[1] >> 3 & 3) == 3; }
int layer_of(const Header& header) { return 4 - (header[1] >> 1 & 3); }

bool is_header(const Header& header) {
  return header[0] == 0xFF && (header[1] & 0xE0) == 0xE0 && (header[1] >> 3 & 3) != 1 &&
         (header[1] >> 1 & 3) != 0 && header[2] >> 4 != 15 && (header[2] >> 2 & 3) != 3;
}

/// Version, layer and rate.
bool is_of_the_same_kind(const Header& a, const Header& b) {
  return a[1] >> 1 == b[1] >> 1 && (a[2] >> 2 & 3) == (b[2] >> 2 & 3);
}

/// Bytes; 0 for a "free" bit rate.
std::int64_t length_of(const Header& header) {
  const int layer = layer_of(header);
  const bool is_1 = is_version_1(header);
  const int row = is_1 ? layer - 1 : layer == 1 ? 3 : 4;
  const std::int64_t bits = kKilobits[row][header[2] >> 4] * 1000;
  // Version 2 halves the rates of version 1, and 2.5 those of version 2.
  const int rate = kRates[header[2] >> 2 & 3] >> (is_1 ? 0 : (header[1] >> 3 & 3) == 2 ? 1 : 2);
  const int padding = header[2] >> 1 & 1;
  if (bits == 0) return 0;
  if (layer == 1) return (12 * bits / rate + padding) * 4;
  const int factor = layer == 3 && !is_1 ? 72 : 144;
  return factor * bits / rate + padding;
}

/// `like` with another bit rate and padding.
Header with_rate(Header like, unsigned rate, unsigned padding) {
  like[2] = static_cast<std::uint8_t>(rate << 4 | (like[2] & 0x0C) | padding << 1);
  return like;
}

/// Headers of the kind of `like` for `bytes` that have lost theirs: one frame of whatever bit rate, or
/// several of that of `like`. Nothing when neither comes out even.
std::vector<Header> headers_for(std::int64_t bytes, const Header& like) {
  for (unsigned rate = 1; rate < 15; ++rate) {
    for (const unsigned padding : {0u, 1u}) {
      const Header header = with_rate(like, rate, padding);
      if (length_of(header) == bytes) return {header};
    }
  }
  const unsigned rate = like[2] >> 4;
  const std::int64_t plain = length_of(with_rate(like, rate, 0));
  const std::int64_t slot = length_of(with_rate(like, rate, 1)) - plain;
  for (std::int64_t count = 1; count <= kMostFramesLost && count * plain <= bytes; ++count) {
    const std::int64_t slots = (bytes - count * plain) / slot;
    if (slots > count || slots * slot != bytes - count * plain) continue;
    std::vector<Header> headers;
    for (std::int64_t i = 0; i < count; ++i) headers.push_back(with_rate(like, rate, i < slots));
    return headers;
  }
  return {};
}

class Walk {
 public:
  Walk(ByteSource& source, ByteRange range)
      : source_(source), begin_(range.begin), end_(range.end) {
    if (end_ - begin_ >= 128) {
      const auto tag = bytes(end_ - 128, 3);
      if (tag.size() == 3 && tag[0] == 'T' && tag[1] == 'A' && tag[2] == 'G') end_ -= 128;
    }
  }

  MpegFrames frames() {
    MpegFrames found;
    std::int64_t at = behind_tags(source_, begin_);
    const auto first = header_at(at);
    if (!first || length_of(*first) == 0) return found;
    found.samples_per_frame = layer_of(*first) == 1                            ? 384
                              : layer_of(*first) == 3 && !is_version_1(*first) ? 576
                                                                               : 1152;
    Header latest = *first;
    for (std::int64_t frame = 0; at < end_;) {
      const auto header = header_at(at);
      const bool is_like = header && is_of_the_same_kind(*header, *first) && length_of(*header) > 0;
      const std::int64_t next = is_like ? at + length_of(*header) : at;
      if (is_like && (next >= end_ || begins_frame(next, *first))) {
        latest = *header;
        const std::int64_t length = next - at;
        found.shortest = found.shortest == 0 ? length : std::min(found.shortest, length);
        at = next;
        ++frame;
        continue;
      }
      const auto behind = behind_damage(at + 4, *first);
      if (!behind) break;  // the rest is something else
      // Where the header here is right, the damage begins behind its frame.
      std::int64_t from = at;
      if (is_like && next < *behind) {
        from = next;
        latest = *header;
        ++frame;
      }
      for (const Header& missing : headers_for(*behind - from, latest)) {
        found.repairs.push_back({from, missing, frame++});
        from += length_of(missing);
      }
      at = *behind;
    }
    return found;
  }

 private:
  std::span<const std::uint8_t> bytes(std::int64_t at, std::size_t count) {
    const std::int64_t until = at + static_cast<std::int64_t>(count);
    if (at < window_at_ || until > window_at_ + static_cast<std::int64_t>(window_.size())) {
      window_.resize(kWindow);
      window_at_ = at;
      const bool is_there = source_.seek(at, SEEK_SET) >= 0;
      window_.resize(is_there ? source_.read(window_.data(), kWindow) : 0);
    }
    const auto rest =
        std::span<const std::uint8_t>(window_).subspan(static_cast<std::size_t>(at - window_at_));
    return rest.first(std::min(count, rest.size()));
  }

  std::optional<Header> header_at(std::int64_t at) {
    const auto found = bytes(at, 4);
    if (at + 4 > end_ || found.size() < 4) return std::nullopt;
    Header header;
    std::ranges::copy(found, header.begin());
    if (!is_header(header)) return std::nullopt;
    return header;
  }

  bool begins_frame(std::int64_t at, const Header& like) {
    const auto header = header_at(at);
    return header && is_of_the_same_kind(*header, like) && length_of(*header) > 0;
  }

  /// The next place where two frames follow one another.
  std::optional<std::int64_t> behind_damage(std::int64_t at, const Header& like) {
    for (; at < end_; ++at) {
      if (!begins_frame(at, like)) continue;
      const std::int64_t next = at + length_of(*header_at(at));
      if (next == end_ || begins_frame(next, like)) return at;
    }
    return std::nullopt;
  }

  ByteSource& source_;
  std::int64_t begin_, end_;
  std::vector<std::uint8_t> window_;
  std::int64_t window_at_ = 0;
};

}  // namespace

MpegFrames mpeg_frames(ByteSource& source, ByteRange range) { return Walk(source, range).frames(); }

void apply(const std::vector<MpegRepair>& repairs, std::int64_t at, std::span<std::uint8_t> bytes) {
  const std::int64_t until = at + static_cast<std::int64_t>(bytes.size());
  for (auto repair = std::ranges::lower_bound(repairs, at - 3, {}, &MpegRepair::at);
       repair != repairs.end() && repair->at < until; ++repair) {
    for (std::size_t i = 0; i < repair->header.size(); ++i) {
      const std::int64_t place = repair->at + static_cast<std::int64_t>(i) - at;
      if (place >= 0 && place < static_cast<std::int64_t>(bytes.size())) {
        bytes[static_cast<std::size_t>(place)] = repair->header[i];
      }
    }
  }
}

}  // namespace bbplay::media
