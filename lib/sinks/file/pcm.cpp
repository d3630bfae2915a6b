// SPDX-License-Identifier: MIT
#include "sinks/file/pcm.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include "dsp/noise/random.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sinks/file/pcm.cpp"  // NOLINT: once per vector unit
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace bbplay::sinks {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// A lane of 32 bits takes both channels of one frame: the left one in its low half, which comes
// first in memory on the little-endian machines this runs on.
void InterleaveTruncated(const float* HWY_RESTRICT left, const float* HWY_RESTRICT right,
                         std::int16_t* HWY_RESTRICT out, std::size_t count) {
  const hn::ScalableTag<float> f;
  const hn::RebindToSigned<decltype(f)> i32;
  const hn::Repartition<std::int16_t, decltype(f)> i16;
  const std::size_t lanes = hn::Lanes(f);

  const auto integers = [&](const float* from) HWY_ATTR {
    auto y = hn::Mul(hn::LoadU(f, from), hn::Set(f, 32767.0f));
    y = hn::IfThenElseZero(hn::Eq(y, y), y);
    y = hn::Min(hn::Max(y, hn::Set(f, -32768.0f)), hn::Set(f, 32767.0f));
    return hn::ConvertTo(i32, y);
  };
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    const auto low = hn::And(integers(left + i), hn::Set(i32, 0xFFFF));
    const auto high = hn::ShiftLeft<16>(integers(right + i));
    hn::StoreU(hn::BitCast(i16, hn::Or(low, high)), i16, out + 2 * i);
  }
  const auto integer = [](float y) {
    const float scaled = y * 32767.0f;
    if (!(scaled == scaled)) return std::int16_t{0};
    return static_cast<std::int16_t>(std::fmin(std::fmax(scaled, -32768.0f), 32767.0f));
  };
  for (; i < count; ++i) {
    out[2 * i] = integer(left[i]);
    out[2 * i + 1] = integer(right[i]);
  }
}

template <class Sample>
void InterleaveAs(const float* HWY_RESTRICT left, const float* HWY_RESTRICT right,
                  Sample* HWY_RESTRICT out, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    out[2 * i] = left[i];
    out[2 * i + 1] = right[i];
  }
}
void InterleaveFloat(const float* left, const float* right, float* out, std::size_t count) {
  InterleaveAs(left, right, out, count);
}
void InterleaveDouble(const float* left, const float* right, double* out, std::size_t count) {
  InterleaveAs(left, right, out, count);
}

}  // namespace HWY_NAMESPACE
}  // namespace bbplay::sinks
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace bbplay::sinks {

HWY_EXPORT(InterleaveTruncated);
HWY_EXPORT(InterleaveFloat);
HWY_EXPORT(InterleaveDouble);

void interleave_truncated(ConstStereoBlock in, std::int16_t* out) noexcept {
  HWY_DYNAMIC_DISPATCH(InterleaveTruncated)(in.left.data(), in.right.data(), out, in.frames());
}
void interleave(ConstStereoBlock in, float* out) noexcept {
  HWY_DYNAMIC_DISPATCH(InterleaveFloat)(in.left.data(), in.right.data(), out, in.frames());
}
void interleave(ConstStereoBlock in, double* out) noexcept {
  HWY_DYNAMIC_DISPATCH(InterleaveDouble)(in.left.data(), in.right.data(), out, in.frames());
}

namespace {

// Keeps the dither apart from every noise that is made with the same seed.
constexpr std::uint32_t kDither = 0x64697468;

/// Triangular noise in [-1, 1) for each channel: the sum of two uniform numbers.
void triangular(std::uint64_t seed, std::uint64_t first, std::size_t count, double* left,
                double* right) noexcept {
  const std::array key{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)};
  const auto sum = [](std::uint32_t a, std::uint32_t b) {
    return (static_cast<double>(a) + static_cast<double>(b)) * 0x1p-32 - 1.0;
  };
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint64_t frame = first + i;
    const auto random = dsp::philox4x32({static_cast<std::uint32_t>(frame),
                                         static_cast<std::uint32_t>(frame >> 32), kDither, kDither},
                                        key);
    left[i] = sum(random[0], random[1]);
    right[i] = sum(random[2], random[3]);
  }
}

}  // namespace

void Rounding::interleave(ConstStereoBlock in, std::int64_t first,
                          std::int32_t* out) const noexcept {
  // Adding and subtracting it leaves the nearest integer, in a way the compiler can vectorise.
  constexpr double kToInteger = 0x1.8p52;
  const double high = full_scale_, low = -full_scale_ - 1;
  const double unit = full_scale_;
  const int shift = shift_;
  const auto integer = [=](float y, double dither) {
    const double number = y == y ? static_cast<double>(y) : 0.0;
    const double scaled = unit * number + dither;
    const double bounded = scaled < low ? low : scaled > high ? high : scaled;
    const double rounded = (bounded + kToInteger) - kToInteger;
    return static_cast<std::int32_t>(rounded) * (1 << shift);
  };
  std::array<double, kQuantum> left{}, right{};
  for (std::size_t at = 0; at < in.frames(); at += kQuantum) {
    const std::size_t count = std::min(kQuantum, in.frames() - at);
    if (dither_) {
      triangular(seed_, static_cast<std::uint64_t>(first) + at, count, left.data(), right.data());
    }
    const float* from_left = in.left.data() + at;
    const float* from_right = in.right.data() + at;
    std::int32_t* to = out + 2 * at;
    for (std::size_t i = 0; i < count; ++i) {
      to[2 * i] = integer(from_left[i], left[i]);
      to[2 * i + 1] = integer(from_right[i], right[i]);
    }
  }
}

}  // namespace bbplay::sinks
#endif  // HWY_ONCE
