// SPDX-License-Identifier: MIT
#include "media/sds_blocks.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bbplay/model/diagnostics.h"

#include "media/header_bytes.h"

namespace bbplay::media {
namespace {

/// Of a system exclusive message that is not in real time.
constexpr std::string_view kHead = "\xF0\x7E";
constexpr std::int64_t kFirst = 21, kBlock = 127;  // bytes of the header, and of a block of samples
constexpr std::int64_t kLengthAt = 10;             // where the number of samples stands
constexpr int kLengthBytes = 3, kBits = 7;         // of a byte, the lowest ones first

/// What the header says; 0 samples in a block for what is no such file.
struct SdsHeader {
  std::int64_t samples = 0, in_block = 0;
};

SdsHeader header_of(ByteSource& source) {
  HeaderBytes header(source, 0);
  const std::string head = header.text(4);
  if (!head.starts_with(kHead) || head[3] != 1) return {};
  header.text(2);
  const auto bits = static_cast<std::int64_t>(header.little(1));
  header.text(3);
  std::int64_t samples = 0;
  for (int i = 0; i < kLengthBytes; ++i) {
    samples |= static_cast<std::int64_t>(header.little(1) & 0x7F) << i * kBits;
  }
  constexpr std::int64_t kHeld = 120;  // bytes of samples in a block
  const std::int64_t bytes = std::max<std::int64_t>((bits + kBits - 1) / kBits, 1);
  return {samples, std::max<std::int64_t>(kHeld / bytes, 1)};
}

}  // namespace

std::optional<AnnouncedBytes> bytes_of_sds(ByteSource& source) {
  const SdsHeader header = header_of(source);
  if (header.in_block == 0 || header.samples == 0) return std::nullopt;
  const std::int64_t blocks = (header.samples + header.in_block - 1) / header.in_block;
  return AnnouncedBytes{
      static_cast<std::uint64_t>(blocks * kBlock),
      static_cast<std::uint64_t>(std::max<std::int64_t>(source.size() - kFirst, 0)),
      static_cast<std::uint64_t>(kBlock)};
}

void mend_sds_blocks(ByteSource& source) {
  constexpr std::int64_t kWindow = 256 * kBlock;
  constexpr std::size_t kMostMended = 16;
  const SdsHeader header = header_of(source);
  if (header.in_block == 0) return;
  const std::int64_t until =
      kFirst + std::max<std::int64_t>(source.size() - kFirst, 0) / kBlock * kBlock;
  std::int64_t end = kFirst;          // of the last block that has a head
  std::vector<std::int64_t> damaged;  // without one; no more than tell that they are too many
  std::size_t before = 0;             // how many of them are before that
  for (std::int64_t at = kFirst; at < until;) {
    const auto count = static_cast<std::size_t>(std::min(until - at, kWindow));
    const std::string window = HeaderBytes(source, at).text(count);
    for (std::size_t i = 0; i < count; i += kBlock, at += kBlock) {
      if (window.compare(i, kHead.size(), kHead) != 0) {
        if (damaged.size() <= kMostMended) damaged.push_back(at);
        continue;
      }
      end = at + kBlock;
      before = damaged.size();
      if (before > kMostMended) {
        throw InputError(source.name() + ": its blocks are damaged (MIDI Sample Dump)");
      }
    }
  }
  if (end == kFirst) {
    throw InputError(source.name() + ": not a sound file (MIDI Sample Dump without a whole block)");
  }
  damaged.resize(before);
  for (const std::int64_t at : damaged) source.read_as(at, std::string(kHead));
  if (const std::int64_t present = (end - kFirst) / kBlock * header.in_block;
      present < header.samples) {
    std::string bytes;
    for (int i = 0; i < kLengthBytes; ++i) {
      bytes += static_cast<char>(present >> i * kBits & 0x7F);
    }
    source.read_as(kLengthAt, bytes);
  }
  source.keep(0, end);
}

}  // namespace bbplay::media
