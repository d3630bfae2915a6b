// SPDX-License-Identifier: MIT
#include "dsp/block/exp_log.h"

#include <algorithm>
#include <cstddef>

// foreach_target.h comes before everything that is made once per target
// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "dsp/block/exp_log.cpp"  // NOLINT: once per vector unit
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
#include <hwy/contrib/math/math-inl.h>
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace bbplay::dsp {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Doubles = hn::ScalableTag<double>;

HWY_INLINE hn::Vec<Doubles> BoundedExp(hn::Vec<Doubles> x) {
  const Doubles d;
  return hn::Exp(d, hn::Min(hn::Max(x, hn::Set(d, -700.0)), hn::Set(d, 700.0)));
}

/// Sweeps whole vectors, and the rest through a padded one.
template <class Function>
HWY_INLINE void Sweep(const double* x, double* out, std::size_t count, Function function) {
  const Doubles d;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes) hn::StoreU(function(hn::LoadU(d, x + i)), d, out + i);
  if (i < count) {
    HWY_ALIGN double tail[HWY_MAX_BYTES / sizeof(double)];
    std::fill_n(tail, lanes, 1.0);
    std::copy(x + i, x + count, tail);
    hn::Store(function(hn::Load(d, tail)), d, tail);
    std::copy(tail, tail + (count - i), out + i);
  }
}

void Exponential(const double* x, double* out, std::size_t count) {
  Sweep(x, out, count, [](auto value) HWY_ATTR { return BoundedExp(value); });
}

void Power(const double* base, double exponent, double* out, std::size_t count) {
  Sweep(base, out, count, [exponent](auto value) HWY_ATTR {
    const Doubles d;
    return BoundedExp(hn::Mul(hn::Set(d, exponent), hn::Log(d, value)));
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace bbplay::dsp
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace bbplay::dsp {

HWY_EXPORT(Exponential);
HWY_EXPORT(Power);

void exponential(std::span<const double> x, std::span<double> out) noexcept {
  HWY_DYNAMIC_DISPATCH(Exponential)(x.data(), out.data(), out.size());
}
void power(std::span<const double> base, double exponent, std::span<double> out) noexcept {
  HWY_DYNAMIC_DISPATCH(Power)(base.data(), exponent, out.data(), out.size());
}

}  // namespace bbplay::dsp
#endif  // HWY_ONCE
