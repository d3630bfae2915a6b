// SPDX-License-Identifier: MIT
#include "sinks/file/md5.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace bbplay::sinks {
namespace {

/// floor(2^32 |sin(i + 1)|)
constexpr std::array<std::uint32_t, 64> kSines{
    0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501,
    0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821,
    0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8,
    0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a,
    0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70,
    0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665,
    0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
    0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391};

struct Words {
  std::uint32_t a, b, c, d;
};

/// Sixteen of the 64 steps. Unrolled, as every other number in them is then a constant.
template <std::size_t kRound, class Choose>
[[gnu::always_inline]] inline void run_round(Words& w, const std::uint32_t* message,
                                             std::array<int, 4> shifts, std::size_t first,
                                             std::size_t stride, Choose choose) noexcept {
#pragma GCC unroll 16
  for (std::size_t i = 0; i < 16; ++i) {
    const std::uint32_t sum =
        w.a + choose(w.b, w.c, w.d) + kSines[16 * kRound + i] + message[(first + stride * i) % 16];
    w.a = w.d;
    w.d = w.c;
    w.c = w.b;
    w.b += std::rotl(sum, shifts[i % 4]);
  }
}

}  // namespace

void Md5::mix(const std::byte* block) noexcept {
  std::uint32_t message[16];
  std::memcpy(message, block, kBlock);  // little-endian, as the machines are that this runs on
  Words w{state_[0], state_[1], state_[2], state_[3]};
  using U = std::uint32_t;
  run_round<0>(w, message, {7, 12, 17, 22}, 0, 1, [](U b, U c, U d) { return d ^ (b & (c ^ d)); });
  run_round<1>(w, message, {5, 9, 14, 20}, 1, 5, [](U b, U c, U d) { return (b & d) + (c & ~d); });
  run_round<2>(w, message, {4, 11, 16, 23}, 5, 3, [](U b, U c, U d) { return b ^ c ^ d; });
  run_round<3>(w, message, {6, 10, 15, 21}, 0, 7, [](U b, U c, U d) { return c ^ (b | ~d); });
  state_[0] += w.a;
  state_[1] += w.b;
  state_[2] += w.c;
  state_[3] += w.d;
}

void Md5::add(std::span<const std::byte> bytes) noexcept {
  const std::size_t held = bytes_ % kBlock;
  bytes_ += bytes.size();
  if (held > 0) {
    const std::size_t taken = std::min(kBlock - held, bytes.size());
    std::ranges::copy(bytes.first(taken), begun_.begin() + static_cast<std::ptrdiff_t>(held));
    bytes = bytes.subspan(taken);
    if (held + taken < kBlock) return;
    mix(begun_.data());
  }
  for (; bytes.size() >= kBlock; bytes = bytes.subspan(kBlock)) mix(bytes.data());
  std::ranges::copy(bytes, begun_.begin());
}

std::array<std::byte, 16> Md5::finish() noexcept {
  // One bit that is set, then zeros, and the number of bits before at the end of a block.
  const std::uint64_t bits = 8 * bytes_;
  const std::size_t held = bytes_ % kBlock;
  std::array<std::byte, 2 * kBlock> padding{std::byte{0x80}};
  const std::size_t count = (held < kBlock - sizeof bits ? kBlock : 2 * kBlock) - held;
  std::memcpy(padding.data() + count - sizeof bits, &bits, sizeof bits);
  add(std::span(padding).first(count));
  std::array<std::byte, 16> sum{};
  std::memcpy(sum.data(), state_.data(), sum.size());
  return sum;
}

}  // namespace bbplay::sinks
