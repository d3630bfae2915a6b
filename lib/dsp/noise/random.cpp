// SPDX-License-Identifier: MIT
#include "dsp/noise/random.h"

#include <algorithm>
#include <cstddef>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "dsp/noise/random.cpp"  // NOLINT: once per vector unit
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "dsp/block/sine_polynomial-inl.h"

HWY_BEFORE_NAMESPACE();
namespace bbplay::dsp {
namespace HWY_NAMESPACE {

// One group is 16 counters of four words. Words 0 and 1 of the counters give samples 0..31 of the
// group, words 2 and 3 samples 32..63: a vector of neighbouring counters is a run of neighbouring
// samples, whatever its width.
constexpr std::size_t kCounters = 16;

using Words = hn::CappedTag<std::uint32_t, kCounters>;
using Wide = hn::Repartition<std::uint64_t, Words>;
using Integers = hn::RebindToSigned<Words>;
using Floats = hn::Rebind<float, Words>;

/// Lanes(Wide) counters; only the low half of every lane counts.
struct Counters {
  hn::Vec<Wide> word[4];

  HWY_INLINE Counters(std::uint64_t first, std::uint64_t stream) {
    const Wide wide;
    word[0] = hn::Add(hn::Set(wide, first), hn::Iota(wide, 0));
    word[1] = hn::ShiftRight<32>(word[0]);
    word[2] = hn::Set(wide, stream);
    word[3] = hn::Set(wide, stream >> 32);
  }

  HWY_INLINE void Round(hn::Vec<Wide> key0, hn::Vec<Wide> key1) {
    const Words words;
    // Even 32-bit lanes are the low halves; what stands in the high halves never matters.
    const auto a = hn::MulEven(hn::BitCast(words, word[0]), hn::Set(words, 0xD2511F53u));
    const auto b = hn::MulEven(hn::BitCast(words, word[2]), hn::Set(words, 0xCD9E8D57u));
    word[0] = hn::Xor(hn::Xor(hn::ShiftRight<32>(b), word[1]), key0);
    word[2] = hn::Xor(hn::Xor(hn::ShiftRight<32>(a), word[3]), key1);
    word[1] = b;
    word[3] = a;
  }
};

/// Philox on the counters `first` and following: a vector of each of the four words. Two halves of
/// it take turns, for every round waits for the one before.
struct WordBlock {
  hn::Vec<Words> word[4];

  HWY_INLINE WordBlock(std::uint64_t first, std::uint64_t stream, std::uint64_t seed) {
    const Wide wide;
    const Words words;
    Counters low(first, stream), high(first + hn::Lanes(wide), stream);
    auto key0 = hn::Set(wide, seed), key1 = hn::Set(wide, seed >> 32);
    for (int round = 0; round < 10; ++round) {
      low.Round(key0, key1);
      high.Round(key0, key1);
      key0 = hn::Add(key0, hn::Set(wide, std::uint64_t{0x9E3779B9u}));
      key1 = hn::Add(key1, hn::Set(wide, std::uint64_t{0xBB67AE85u}));
    }
    for (int i = 0; i < 4; ++i) {
      word[i] =
          hn::ConcatEven(words, hn::BitCast(words, high.word[i]), hn::BitCast(words, low.word[i]));
    }
  }
};

/// ln(u) for normal 0 < u <= 1, relative error 2e-7: ln m = s P(s^2) with s = (m - 1)/(m + 1) and m
/// within sqrt(2) of 1; P is a Chebyshev fit (mpmath.chebyfit, error 1.4e-9).
HWY_INLINE hn::Vec<Floats> Ln(hn::Vec<Floats> u) {
  const Floats f;
  const Integers i;
  const auto bits = hn::BitCast(i, u);
  const auto half_root = hn::Set(i, 0x3F3504F3);  // sqrt(1/2)
  const auto exponent = hn::ShiftRight<23>(hn::Sub(bits, half_root));
  const auto m = hn::BitCast(f, hn::Sub(bits, hn::ShiftLeft<23>(exponent)));
  const auto one = hn::Set(f, 1.0f);
  const auto s = hn::Div(hn::Sub(m, one), hn::Add(m, one));
  const auto z = hn::Mul(s, s);
  auto p = hn::Set(f, 0.29924390479144986792f);
  p = hn::MulAdd(p, z, hn::Set(f, 0.39974850517519047827f));
  p = hn::MulAdd(p, z, hn::Set(f, 0.66666815338151187548f));
  p = hn::MulAdd(p, z, hn::Set(f, 1.9999999986313181725f));
  return hn::MulAdd(hn::ConvertTo(f, exponent), hn::Set(f, 0.69314718055994530942f), hn::Mul(s, p));
}

/// Box and Muller's transform: one word becomes a radius, the other an angle.
HWY_INLINE void GaussianPair(hn::Vec<Words> radius_word, hn::Vec<Words> angle_word, float* cosine,
                             float* sine) {
  const Floats f;
  const Integers i;
  // (k + 1/2) / 2^31 in (0, 1] for the upper 31 bits k.
  const auto k = hn::ConvertTo(f, hn::BitCast(i, hn::ShiftRight<1>(radius_word)));
  const auto u = hn::Mul(hn::Add(k, hn::Set(f, 0.5f)), hn::Set(f, 0x1p-31f));
  const auto square = hn::Mul(hn::Set(f, -2.0f), Ln(u));
  const auto radius = hn::Sqrt(hn::Max(square, hn::Zero(f)));
  const auto turns = hn::Mul(hn::ConvertTo(f, hn::BitCast(i, angle_word)), hn::Set(f, 0x1p-32f));
  // The cosine of an angle is the sine of what its magnitude lacks of a quarter turn.
  const auto lacking = hn::Sub(hn::Set(f, 0.25f), hn::Abs(turns));
  hn::StoreU(hn::Mul(radius, SinOfQuarterFloat(f, lacking)), f, cosine);
  hn::StoreU(hn::Mul(radius, SinReducedFloat(f, turns)), f, sine);
}

void FillGroups(std::uint64_t seed, std::uint64_t stream, std::uint64_t first_group, float* out,
                std::size_t groups) {
  const Floats f;
  const std::size_t lanes = hn::Lanes(f);
  for (std::size_t g = 0; g < groups; ++g, out += 4 * kCounters) {
    const std::uint64_t block = (first_group + g) * kCounters;
    for (std::size_t k = 0; k < kCounters; k += lanes) {
      const WordBlock made(block + k, stream, seed);
      GaussianPair(made.word[0], made.word[1], out + k, out + kCounters + k);
      GaussianPair(made.word[2], made.word[3], out + 2 * kCounters + k, out + 3 * kCounters + k);
    }
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace bbplay::dsp
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace bbplay::dsp {

HWY_EXPORT(FillGroups);

void GaussianNoise::fill(std::int64_t first, std::span<float> out) const noexcept {
  // Two's complement: an arithmetic shift is the floor division, and group numbers wrap with the
  // counter.
  static_assert(kGroup == 64);
  while (!out.empty()) {
    const std::int64_t group = first >> 6;
    const auto offset = static_cast<std::size_t>(first - group * kGroup);
    std::size_t count = out.size() / kGroup * kGroup;
    if (offset == 0 && count > 0) {
      HWY_DYNAMIC_DISPATCH(FillGroups)
      (seed_, stream_, static_cast<std::uint64_t>(group), out.data(), count / kGroup);
    } else {
      float whole[kGroup];
      HWY_DYNAMIC_DISPATCH(FillGroups)
      (seed_, stream_, static_cast<std::uint64_t>(group), whole, 1);
      count = std::min(out.size(), kGroup - offset);
      std::copy_n(whole + offset, count, out.begin());
    }
    first += static_cast<std::int64_t>(count);
    out = out.subspan(count);
  }
}

void GaussianNoise::fill(std::int64_t first, std::span<double> out) const noexcept {
  float part[4 * kGroup];
  while (!out.empty()) {
    const std::size_t count = std::min(out.size(), std::size(part));
    fill(first, std::span(part, count));
    std::copy_n(part, count, out.begin());
    first += static_cast<std::int64_t>(count);
    out = out.subspan(count);
  }
}

}  // namespace bbplay::dsp
#endif  // HWY_ONCE
