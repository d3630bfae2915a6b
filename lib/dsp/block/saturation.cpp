// SPDX-License-Identifier: MIT
#include "dsp/block/saturation.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

// foreach_target.h comes before everything that is made once per target
// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "dsp/block/saturation.cpp"  // NOLINT: once per vector unit
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
#include <hwy/contrib/algo/transform-inl.h>
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace bbplay::dsp {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Doubles = hn::ScalableTag<double>;

/// (1 - e) / (1 + e) with e = exp(-2 |x|) and the sign of x. Beyond |x| = 20 it is 1 to the last
/// bit. The one of hwy/contrib/math rounds differently, and renders are to stay as they were.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V Tanh(D d, V x) {
  constexpr double kLn2 = 0.693147180559945309;
  const hn::RebindToUnsigned<D> bits;
  // -2 |x| = k ln 2 + r, |r| <= ln 2 / 2
  const V y = hn::Mul(hn::Min(hn::Abs(x), hn::Set(d, 20.0)), hn::Set(d, -2.0));
  const V k = hn::Round(hn::Mul(y, hn::Set(d, 1 / kLn2)));
  const V r = hn::NegMulAdd(k, hn::Set(d, kLn2), y);
  // exp(r) by its series: the first term left out is 6e-15.
  V p = hn::Set(d, 1.0 / 39916800);
  p = hn::MulAdd(p, r, hn::Set(d, 1.0 / 3628800));
  p = hn::MulAdd(p, r, hn::Set(d, 1.0 / 362880));
  p = hn::MulAdd(p, r, hn::Set(d, 1.0 / 40320));
  p = hn::MulAdd(p, r, hn::Set(d, 1.0 / 5040));
  p = hn::MulAdd(p, r, hn::Set(d, 1.0 / 720));
  p = hn::MulAdd(p, r, hn::Set(d, 1.0 / 120));
  p = hn::MulAdd(p, r, hn::Set(d, 1.0 / 24));
  p = hn::MulAdd(p, r, hn::Set(d, 1.0 / 6));
  p = hn::MulAdd(p, r, hn::Set(d, 0.5));
  p = hn::MulAdd(p, r, hn::Set(d, 1.0));
  p = hn::MulAdd(p, r, hn::Set(d, 1.0));
  // 2^k: adding 1.5 2^52 leaves k + 1023 in the low bits, from where it becomes an exponent.
  const V biased = hn::Add(k, hn::Set(d, 0x1.8p52 + 1023));
  const V e = hn::Mul(p, hn::BitCast(d, hn::ShiftLeft<52>(hn::BitCast(bits, biased))));
  const V one = hn::Set(d, 1.0);
  return hn::CopySign(hn::Div(hn::Sub(one, e), hn::Add(one, e)), x);
}

void TanhSweep(double* inout, std::size_t count) {
  hn::Transform(Doubles(), inout, count, [](auto d, auto x) HWY_ATTR { return Tanh(d, x); });
}

void Saturate(double* inout, double drive, double gain, std::size_t count) {
  hn::Transform(Doubles(), inout, count, [=](auto d, auto x) HWY_ATTR {
    return hn::Mul(Tanh(d, hn::Mul(x, hn::Set(d, drive))), hn::Set(d, gain));
  });
}

void SaturateMoving(double* HWY_RESTRICT inout, Ramp drive, double slightest,
                    const double* HWY_RESTRICT alpha, std::size_t count) {
  const double change = drive.to - drive.from;
  hn::Transform1(Doubles(), inout, count, alpha, [=](auto d, auto x, auto a) HWY_ATTR {
    const auto now = hn::MulAdd(hn::Set(d, change), a, hn::Set(d, drive.from));
    const auto whole = Tanh(d, now);
    const auto is_heard = hn::Gt(now, hn::Set(d, slightest));
    return hn::IfThenElseZero(is_heard, hn::Div(Tanh(d, hn::Mul(x, now)), whole));
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace bbplay::dsp
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace bbplay::dsp {
namespace {

HWY_EXPORT(TanhSweep);
HWY_EXPORT(Saturate);
HWY_EXPORT(SaturateMoving);

constexpr double kSlightestDrive = 1e-6;

}  // namespace

void hyperbolic_tangent(std::span<double> inout) noexcept {
  HWY_DYNAMIC_DISPATCH(TanhSweep)(inout.data(), inout.size());
}

void saturate(std::span<double> inout, Ramp drive, std::span<const double> alpha) noexcept {
  if (drive.moves() && !alpha.empty()) {
    HWY_DYNAMIC_DISPATCH(SaturateMoving)
    (inout.data(), drive, kSlightestDrive, alpha.data(), inout.size());
  } else if (drive.from > kSlightestDrive) {
    const double gain = 1 / std::tanh(drive.from);
    HWY_DYNAMIC_DISPATCH(Saturate)(inout.data(), drive.from, gain, inout.size());
  } else {
    std::fill(inout.begin(), inout.end(), 0.0);
  }
}

}  // namespace bbplay::dsp
#endif  // HWY_ONCE
