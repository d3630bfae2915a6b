// SPDX-License-Identifier: MIT
#include "dsp/noise/notch_power.h"

#include <cassert>
#include <cstddef>

// foreach_target.h comes before everything that is made once per target
// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "dsp/noise/notch_power.cpp"  // NOLINT: once per vector unit
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
#include <hwy/contrib/algo/transform-inl.h>
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace bbplay::dsp {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// |H|^2 = n / (n + d) with n = g^2 (cos w - cos W)^2, d = (1 - g)^2 sin^2 w. Products and sums are
/// rounded one by one.
void TakeNotchOut(double g, double c, int count, const double* HWY_RESTRICT cosine,
                  const double* HWY_RESTRICT sine_squared, double* HWY_RESTRICT power,
                  std::size_t points) {
  const double g2 = g * g;
  const double cosine_at = -0.5 * c / g;
  const double rest = (1 - g) * (1 - g);
  hn::Transform2(hn::ScalableTag<double>(), power, points, cosine, sine_squared,
                 [=](auto d, auto p, auto cos_w, auto sin2_w) HWY_ATTR {
                   const auto distance = hn::Sub(cos_w, hn::Set(d, cosine_at));
                   const auto n = hn::Mul(hn::Mul(hn::Set(d, g2), distance), distance);
                   auto factor = hn::Div(n, hn::Add(n, hn::Mul(hn::Set(d, rest), sin2_w)));
                   for (int left = count; left > 0; left /= 2) {
                     if (left % 2 != 0) p = hn::Mul(p, factor);
                     factor = hn::Mul(factor, factor);
                   }
                   return p;
                 });
}

}  // namespace HWY_NAMESPACE
}  // namespace bbplay::dsp
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace bbplay::dsp {

HWY_EXPORT(TakeNotchOut);

void take_notch_out(const NotchSection& section, int count, SpectrumPoints at,
                    std::span<double> power) noexcept {
  assert(at.cosine.size() == power.size() && at.sine_squared.size() == power.size());
  HWY_DYNAMIC_DISPATCH(TakeNotchOut)
  (section.g, section.c, count, at.cosine.data(), at.sine_squared.data(), power.data(),
   power.size());
}

}  // namespace bbplay::dsp
#endif
