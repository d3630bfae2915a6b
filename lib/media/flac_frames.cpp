// SPDX-License-Identifier: MIT
#include "media/flac_frames.h"

#include <algorithm>
#include <cstring>
#include <string_view>
#include <utility>

#include "media/decoder.h"
#include "media/next_sound.h"

namespace bbplay::media {
namespace {

constexpr std::size_t kLongestHeader = 16;
constexpr std::size_t kWindow = 1 << 13;
constexpr std::size_t kLongestFrame = 1 << 22;  // 65,535 samples of 32 bits on 8 channels, and more
constexpr std::size_t kMostCandidates = 16;
constexpr std::int64_t kNear = 1 << 15;  // bytes: read through rather than halved again

/// CRC with the highest bit first, from 0, of a byte that is followed by `zeros` zero bytes.
template <class Sum, unsigned kPolynomial>
constexpr std::array<Sum, 256> sums_of_bytes(int zeros) {
  constexpr int kBits = 8 * sizeof(Sum);
  std::array<Sum, 256> sums{};
  for (unsigned i = 0; i < sums.size(); ++i) {
    unsigned sum = i << (kBits - 8);
    for (int bit = 0; bit < 8 * (zeros + 1); ++bit) {
      sum = sum << 1 ^ ((sum >> (kBits - 1) & 1) != 0 ? kPolynomial : 0);
    }
    sums[i] = static_cast<Sum>(sum);
  }
  return sums;
}

std::uint8_t header_sum(std::span<const std::uint8_t> bytes) {
  static constexpr auto kSums = sums_of_bytes<std::uint8_t, 0x07>(0);
  std::uint8_t sum = 0;
  for (const std::uint8_t byte : bytes) sum = kSums[sum ^ byte];
  return sum;
}

/// Over a whole frame, its own sum included, it comes to 0. Four bytes at a time: every byte of a
/// file passes through here.
std::uint16_t frame_sum(std::uint16_t sum, std::span<const std::uint8_t> bytes) {
  static constexpr std::array kSums{
      sums_of_bytes<std::uint16_t, 0x8005>(0), sums_of_bytes<std::uint16_t, 0x8005>(1),
      sums_of_bytes<std::uint16_t, 0x8005>(2), sums_of_bytes<std::uint16_t, 0x8005>(3)};
  std::size_t i = 0;
  for (; i + 4 <= bytes.size(); i += 4) {
    sum = static_cast<std::uint16_t>(kSums[3][(sum >> 8) ^ bytes[i]] ^
                                     kSums[2][(sum & 0xFF) ^ bytes[i + 1]] ^
                                     kSums[1][bytes[i + 2]] ^ kSums[0][bytes[i + 3]]);
  }
  for (; i < bytes.size(); ++i) {
    sum = static_cast<std::uint16_t>(sum << 8 ^ kSums[0][(sum >> 8) ^ bytes[i]]);
  }
  return sum;
}

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

/// Where an ID3v1 tag begins, or the end of the file.
std::int64_t end_of_frames(ByteSource& source) {
  constexpr std::int64_t kTagBytes = 128;
  std::array<char, 3> tag{};
  const bool has_tag = source.seek(source.size() - kTagBytes, SEEK_SET) >= 0 &&
                       source.read(tag.data(), tag.size()) == tag.size() &&
                       std::string_view(tag.data(), tag.size()) == "TAG";
  return source.size() - (has_tag ? kTagBytes : 0);
}

}  // namespace

FlacInfo::FlacInfo(std::span<const std::uint8_t, kBytes> of) {
  std::ranges::copy(of, bytes.begin());
  samples_per_frame = of[2] << 8 | of[3];
  rate = of[10] << 12 | of[11] << 4 | of[12] >> 4;
  channels = (of[12] >> 1 & 7) + 1;
  bits = ((of[12] & 1) << 4 | of[13] >> 4) + 1;
  samples = of[13] & 15;
  for (std::size_t i = 14; i < 18; ++i) samples = samples << 8 | of[i];
}

std::optional<FlacFrame> flac_header(std::span<const std::uint8_t> bytes, const FlacInfo& info) {
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
  FlacFrame frame;
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
  frame.first = is_numbered ? *number * info.samples_per_frame : *number;
  return frame;
}

bool has_right_flac_sum(std::span<const std::uint8_t> frame) { return frame_sum(0, frame) == 0; }

std::optional<FlacFile> FlacFile::of(ByteSource& source) {
  std::array<std::uint8_t, 4> head{};
  const auto next = [&] { return source.read(head.data(), head.size()) == head.size(); };
  if (source.seek(behind_tags(source), SEEK_SET) < 0 || !next()) return std::nullopt;
  if (std::memcmp(head.data(), "fLaC", 4) != 0) return std::nullopt;
  std::optional<FlacInfo> info;
  for (bool last = false; !last;) {
    if (!next()) return std::nullopt;
    last = (head[0] & 0x80) != 0;
    const std::int64_t length = head[1] << 16 | head[2] << 8 | head[3];
    const std::int64_t end = source.tell() + length;
    std::array<std::uint8_t, FlacInfo::kBytes> about{};
    const bool is_about_stream = (head[0] & 0x7F) == 0;
    if (is_about_stream && source.read(about.data(), about.size()) == about.size()) {
      info.emplace(about);
    }
    if (source.seek(end, SEEK_SET) < 0) return std::nullopt;
  }
  const std::int64_t frames_at = source.tell();
  if (!info || info->rate == 0) return std::nullopt;
  return FlacFile(source, *info, frames_at);
}

FlacFile::FlacFile(ByteSource& source, const FlacInfo& info, std::int64_t frames_at)
    : source_(&source), info_(info), frames_at_(frames_at), end_(end_of_frames(source)) {
  start_at(frames_at_);
  // What begins in the middle of a longer stream lacks nothing.
  FlacFrame first;
  const bool is_part = next_of_file(first) && first.is_whole && first.first >= info_.samples &&
                       first.at == frames_at_;
  if (is_part) offset_ = first.first;
  start_at(frames_at_);
}

FlacFile::Length FlacFile::length(const CanBeDecoded& can_be_decoded) {
  const Length announced{info_.samples, false};
  if (info_.samples > 0 && last_frames(can_be_decoded).length.samples == info_.samples) {
    return announced;
  }
  leave_out_others();
  const End end = last_frames(can_be_decoded);
  return info_.samples > 0 && has_room_for_the_rest(end) ? announced : end.length;
}

FlacFile::End FlacFile::last_frames(const CanBeDecoded& can_be_decoded) {
  End end;
  for (std::int64_t back = kNear; end.length.samples == 0; back *= 8) {
    const std::int64_t from = std::max(frames_at_, end_ - back);
    end = {};
    start_at(from);
    for (FlacFrame frame; next(frame);) {
      Length& length = end.length;
      if (frame.is_whole || can_be_decoded(frame)) {
        length.samples = std::max(length.samples, frame.first + frame.samples);
        length.ends_inside_a_frame = false;
        end.at = frame.at + static_cast<std::int64_t>(frame.bytes.size());
      } else if (frame.first == length.samples) {
        length.ends_inside_a_frame = true;
      }
    }
    if (from == frames_at_) break;
  }
  start_at(frames_at_);
  return end;
}

/// Whether what the head announces beyond the last frame may stand there, damaged: half as many bytes
/// as it would take if it were like the rest.
bool FlacFile::has_room_for_the_rest(const End& end) const noexcept {
  const std::int64_t missing = info_.samples - end.length.samples;
  if (missing <= 0 || end.length.samples == 0) return true;
  const double bytes_per_sample =
      static_cast<double>(end.at - frames_at_) / static_cast<double>(end.length.samples);
  return static_cast<double>(end_ - end.at) > 0.5 * bytes_per_sample * static_cast<double>(missing);
}

void FlacFile::start_at(std::int64_t byte) {
  bytes_.clear();
  candidates_.clear();
  bytes_at_ = byte;
  scanned_ = taken_until_ = 0;
}

/// Whether other frames than those of this stream follow them, by a few places of the file and its end.
bool FlacFile::seem_to_be_others() {
  constexpr std::int64_t kPlaces = 16;
  std::int64_t before = -1;
  FlacFrame frame;
  const auto is_behind = [&] {
    const bool is_ours = info_.samples == 0 || frame.first < info_.samples;
    return is_ours && frame.first >= std::exchange(before, frame.first);
  };
  std::int64_t at = frames_at_;
  for (std::int64_t place = 1; place < kPlaces; ++place) {
    at = frames_at_ + (end_ - frames_at_) / kPlaces * place;
    start_at(at);
    if (next(frame) && frame.is_whole && !is_behind()) return true;
  }
  start_at(std::max(at, end_ - kNear));
  while (next(frame)) {
    if (frame.is_whole && !is_behind()) return true;
  }
  return false;
}

void FlacFile::leave_out_others() {
  if (is_alone_) return;
  is_alone_ = true;
  constexpr std::int64_t kSmall = 1 << 18;  // bytes: looked through as fast as at some places
  if (end_ - frames_at_ > kSmall && !seem_to_be_others()) return;
  end_ = next_flac_stream(*source_, frames_at_, end_).value_or(end_);
}

void FlacFile::go_to(std::int64_t sample) {
  if (sample < info_.samples_per_frame) {
    start_at(frames_at_);
    return;
  }
  leave_out_others();
  std::int64_t from = frames_at_, until = end_;
  FlacFrame frame;
  while (until - from > kNear) {
    const std::int64_t middle = from + (until - from) / 2;
    start_at(middle);
    if (next(frame) && frame.is_whole && frame.first <= sample && frame.at < until) {
      from = std::max(frame.at, from + 1);
    } else {
      until = middle;
    }
  }
  start_at(from);
}

bool FlacFile::next(FlacFrame& frame) {
  while (next_of_file(frame)) {
    frame.first -= offset_;
    if (frame.first >= 0) return true;
  }
  return false;
}

/// How long a frame is its header does not tell: it ends where the next one begins and its sum is
/// right. Bytes inside of a frame can look like a header; such a candidate counts only when it turns
/// out to be a whole frame with a right sum while the frame that it seemed to lie in has none.
bool FlacFile::next_of_file(FlacFrame& frame) {
  forget_before(taken_until_);
  while (true) {
    if (scanned_ + kLongestHeader > bytes_.size()) fill();
    const std::span<const std::uint8_t> rest =
        std::span<const std::uint8_t>(bytes_).subspan(scanned_);
    const bool is_end = rest.empty();
    const auto header = is_end
                            ? std::nullopt
                            : flac_header(rest.first(std::min(kLongestHeader, rest.size())), info_);
    if (is_end || header) {
      const auto whole = std::ranges::find_if(candidates_, [&](const Candidate& candidate) {
        return candidate.sum == 0 && candidate.begin < scanned_;
      });
      if (whole != candidates_.end()) {
        frame = taken(*whole, true);
        taken_until_ = scanned_;
        candidates_.clear();
        return true;
      }
    }
    if (is_end) {
      if (candidates_.empty()) return false;
      frame = taken(candidates_.front(), false);
      candidates_.erase(candidates_.begin());
      return true;
    }
    if (header) {
      if (candidates_.size() == kMostCandidates) candidates_.erase(candidates_.begin());
      candidates_.push_back({scanned_, *header, 0});
      if (header->first - offset_ + header->samples == info_.samples) end_behind_last();
    }
    // The last bytes of the window have to be seen together with what follows them.
    const std::size_t last = bytes_.size() - std::min(bytes_.size(), kLongestHeader) + 1;
    const std::size_t most = std::max(scanned_ + 1, std::min(last, bytes_.size()));
    const auto begin = bytes_.begin() + static_cast<std::ptrdiff_t>(scanned_ + 1);
    const auto end = bytes_.begin() + static_cast<std::ptrdiff_t>(most);
    add_sums(static_cast<std::size_t>(std::find(begin, end, 0xFF) - bytes_.begin()));
    if (!candidates_.empty() && scanned_ - candidates_.front().begin > kLongestFrame) {
      frame = taken(candidates_.front(), false);  // the last one may be, before something long
      candidates_.erase(candidates_.begin());
      return true;
    }
    if (scanned_ > kWindow)
      forget_before(candidates_.empty() ? scanned_ : candidates_.front().begin);
  }
}

/// The last frame ends where another stream begins, if one does: no header of a frame follows there.
void FlacFile::end_behind_last() {
  const std::int64_t at = bytes_at_ + static_cast<std::int64_t>(scanned_);
  const std::int64_t until = std::min(end_, at + std::int64_t{kLongestFrame});
  const auto next = next_flac_stream(*source_, at, until);
  if (!next) return;
  end_ = *next;
  const auto left = static_cast<std::size_t>(end_ - bytes_at_);
  bytes_.resize(std::min(bytes_.size(), left));
}

FlacFrame FlacFile::taken(const Candidate& candidate, bool is_whole) {
  FlacFrame frame = candidate.frame;
  frame.at = bytes_at_ + static_cast<std::int64_t>(candidate.begin);
  frame.bytes =
      std::span<const std::uint8_t>(bytes_).subspan(candidate.begin, scanned_ - candidate.begin);
  frame.is_whole = is_whole;
  return frame;
}

void FlacFile::add_sums(std::size_t until) {
  const std::span<const std::uint8_t> bytes =
      std::span<const std::uint8_t>(bytes_).subspan(scanned_, until - scanned_);
  for (Candidate& candidate : candidates_) candidate.sum = frame_sum(candidate.sum, bytes);
  scanned_ = until;
}

void FlacFile::forget_before(std::size_t index) {
  if (index == 0) return;
  bytes_.erase(bytes_.begin(), bytes_.begin() + static_cast<std::ptrdiff_t>(index));
  bytes_at_ += static_cast<std::int64_t>(index);
  scanned_ -= index;
  taken_until_ = 0;
  for (Candidate& candidate : candidates_) candidate.begin -= index;
}

void FlacFile::fill() {
  const std::int64_t at = bytes_at_ + static_cast<std::int64_t>(bytes_.size());
  const auto wanted =
      static_cast<std::size_t>(std::clamp<std::int64_t>(end_ - at, 0, std::int64_t{kWindow}));
  if (wanted == 0 || source_->seek(at, SEEK_SET) < 0) return;
  const std::size_t before = bytes_.size();
  bytes_.resize(before + wanted);
  bytes_.resize(before + source_->read(bytes_.data() + before, wanted));
}

}  // namespace bbplay::media
