// SPDX-License-Identifier: MIT
#include "dsp/block/saturation.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "dsp/block/saturation.cpp"  // NOLINT: once per vector unit
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace bbplay::dsp {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Doubles = hn::ScalableTag<double>;
using Vec = hn::Vec<Doubles>;

/// (1 - e) / (1 + e) with e = exp(-2 |x|) and the sign of x. Beyond |x| = 20 it is 1 to the last
/// bit.
HWY_INLINE Vec Tanh(Vec x) {
  constexpr double kLn2 = 0.693147180559945309;
  const Doubles d;
  const hn::RebindToUnsigned<Doubles> bits;
  // -2 |x| = k ln 2 + r, |r| <= ln 2 / 2
  const Vec y = hn::Mul(hn::Min(hn::Abs(x), hn::Set(d, 20.0)), hn::Set(d, -2.0));
  const Vec k = hn::Round(hn::Mul(y, hn::Set(d, 1 / kLn2)));
  const Vec r = hn::NegMulAdd(k, hn::Set(d, kLn2), y);
  // exp(r) by its series: the first term left out is 6e-15.
  Vec p = hn::Set(d, 1.0 / 39916800);
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
  const Vec biased = hn::Add(k, hn::Set(d, 0x1.8p52 + 1023));
  const Vec e = hn::Mul(p, hn::BitCast(d, hn::ShiftLeft<52>(hn::BitCast(bits, biased))));
  const Vec one = hn::Set(d, 1.0);
  return hn::CopySign(hn::Div(hn::Sub(one, e), hn::Add(one, e)), x);
}

/// Sweeps whole vectors, and the rest through a padded one.
template <class Function>
HWY_INLINE void Sweep(double* inout, std::size_t count, Function function) {
  const Doubles d;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes)
    hn::StoreU(function(hn::LoadU(d, inout + i)), d, inout + i);
  if (i < count) {
    HWY_ALIGN double tail[HWY_MAX_BYTES / sizeof(double)] = {};
    std::copy(inout + i, inout + count, tail);
    hn::Store(function(hn::Load(d, tail)), d, tail);
    std::copy(tail, tail + (count - i), inout + i);
  }
}

void TanhSweep(double* inout, std::size_t count) {
  Sweep(inout, count, [](Vec x) HWY_ATTR { return Tanh(x); });
}

void Saturate(double* inout, double drive, double gain, std::size_t count) {
  Sweep(inout, count, [=](Vec x) HWY_ATTR {
    const Doubles d;
    return hn::Mul(Tanh(hn::Mul(x, hn::Set(d, drive))), hn::Set(d, gain));
  });
}

void SaturateMoving(double* HWY_RESTRICT inout, Ramp drive, double slightest,
                    const double* HWY_RESTRICT alpha, std::size_t count) {
  const Doubles d;
  const std::size_t lanes = hn::Lanes(d);
  const Vec from = hn::Set(d, drive.from);
  const Vec change = hn::Set(d, drive.to - drive.from);
  const auto shaped = [=](Vec x, Vec a) HWY_ATTR {
    const Vec now = hn::MulAdd(change, a, from);
    const Vec whole = Tanh(now);
    const auto is_heard = hn::Gt(now, hn::Set(d, slightest));
    return hn::IfThenElseZero(is_heard, hn::Div(Tanh(hn::Mul(x, now)), whole));
  };
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    hn::StoreU(shaped(hn::LoadU(d, inout + i), hn::LoadU(d, alpha + i)), d, inout + i);
  }
  if (i < count) {
    HWY_ALIGN double x[HWY_MAX_BYTES / sizeof(double)] = {};
    HWY_ALIGN double a[HWY_MAX_BYTES / sizeof(double)] = {};
    std::copy(inout + i, inout + count, x);
    std::copy(alpha + i, alpha + count, a);
    hn::Store(shaped(hn::Load(d, x), hn::Load(d, a)), d, x);
    std::copy(x, x + (count - i), inout + i);
  }
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
