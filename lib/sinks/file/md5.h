// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace bbplay::sinks {

/// The checksum that a FLAC file keeps of its samples.
///
/// source  RFC 1321
class Md5 {
 public:
  void add(std::span<const std::byte> bytes) noexcept;
  /// Of everything that has been added; once, at the end.
  std::array<std::byte, 16> finish() noexcept;

 private:
  static constexpr std::size_t kBlock = 64;  // bytes

  void mix(const std::byte* block) noexcept;

  std::array<std::uint32_t, 4> state_{0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};
  std::uint64_t bytes_ = 0;
  std::array<std::byte, kBlock> begun_{};  // the first bytes_ % kBlock of it
};

}  // namespace bbplay::sinks
