// SPDX-License-Identifier: MIT
#include "dsp/fft/correlation_ops.h"

#include <cassert>
#include <cstddef>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "dsp/fft/correlation_ops.cpp"  // NOLINT: once per vector unit
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace bbplay::dsp {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// Products of floats are exact in doubles, so that only the order of the additions matters: that of
/// sixteen sums beside each other, whatever the width of a vector.
double SumOfProducts(const float* HWY_RESTRICT a, const float* HWY_RESTRICT b, std::size_t count) {
  constexpr std::size_t kSums = 16;
  const hn::CappedTag<double, 8> d;
  const hn::Rebind<float, decltype(d)> f;
  constexpr std::size_t kLanes = hn::MaxLanes(d), kVectors = kSums / kLanes;
  hn::Vec<decltype(d)> parts[kVectors];
  for (auto& part : parts) part = hn::Zero(d);
  std::size_t i = 0;
  for (; i + kSums <= count; i += kSums) {
    for (std::size_t v = 0; v < kVectors; ++v) {
      const auto x = hn::PromoteTo(d, hn::LoadU(f, a + i + v * kLanes));
      const auto y = hn::PromoteTo(d, hn::LoadU(f, b + i + v * kLanes));
      parts[v] = hn::MulAdd(x, y, parts[v]);
    }
  }
  HWY_ALIGN double sums[kSums];
  for (std::size_t v = 0; v < kVectors; ++v) hn::Store(parts[v], d, sums + v * kLanes);
  for (; i < count; ++i) sums[0] += static_cast<double>(a[i]) * static_cast<double>(b[i]);
  for (std::size_t apart = kSums / 2; apart > 0; apart /= 2) {
    for (std::size_t k = 0; k < apart; ++k) sums[k] += sums[k + apart];
  }
  return sums[0];
}

template <class Real>
HWY_INLINE void AddCorrelation(std::size_t bins, Split<const Real> a, Split<const Real> b,
                               Split<Real> sum) {
  const hn::ScalableTag<Real> d;
  const Real lowest = sum.re[0] + a.re[0] * b.re[0];
  const Real highest = sum.im[0] + a.im[0] * b.im[0];
  for (std::size_t k = 0; k < bins; k += hn::Lanes(d)) {
    const auto a_re = hn::LoadU(d, a.re + k), a_im = hn::LoadU(d, a.im + k);
    const auto b_re = hn::LoadU(d, b.re + k), b_im = hn::LoadU(d, b.im + k);
    const auto re = hn::MulAdd(a_im, b_im, hn::MulAdd(a_re, b_re, hn::LoadU(d, sum.re + k)));
    const auto im = hn::NegMulAdd(a_re, b_im, hn::MulAdd(a_im, b_re, hn::LoadU(d, sum.im + k)));
    hn::StoreU(re, d, sum.re + k);
    hn::StoreU(im, d, sum.im + k);
  }
  sum.re[0] = lowest;
  sum.im[0] = highest;
}

void AddFloats(std::size_t bins, Split<const float> a, Split<const float> b, Split<float> sum) {
  AddCorrelation(bins, a, b, sum);
}
void AddDoubles(std::size_t bins, Split<const double> a, Split<const double> b, Split<double> sum) {
  AddCorrelation(bins, a, b, sum);
}

}  // namespace HWY_NAMESPACE
}  // namespace bbplay::dsp
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace bbplay::dsp {

HWY_EXPORT(SumOfProducts);
HWY_EXPORT(AddFloats);
HWY_EXPORT(AddDoubles);

double sum_of_products(std::span<const float> a, std::span<const float> b) noexcept {
  assert(a.size() == b.size());
  return HWY_DYNAMIC_DISPATCH(SumOfProducts)(a.data(), b.data(), a.size());
}

void add_correlation(std::size_t bins, Split<const float> a, Split<const float> b,
                     Split<float> sum) noexcept {
  HWY_DYNAMIC_DISPATCH(AddFloats)(bins, a, b, sum);
}

void add_correlation(std::size_t bins, Split<const double> a, Split<const double> b,
                     Split<double> sum) noexcept {
  HWY_DYNAMIC_DISPATCH(AddDoubles)(bins, a, b, sum);
}

}  // namespace bbplay::dsp
#endif  // HWY_ONCE
