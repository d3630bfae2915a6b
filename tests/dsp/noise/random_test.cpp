// SPDX-License-Identifier: MIT
#include "dsp/noise/random.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <vector>

#include <gtest/gtest.h>

namespace bbplay::dsp {
namespace {

using Counter = std::array<std::uint32_t, 4>;

std::vector<float> noise(std::uint64_t seed, std::uint64_t stream, std::int64_t first,
                         std::size_t count) {
  std::vector<float> out(count);
  GaussianNoise(seed, stream).fill(first, std::span<float>(out));
  return out;
}

double mean_product(const std::vector<float>& a, const std::vector<float>& b, std::size_t lag = 0) {
  double sum = 0;
  for (std::size_t i = 0; i + lag < a.size(); ++i) sum += double{a[i]} * b[i + lag];
  return sum / static_cast<double>(a.size() - lag);
}

double fraction_beyond(const std::vector<float>& w, float limit) {
  const auto beyond = std::count_if(w.begin(), w.end(), [&](float x) { return x > limit; });
  return static_cast<double>(beyond) / static_cast<double>(w.size());
}

TEST(Philox, GivesThePublishedNumbers) {
  EXPECT_EQ(philox4x32({0, 0, 0, 0}, {0, 0}),
            (Counter{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  EXPECT_EQ(philox4x32({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff}),
            (Counter{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(philox4x32({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
            (Counter{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(GaussianNoise, IsBoxMullerOfThePublishedNumbers) {
  const std::uint64_t seed = 0x123456789abcdef0, stream = 0xfedcba9876543210;
  for (const std::int64_t group : {std::int64_t{0}, std::int64_t{77}, std::int64_t{-3}}) {
    const std::vector<float> w = noise(seed, stream, group * 64, 64);
    for (std::size_t k = 0; k < 16; ++k) {
      const std::uint64_t block = static_cast<std::uint64_t>(group) * 16 + k;
      const Counter words =
          philox4x32({static_cast<std::uint32_t>(block), static_cast<std::uint32_t>(block >> 32),
                      static_cast<std::uint32_t>(stream), static_cast<std::uint32_t>(stream >> 32)},
                     {static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)});
      for (const std::size_t half : {0u, 1u}) {
        const double u = ((words[2 * half] >> 1) + 0.5) * 0x1p-31;
        const double radius = std::sqrt(-2 * std::log(u));
        const double angle = 2 * std::numbers::pi * words[2 * half + 1] * 0x1p-32;
        EXPECT_NEAR(w[32 * half + k], radius * std::cos(angle), 3e-6) << group << ' ' << k;
        EXPECT_NEAR(w[32 * half + 16 + k], radius * std::sin(angle), 3e-6) << group << ' ' << k;
      }
    }
  }
}

TEST(GaussianNoise, DependsOnThePositionOnly) {
  const std::vector<float> whole = noise(5, 6, -1000, 3000);
  for (const std::size_t step : {1u, 63u, 64u, 65u, 200u, 3000u}) {
    std::vector<float> parts(whole.size());
    for (std::size_t at = 0; at < parts.size(); at += step) {
      const std::size_t count = std::min(step, parts.size() - at);
      GaussianNoise(5, 6).fill(-1000 + static_cast<std::int64_t>(at),
                               std::span(parts).subspan(at, count));
    }
    EXPECT_EQ(parts, whole) << "in steps of " << step;
  }
  std::vector<double> doubles(whole.size());
  GaussianNoise(5, 6).fill(-1000, std::span<double>(doubles));
  EXPECT_TRUE(std::equal(doubles.begin(), doubles.end(), whole.begin()));
}

// The limits are 4.5 standard errors of each estimate.
TEST(GaussianNoise, HasTheMomentsOfTheNormalDistribution) {
  constexpr std::size_t kCount = 1u << 20;
  const double n = kCount;
  for (const std::uint64_t seed : {1u, 2u}) {
    const std::vector<float> w = noise(seed, 0, 0, kCount);
    double m1 = 0, m2 = 0, m3 = 0, m4 = 0;
    for (const double x : w) {
      m1 += x;
      m2 += x * x;
      m3 += x * x * x;
      m4 += x * x * x * x;
    }
    EXPECT_NEAR(m1 / n, 0, 4.5 / std::sqrt(n)) << seed;
    EXPECT_NEAR(m2 / n, 1, 4.5 * std::sqrt(2 / n)) << seed;
    EXPECT_NEAR(m3 / n, 0, 4.5 * std::sqrt(15 / n)) << seed;
    EXPECT_NEAR(m4 / n, 3, 4.5 * std::sqrt(96 / n)) << seed;
    for (const float limit : {-2.0f, -0.5f, 0.0f, 1.0f, 2.0f, 3.0f, 4.0f}) {
      const double p = 0.5 * std::erfc(limit / std::numbers::sqrt2);
      EXPECT_NEAR(fraction_beyond(w, limit), p, 4.5 * std::sqrt(p * (1 - p) / n)) << limit;
    }
  }
}

TEST(GaussianNoise, IsWhite) {
  constexpr std::size_t kCount = 1u << 18;
  const std::vector<float> w = noise(9, 3, 12345, kCount);
  std::vector<float> squares(w.size());
  std::transform(w.begin(), w.end(), squares.begin(),
                 [](float x) { return (x * x - 1) / std::numbers::sqrt2_v<float>; });
  for (const std::size_t lag : {1u, 2u, 3u, 15u, 16u, 17u, 32u, 48u, 64u, 256u, 1000u}) {
    EXPECT_NEAR(mean_product(w, w, lag), 0, 4.5 / std::sqrt(kCount)) << lag;
    EXPECT_NEAR(mean_product(squares, squares, lag), 0, 4.5 / std::sqrt(kCount)) << lag;
  }
}

TEST(GaussianNoise, OtherSeedsAndStreamsAreIndependent) {
  constexpr std::size_t kCount = 1u << 16;
  const std::vector<float> w = noise(1, 0, 0, kCount);
  EXPECT_EQ(noise(1, 0, 0, kCount), w);
  const std::uint64_t high = std::uint64_t{1} << 32;
  for (const auto& [seed, stream] :
       {std::pair<std::uint64_t, std::uint64_t>{2, 0}, {1, 1}, {0, 1}, {1 + high, 0}, {1, high}}) {
    const std::vector<float> other = noise(seed, stream, 0, kCount);
    EXPECT_NEAR(mean_product(w, other), 0, 4.5 / std::sqrt(kCount)) << seed << ' ' << stream;
  }
}

}  // namespace
}  // namespace bbplay::dsp
