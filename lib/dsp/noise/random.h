// SPDX-License-Identifier: MIT
/// Random numbers as a pure function of their position: a counter goes in, noise comes out, and
/// there is no state to carry. That is what makes a noise voice seekable, and the same whatever the
/// order in which its parts are rendered.
#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace bbplay::dsp {

/// Philox4x32-10: a bijection of 128-bit counters, chosen by a 64-bit key, whose outputs pass every
/// known statistical test.
///
/// source  J. K. Salmon et al., "Parallel Random Numbers: As Easy as 1, 2, 3", SC 2011
constexpr std::array<std::uint32_t, 4> philox4x32(std::array<std::uint32_t, 4> counter,
                                                  std::array<std::uint32_t, 2> key) noexcept {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t a = std::uint64_t{0xD2511F53} * counter[0];
    const std::uint64_t b = std::uint64_t{0xCD9E8D57} * counter[2];
    counter = {
        static_cast<std::uint32_t>(b >> 32) ^ counter[1] ^ key[0], static_cast<std::uint32_t>(b),
        static_cast<std::uint32_t>(a >> 32) ^ counter[3] ^ key[1], static_cast<std::uint32_t>(a)};
    key = {key[0] + 0x9E3779B9u, key[1] + 0xBB67AE85u};
  }
  return counter;
}

/// White noise: independent standard-normal samples w[i] for every position i, negative ones
/// included.
///
/// Two noises with different seeds or streams have nothing in common. The largest |w| is 6.66; its
/// distribution follows the normal one to the resolution of float.
class GaussianNoise {
 public:
  GaussianNoise(std::uint64_t seed, std::uint64_t stream) noexcept : seed_(seed), stream_(stream) {}

  /// out[k] = w[first + k].  [audio thread]
  void fill(std::int64_t first, std::span<float> out) const noexcept;
  void fill(std::int64_t first, std::span<double> out) const noexcept;

  /// Positions are made in groups of this many; a fill that starts and ends on a multiple costs
  /// least.
  static constexpr std::int64_t kGroup = 64;

 private:
  std::uint64_t seed_;
  std::uint64_t stream_;
};

}  // namespace bbplay::dsp
