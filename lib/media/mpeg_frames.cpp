// SPDX-License-Identifier: MIT
#include "media/mpeg_frames.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "media/decoder.h"
#include "media/learnt_of_files.h"
#include "media/mpeg_header.h"
#include "media/next_sound.h"

namespace bbplay::media {
namespace {

using Header = MpegHeader;

constexpr std::size_t kWindow = 1 << 15;
// On either side of damage, whose mean length tells how many it has swallowed.
constexpr std::size_t kNearFrames = 32;
constexpr std::int64_t kLongestLyrics = 1 << 20;  // bytes, of Lyrics3 tags

/// `like` with another bit rate and padding.
Header with_rate(Header like, unsigned rate, unsigned padding) {
  like[2] = static_cast<std::uint8_t>(rate << 4 | (like[2] & 0x0C) | padding << 1);
  return like;
}

/// The longest frame of the kind of `like` that is no longer than `bytes`, or else the shortest.
Header longest_within(std::int64_t bytes, const Header& like) {
  Header longest = with_rate(like, 1, 0);
  for (unsigned rate = 1; rate < 15; ++rate) {
    for (const unsigned padding : {0u, 1u}) {
      const Header header = with_rate(like, rate, padding);
      const std::int64_t length = length_of(header);
      if (length <= bytes && length > length_of(longest)) longest = header;
    }
  }
  return longest;
}

bool is_length_of_a_frame(std::int64_t bytes, const Header& like) {
  return length_of(longest_within(bytes, like)) == bytes;
}

/// Bytes between two frames that are none.
struct Gap {
  std::int64_t begin = 0, end = 0;
  std::int64_t frame = 0;                        // frames found before it
  std::int64_t front_begin = 0;                  // byte of the latest of them
  Header front{};                                // and its header
  std::int64_t near_bytes = 0, near_frames = 0;  // of frames before and behind
  std::int64_t lost = 0;                         // frames

  std::int64_t bytes() const { return end - begin; }
  std::int64_t most() const { return bytes() / length_of(with_rate(front, 1, 0)); }
  double estimate() const {
    if (near_bytes == 0) return 0;
    return static_cast<double>(bytes()) * double(near_frames) / static_cast<double>(near_bytes);
  }
};

/// `total` frames over gaps in proportion to their bytes. Sums are rounded, so that it comes out even.
void share(std::int64_t total, std::span<Gap* const> gaps) {
  std::int64_t all_bytes = 0, bytes = 0, given = 0;
  for (const Gap* gap : gaps) all_bytes += gap->bytes();
  for (Gap* gap : gaps) {
    bytes += gap->bytes();
    const double until =
        static_cast<double>(total) * static_cast<double>(bytes) / static_cast<double>(all_bytes);
    gap->lost = std::min(std::llround(until) - given, static_cast<long long>(gap->most()));
    given += gap->lost;
  }
}

/// How many frames each gap has swallowed; `announced` in all of the file, or 0.
void count_lost(std::vector<Gap>& gaps, bool is_constant, std::int64_t found,
                std::int64_t announced) {
  std::vector<Gap*> all, inexact;
  std::int64_t lost = 0, exact = 0;
  for (Gap& gap : gaps) {
    // As long as one frame of some bit rate: most likely nothing but its header is wrong.
    const bool is_one = !is_constant && is_length_of_a_frame(gap.bytes(), gap.front);
    gap.lost = is_one ? 1 : std::min<std::int64_t>(std::llround(gap.estimate()), gap.most());
    lost += gap.lost;
    all.push_back(&gap);
    if (is_one) {
      ++exact;
    } else {
      inexact.push_back(&gap);
    }
  }
  const std::int64_t missing = announced - found;
  if (is_constant || announced == 0 || missing < 0 || missing == lost) return;
  if (!inexact.empty() && missing >= exact) {
    share(missing - exact, inexact);
  } else {
    share(missing, all);
  }
}

/// Headers for the frames that were lost. What they leave of the gap is blank.
void repair(const std::vector<Gap>& gaps, MpegFrames& frames) {
  std::int64_t before = 0;  // frames of earlier gaps
  for (const Gap& gap : gaps) {
    // Nothing fits: bytes have been put in or taken out, and the frame in front is not what it was.
    if (gap.lost == 0) {
      frames.repairs.push_back({gap.front_begin, gap.front, gap.frame + before - 1});
    }
    std::int64_t at = gap.begin;
    for (std::int64_t i = 0; i < gap.lost; ++i) {
      const Header header = longest_within((gap.end - at) / (gap.lost - i), gap.front);
      frames.repairs.push_back({at, header, gap.frame + before + i});
      at += length_of(header);
    }
    if (at < gap.end) frames.blanks.push_back({at, gap.end});
    before += gap.lost;
  }
}

class Walk {
 public:
  Walk(ByteSource& source, ByteRange range)
      : source_(source), begin_(range.begin), end_(range.end), range_end_(range.end) {
    if (end_ - begin_ >= 128 && text(end_ - 128, 3) == "TAG") end_ -= 128;
  }

  MpegFrames frames() {
    MpegFrames found;
    found.end = range_end_;
    std::int64_t at = behind_tags(source_, begin_);
    const auto first = header_at(at);
    if (!first) return found;
    const Announcement announced = announcement(at);
    found.before_sound = announced.is_there ? 1 : 0;
    found.announces_more = announced.is_by_xing;
    if (length_of(*first) == 0) return found;
    found.samples_per_frame = layer_of(*first) == 1                            ? 384
                              : layer_of(*first) == 3 && !is_version_1(*first) ? 576
                                                                               : 1152;
    std::vector<Gap> gaps;
    std::int64_t frame = 0;
    std::int64_t latest_begin = at;
    Header latest = *first;
    std::deque<std::int64_t> near;  // lengths, bytes
    bool is_constant = true;
    std::optional<unsigned> rate;
    const auto count = [&](const Header& header) {
      const std::int64_t length = length_of(header);
      latest = header;
      latest_begin = at;
      at += length;
      found.shortest = found.shortest == 0 ? length : std::min(found.shortest, length);
      if (++frame <= found.before_sound) return;
      is_constant = is_constant && (!rate || *rate == header[2] >> 4);
      rate = header[2] >> 4;
      near.push_back(length);
      if (near.size() > kNearFrames) near.pop_front();
      if (!gaps.empty() && frame - gaps.back().frame <= std::int64_t{kNearFrames}) {
        gaps.back().near_bytes += length;
        ++gaps.back().near_frames;
      }
    };
    while (at < end_) {
      const auto header = header_at(at);
      const bool is_like = header && is_of_the_same_kind(*header, *first) && length_of(*header) > 0;
      const std::int64_t next = is_like ? at + length_of(*header) : at;
      if (is_like && (next >= end_ || begins_frame(next, *first))) {
        count(*header);
        continue;
      }
      if (const std::int64_t behind = behind_tag(at); behind > at) {
        at = behind;
        continue;
      }
      if (is_like && behind_tag(next) > next) {
        count(*header);
        continue;
      }
      const auto behind = behind_damage(at + 4, *first);
      if (!behind && is_something_else(next, *first)) {
        if (is_like) count(*header);
        const std::int64_t other = other_.value_or(at);
        if (begins_sound(source_, other)) found.end = other;
        at = end_;
        break;
      }
      const std::int64_t end = behind.value_or(end_);
      // Where the header here is right, the damage begins behind its frame.
      if (is_like && next < end && is_right(*header, at, end, is_constant ? rate : std::nullopt)) {
        count(*header);
      }
      Gap gap{
          .begin = at, .end = end, .frame = frame, .front_begin = latest_begin, .front = latest};
      for (const std::int64_t length : near) gap.near_bytes += length;
      gap.near_frames = static_cast<std::int64_t>(near.size());
      gaps.push_back(gap);
      at = end;
    }
    found.has_end = at <= end_;
    // Of a file that lacks bytes at its end nobody knows what of the total is missing there.
    const bool is_whole = found.has_end && end_ - behind_tags(source_, begin_) >= announced.bytes;
    count_lost(gaps, is_constant, frame, is_whole ? announced.frames : 0);
    for (const Gap& gap : gaps) frame += gap.lost;
    found.announces_more =
        announced.is_by_xing && announced.frames > (found.has_end ? frame : frame - 1);
    repair(gaps, found);
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

  std::string_view text(std::int64_t at, std::size_t count) {
    const auto found = bytes(at, count);
    return {reinterpret_cast<const char*>(found.data()), found.size()};
  }

  std::int64_t number(std::int64_t at) {
    std::int64_t value = 0;
    for (const std::uint8_t byte : bytes(at, 4)) value = value << 8 | byte;
    return value;
  }

  /// What a Xing, Info or VBRI header in the first frame says; 0 where it does not.
  struct Announcement {
    bool is_there = false;
    bool is_by_xing = false;
    std::int64_t frames = 0;  // with that of the header itself
    std::int64_t bytes = 0;   // from that on
  };
  Announcement announcement(std::int64_t at) {
    const std::string head(text(at, 200));
    for (const std::string_view name : {"Xing", "Info", "VBRI"}) {
      const std::size_t place = head.find(name);
      if (place == head.npos) continue;
      const std::int64_t tag = at + static_cast<std::int64_t>(place);
      if (name == "VBRI") return {true, false, number(tag + 14) + 1, number(tag + 10)};
      const std::int64_t flags = number(tag + 4);
      if ((flags & 1) == 0) return {.is_there = true};
      return {true, true, number(tag + 8) + 1, (flags & 2) != 0 ? number(tag + 12) : 0};
    }
    return {};
  }

  /// Behind a tag at `at` inside of the stream or at its end; `at` when there is none.
  std::int64_t behind_tag(std::int64_t at) {
    if (text(at, 3) == "TAG") return std::min(at + 128, end_);
    if (text(at, 3) == "ID3") return std::min(behind_tags(source_, at), end_);
    if (text(at, 8) == "APETAGEX") {
      // Its length is without this head, the lowest byte first.
      const auto head = bytes(at, 16);
      std::int64_t length = 0;
      for (std::size_t i = 16; head.size() == 16 && i-- > 12;) length = length << 8 | head[i];
      return std::min(at + 32 + length, end_);
    }
    if (text(at, 11) == "LYRICSBEGIN") {
      for (std::int64_t end = at; end < std::min(at + kLongestLyrics, end_); ++end) {
        const std::string_view mark = text(end, 9);
        if (mark == "LYRICS200" || mark == "LYRICSEND") return std::min(end + 9, end_);
      }
    }
    return at;
  }

  /// Whether a header that no other one follows tells the length of its frame nevertheless. Not so where
  /// it alone departs from a constant bit rate, or where all up to the next frame is as long as one.
  bool is_right(const Header& header, std::int64_t at, std::int64_t end,
                std::optional<unsigned> constant_rate) const {
    if (constant_rate) return header[2] >> 4 == *constant_rate;
    return is_length_of_a_frame(end - at - length_of(header), header) ||
           !is_length_of_a_frame(end - at, header);
  }

  /// Whether what is left is padding, less than a frame, a tag that begins with its items, or a stream
  /// of another kind.
  bool is_something_else(std::int64_t at, const Header& like) {
    if (begins_sound(source_, at)) return true;
    if (end_ - at <= length_of(like) / 2 || text(end_ - 32, 8) == "APETAGEX") return true;
    const auto padding = bytes(at, 1);
    const int value = padding.empty() ? 0 : padding[0];
    bool is_padding = true;
    for (std::int64_t i = at; i < end_; ++i) {
      const auto byte = bytes(i, 1);
      if (byte.empty()) return true;
      is_padding = is_padding && byte[0] == value;
      const auto header = header_at(i);
      if (!header || length_of(*header) == 0) continue;
      if (!begins_frame(i + length_of(*header), *header)) continue;
      other_ = i;
      return true;
    }
    return is_padding;
  }

  std::optional<Header> header_at(std::int64_t at) {
    const auto found = bytes(at, 4);
    if (at + 4 > end_ || found.size() < 4) return std::nullopt;
    Header header;
    std::ranges::copy(found, header.begin());
    if (!is_mpeg_header(header)) return std::nullopt;
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
  std::int64_t begin_, end_, range_end_;
  std::optional<std::int64_t> other_;  // byte at which frames of another kind begin
  std::vector<std::uint8_t> window_;
  std::int64_t window_at_ = 0;
};

}  // namespace

std::shared_ptr<const MpegFrames> mpeg_frames(ByteSource& source, ByteRange range) {
  static LearntOfFiles<MpegFrames> known;
  const std::string part = std::to_string(range.begin) + ' ' + std::to_string(range.end);
  return known.find(source, part, [&] { return Walk(source, range).frames(); });
}

void apply(const MpegFrames& frames, std::int64_t at, std::span<std::uint8_t> bytes) {
  const std::int64_t until = at + static_cast<std::int64_t>(bytes.size());
  for (auto blank = std::ranges::upper_bound(frames.blanks, at, {}, &ByteRange::end);
       blank != frames.blanks.end() && blank->begin < until; ++blank) {
    for (std::int64_t i = std::max(blank->begin, at); i < std::min(blank->end, until); ++i) {
      bytes[static_cast<std::size_t>(i - at)] = 0;
    }
  }
  for (auto repair = std::ranges::lower_bound(frames.repairs, at - 3, {}, &MpegRepair::at);
       repair != frames.repairs.end() && repair->at < until; ++repair) {
    for (std::size_t i = 0; i < repair->header.size(); ++i) {
      const std::int64_t place = repair->at + static_cast<std::int64_t>(i) - at;
      if (place >= 0 && place < static_cast<std::int64_t>(bytes.size())) {
        bytes[static_cast<std::size_t>(place)] = repair->header[i];
      }
    }
  }
}

}  // namespace bbplay::media
