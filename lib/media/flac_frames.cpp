// SPDX-License-Identifier: MIT
#include "media/flac_frames.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace bbplay::media {
namespace {

constexpr std::size_t kLongestHeader = 16;

/// CRC with the highest bit first, from 0.
template <class Sum, unsigned kPolynomial>
constexpr std::array<Sum, 256> kSums = [] {
  constexpr int kBits = 8 * sizeof(Sum);
  std::array<Sum, 256> sums{};
  for (unsigned i = 0; i < sums.size(); ++i) {
    unsigned sum = i << (kBits - 8);
    for (int bit = 0; bit < 8; ++bit) {
      sum = sum << 1 ^ ((sum >> (kBits - 1) & 1) != 0 ? kPolynomial : 0);
    }
    sums[i] = static_cast<Sum>(sum);
  }
  return sums;
}();

std::uint8_t header_sum(std::span<const std::uint8_t> bytes) {
  std::uint8_t sum = 0;
  for (const std::uint8_t byte : bytes) sum = kSums<std::uint8_t, 0x07>[sum ^ byte];
  return sum;
}

/// Over a whole frame, its own sum included, it comes to 0.
void add_to_frame_sum(std::uint16_t& sum, std::uint8_t byte) {
  sum = static_cast<std::uint16_t>(sum << 8 ^ kSums<std::uint16_t, 0x8005>[(sum >> 8) ^ byte]);
}

/// A frame as far as its header tells, and the sum of its bytes so far.
struct Frame {
  std::int64_t first = 0, samples = 0;
  std::uint16_t sum = 0;
};

/// A number coded as UTF-8 is, up to 36 bits; moves `at` behind it.
std::optional<std::int64_t> coded_number(std::span<const std::uint8_t> bytes, std::size_t& at) {
  const std::uint8_t lead = bytes[at++];
  if (lead < 0x80) return lead;
  int more = 0;
  while (more < 7 && (lead & (0x40 >> more)) != 0) ++more;
  if (more == 0 || more > 6) return std::nullopt;
  std::int64_t number = lead & (0x3F >> more);
  for (; more > 0; --more) {
    if (at >= bytes.size() || (bytes[at] & 0xC0) != 0x80) return std::nullopt;
    number = number << 6 | (bytes[at++] & 0x3F);
  }
  return number;
}

/// The frame that begins with these bytes, of which there are kLongestHeader except at the end of
/// the file.
/// fixed_samples  of every frame but the last, where frames are numbered
std::optional<Frame> frame_at(std::span<const std::uint8_t> bytes, std::int64_t fixed_samples) {
  if (bytes.size() < 6 || bytes[0] != 0xFF || (bytes[1] & 0xFE) != 0xF8) return std::nullopt;
  const unsigned size_code = bytes[2] >> 4, rate_code = bytes[2] & 15;
  if (size_code == 0 || rate_code == 15 || bytes[3] >> 4 > 10 || (bytes[3] & 1) != 0) {
    return std::nullopt;
  }
  std::size_t at = 4;
  const auto number = coded_number(bytes, at);
  const std::size_t size_bytes = size_code == 6 ? 1 : size_code == 7 ? 2 : 0;
  const std::size_t rate_bytes = rate_code == 12 ? 1 : rate_code >= 13 ? 2 : 0;
  if (!number || at + size_bytes + rate_bytes >= bytes.size()) return std::nullopt;
  Frame frame;
  if (size_bytes > 0) {
    frame.samples = bytes[at];
    if (size_bytes == 2) frame.samples = frame.samples << 8 | bytes[at + 1];
    ++frame.samples;
  } else {
    frame.samples = size_code == 1  ? 192
                    : size_code < 6 ? 576 << (size_code - 2)
                                    : 256 << (size_code - 8);
  }
  at += size_bytes + rate_bytes;
  if (header_sum(bytes.first(at)) != bytes[at]) return std::nullopt;
  const bool is_numbered = (bytes[1] & 1) == 0;
  frame.first = is_numbered ? *number * fixed_samples : *number;
  return frame;
}

struct StreamInfo {
  std::int64_t samples_per_frame = 0, samples = 0;
  std::int64_t frames_at = 0;  // byte of the first frame
};

std::optional<StreamInfo> stream_info(ByteSource& source) {
  std::array<std::uint8_t, 4> head{};
  const auto next = [&] { return source.read(head.data(), head.size()) == head.size(); };
  if (source.seek(0, SEEK_SET) < 0 || !next()) return std::nullopt;
  if (std::string_view(reinterpret_cast<const char*>(head.data()), 4) != "fLaC")
    return std::nullopt;
  StreamInfo info;
  for (bool last = false; !last;) {
    if (!next()) return std::nullopt;
    last = (head[0] & 0x80) != 0;
    const std::int64_t length = head[1] << 16 | head[2] << 8 | head[3];
    const std::int64_t end = source.tell() + length;
    std::array<std::uint8_t, 18> about{};
    const bool is_about_stream = (head[0] & 0x7F) == 0;
    if (is_about_stream && source.read(about.data(), about.size()) == about.size()) {
      info.samples_per_frame = about[2] << 8 | about[3];
      info.samples = about[13] & 15;
      for (std::size_t i = 14; i < 18; ++i) info.samples = info.samples << 8 | about[i];
    }
    if (source.seek(end, SEEK_SET) < 0) return std::nullopt;
  }
  info.frames_at = source.tell();
  return info;
}

/// Where an ID3v1 tag begins, or the end of the file.
std::int64_t end_of_frames(ByteSource& source) {
  constexpr std::int64_t kTagBytes = 128;
  std::array<char, 3> tag{};
  const bool has_tag = source.seek(source.size() - kTagBytes, SEEK_SET) >= 0 &&
                       source.read(tag.data(), tag.size()) == tag.size() &&
                       std::string_view(tag.data(), tag.size()) == "TAG";
  return source.size() - (has_tag ? kTagBytes : 0);
}

/// Follows the frames of a file. How long a frame is its header does not tell: it ends where the
/// next one begins and its sum is right. Bytes inside of a frame can look like a header; such a
/// candidate counts only when it turns out to be a whole frame with a right sum while the frame that
/// it seemed to lie in has none.
class FrameWalk {
 public:
  explicit FrameWalk(const StreamInfo& info) : info_(info) {}

  void meet(const Frame& next) {
    if (inside_ && current_.sum != 0 && !resume_behind_damage()) {
      if (candidates_.size() == kMostCandidates) candidates_.erase(candidates_.begin());
      candidates_.push_back(next);
      return;
    }
    // What begins in the middle of a longer stream lacks nothing.
    const bool is_gap = inside_ || next.first < info_.samples;
    if (is_gap) damaged(expected(), next.first);
    begin(next);
  }

  void take(std::uint8_t byte) {
    if (!inside_) return;
    add_to_frame_sum(current_.sum, byte);
    for (Frame& candidate : candidates_) add_to_frame_sum(candidate.sum, byte);
  }

  FlacDamage finish() {
    if (inside_ && current_.sum != 0 && !resume_behind_damage()) {
      damaged(current_.first, std::max(info_.samples, current_.first + current_.samples));
    }
    return damage_;
  }

 private:
  static constexpr std::size_t kMostCandidates = 16;

  std::int64_t expected() const { return inside_ ? current_.first + current_.samples : 0; }

  void begin(const Frame& frame) {
    current_ = frame;
    inside_ = true;
    candidates_.clear();
  }

  /// The frame here is damaged when what follows it is whole.
  bool resume_behind_damage() {
    const auto whole = std::ranges::find(candidates_, 0, &Frame::sum);
    if (whole == candidates_.end()) return false;
    damaged(current_.first, whole->first);
    begin(Frame(*whole));
    return true;
  }

  void damaged(std::int64_t from, std::int64_t to) {
    if (to <= from) return;
    if (damage_.places == 0) damage_.first = from;
    if (damage_.places == 0 || from != damaged_to_) ++damage_.places;
    damage_.samples += to - from;
    damaged_to_ = to;
  }

  StreamInfo info_;
  bool inside_ = false;
  Frame current_;
  std::vector<Frame> candidates_;
  FlacDamage damage_;
  std::int64_t damaged_to_ = 0;
};

}  // namespace

FlacDamage flac_damage(ByteSource& source) {
  const auto info = stream_info(source);
  if (!info) return {};
  const std::int64_t end = end_of_frames(source);
  if (source.seek(info->frames_at, SEEK_SET) < 0) return {};
  FrameWalk walk(*info);
  std::vector<std::uint8_t> bytes(1 << 16);
  std::size_t held = 0;  // of `bytes`, from the first that has not been taken
  for (std::int64_t left = end - info->frames_at; left > 0 || held > 0;) {
    const auto wanted =
        static_cast<std::size_t>(std::min(left, static_cast<std::int64_t>(bytes.size() - held)));
    const std::size_t got = source.read(bytes.data() + held, wanted);
    held += got;
    left = got < wanted ? 0 : left - static_cast<std::int64_t>(got);
    // A header has to be seen as a whole.
    const std::size_t until = left > 0 ? held - std::min(held, kLongestHeader) : held;
    for (std::size_t i = 0; i < until; ++i) {
      if (bytes[i] == 0xFF) {
        const auto rest =
            std::span<const std::uint8_t>(bytes).subspan(i, std::min(kLongestHeader, held - i));
        if (const auto next = frame_at(rest, info->samples_per_frame)) walk.meet(*next);
      }
      walk.take(bytes[i]);
    }
    std::copy(bytes.begin() + static_cast<std::ptrdiff_t>(until),
              bytes.begin() + static_cast<std::ptrdiff_t>(held), bytes.begin());
    held -= until;
  }
  source.expect_no_failure();
  return walk.finish();
}

}  // namespace bbplay::media
