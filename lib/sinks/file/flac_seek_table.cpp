// SPDX-License-Identifier: MIT
#include "sinks/file/flac_seek_table.h"

#include <algorithm>
#include <optional>

namespace bbplay::sinks {
namespace {

constexpr std::int64_t kSecondsApart = 10;
constexpr std::int64_t kMaxPoints = 4096;

std::uint8_t byte_at(std::string_view bytes, std::size_t at) {
  return static_cast<std::uint8_t>(bytes[at]);
}

/// CRC-8 with the polynomial x^8 + x^2 + x + 1.
std::uint8_t crc_of(std::string_view bytes) {
  unsigned crc = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    crc ^= byte_at(bytes, i);
    for (int bit = 0; bit < 8; ++bit) crc = (crc & 0x80u) != 0 ? (crc << 1) ^ 0x07u : crc << 1;
    crc &= 0xFFu;
  }
  return static_cast<std::uint8_t>(crc);
}

/// Bytes of a number that is coded like a character of UTF-8.
std::size_t coded_length(std::uint8_t first) {
  if (first < 0x80) return 1;
  std::size_t length = 0;
  for (unsigned bit = 0x80; bit != 0 && (first & bit) != 0; bit >>= 1) ++length;
  return length;
}

/// Samples per channel of the frame that begins here; nothing when none does (RFC 9639, section
/// 9.1).
std::optional<std::size_t> samples_of_frame(std::string_view bytes) {
  constexpr std::size_t kFixed = 4;  // bytes before the number of the frame
  if (bytes.size() <= kFixed || byte_at(bytes, 0) != 0xFF || (byte_at(bytes, 1) & 0xFEu) != 0xF8) {
    return std::nullopt;
  }
  const unsigned size_code = byte_at(bytes, 2) >> 4, rate_code = byte_at(bytes, 2) & 0x0Fu;
  const std::size_t size_at = kFixed + coded_length(byte_at(bytes, kFixed));
  const std::size_t size_bytes = size_code == 6 ? 1 : size_code == 7 ? 2 : 0;
  const std::size_t rate_bytes = rate_code == 12 ? 1 : rate_code == 13 || rate_code == 14 ? 2 : 0;
  const std::size_t crc_at = size_at + size_bytes + rate_bytes;
  if (bytes.size() <= crc_at || crc_of(bytes.substr(0, crc_at)) != byte_at(bytes, crc_at)) {
    return std::nullopt;
  }
  if (size_code == 1) return 192;
  if (size_code >= 2 && size_code <= 5) return std::size_t{144} << size_code;
  if (size_code == 6) return byte_at(bytes, size_at) + std::size_t{1};
  if (size_code == 7) {
    return (std::size_t{byte_at(bytes, size_at)} << 8 | byte_at(bytes, size_at + 1)) + 1;
  }
  return size_code >= 8 ? std::optional(std::size_t{1} << size_code) : std::nullopt;
}

void append_big_endian(std::string& out, std::uint64_t number, int bytes) {
  while (bytes-- > 0) out += static_cast<char>(number >> 8 * bytes);
}

}  // namespace

FlacSeekTable::FlacSeekTable(std::int64_t frames, int rate)
    : spacing_(std::max(kSecondsApart * rate, frames / kMaxPoints + 1)),
      room_(static_cast<std::size_t>((frames + spacing_ - 1) / spacing_)) {}

void FlacSeekTable::note(std::string_view bytes, std::int64_t offset) {
  const auto samples = samples_of_frame(bytes);
  if (!samples) return;
  const std::int64_t next = sample_ + static_cast<std::int64_t>(*samples);
  const std::int64_t wanted = static_cast<std::int64_t>(points_.size()) * spacing_;
  if (points_.size() < room_ && wanted < next) points_.push_back({sample_, offset, *samples});
  sample_ = next;
}

std::string FlacSeekTable::bytes() const {
  std::string out;
  for (std::size_t i = 0; i < room_; ++i) {
    const bool used = i < points_.size();
    const Point point = used ? points_[i] : Point{};
    append_big_endian(out, used ? static_cast<std::uint64_t>(point.sample) : UINT64_MAX, 8);
    append_big_endian(out, static_cast<std::uint64_t>(point.offset), 8);
    append_big_endian(out, point.samples, 2);
  }
  return out;
}

}  // namespace bbplay::sinks
