// SPDX-License-Identifier: MIT
#include "sinks/file/flac_seek_table.h"

#include <algorithm>

#include "sinks/file/flac_frame.h"

namespace bbplay::sinks {
namespace {

constexpr std::int64_t kSecondsApart = 10;
constexpr std::int64_t kMaxPoints = 4096;

void append_big_endian(std::string& out, std::uint64_t number, int bytes) {
  while (bytes-- > 0) out += static_cast<char>(number >> 8 * bytes);
}

}  // namespace

FlacSeekTable::FlacSeekTable(std::int64_t frames, int rate)
    : spacing_(std::max(kSecondsApart * rate, frames / kMaxPoints + 1)),
      room_(static_cast<std::size_t>((frames + spacing_ - 1) / spacing_)) {}

void FlacSeekTable::note(std::string_view bytes, std::int64_t offset) {
  const auto header = flac_frame_header(bytes);
  if (!header) return;
  const std::int64_t next = sample_ + static_cast<std::int64_t>(header->samples);
  const std::int64_t wanted = static_cast<std::int64_t>(points_.size()) * spacing_;
  if (points_.size() < room_ && wanted < next) {
    points_.push_back({sample_, offset, header->samples});
  }
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
