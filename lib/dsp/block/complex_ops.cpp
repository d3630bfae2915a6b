// SPDX-License-Identifier: MIT
#include "dsp/block/complex_ops.h"

#include <cassert>
#include <cstddef>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "dsp/block/complex_ops.cpp"  // NOLINT: once per vector unit
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace bbplay::dsp {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// One vector, or one element, of either sweep: the same operations, whatever the length.
template <class D>
HWY_INLINE void AddRotatedAt(D d, float re, float im, const float* x_re, const float* x_im,
                             float* sum_re, float* sum_im) {
  const auto a = hn::LoadU(d, x_re), b = hn::LoadU(d, x_im);
  const auto c = hn::Set(d, re), s = hn::Set(d, im);
  hn::StoreU(hn::NegMulAdd(s, b, hn::MulAdd(c, a, hn::LoadU(d, sum_re))), d, sum_re);
  hn::StoreU(hn::MulAdd(s, a, hn::MulAdd(c, b, hn::LoadU(d, sum_im))), d, sum_im);
}

template <class D>
HWY_INLINE void AddProductAt(D d, const double* by_re, const double* by_im, double direction,
                             const float* x_re, const float* x_im, double* sum_re, double* sum_im) {
  const hn::Rebind<float, D> f;
  const auto a = hn::PromoteTo(d, hn::LoadU(f, x_re)), b = hn::PromoteTo(d, hn::LoadU(f, x_im));
  const auto c = hn::LoadU(d, by_re);
  const auto s = hn::Mul(hn::Set(d, direction), hn::LoadU(d, by_im));
  hn::StoreU(hn::NegMulAdd(s, b, hn::MulAdd(c, a, hn::LoadU(d, sum_re))), d, sum_re);
  hn::StoreU(hn::MulAdd(s, a, hn::MulAdd(c, b, hn::LoadU(d, sum_im))), d, sum_im);
}

void AddRotated(float re, float im, const float* x_re, const float* x_im, float* sum_re,
                float* sum_im, std::size_t count) {
  const hn::ScalableTag<float> d;
  const hn::FixedTag<float, 1> one;
  std::size_t i = 0;
  for (; i + hn::Lanes(d) <= count; i += hn::Lanes(d)) {
    AddRotatedAt(d, re, im, x_re + i, x_im + i, sum_re + i, sum_im + i);
  }
  for (; i < count; ++i) AddRotatedAt(one, re, im, x_re + i, x_im + i, sum_re + i, sum_im + i);
}

void AddProduct(const double* by_re, const double* by_im, double direction, const float* x_re,
                const float* x_im, double* sum_re, double* sum_im, std::size_t count) {
  const hn::ScalableTag<double> d;
  const hn::FixedTag<double, 1> one;
  std::size_t i = 0;
  for (; i + hn::Lanes(d) <= count; i += hn::Lanes(d)) {
    AddProductAt(d, by_re + i, by_im + i, direction, x_re + i, x_im + i, sum_re + i, sum_im + i);
  }
  for (; i < count; ++i) {
    AddProductAt(one, by_re + i, by_im + i, direction, x_re + i, x_im + i, sum_re + i, sum_im + i);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace bbplay::dsp
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace bbplay::dsp {

HWY_EXPORT(AddRotated);
HWY_EXPORT(AddProduct);

void add_rotated(float re, float im, ComplexSpan<const float> x, ComplexSpan<float> sum) noexcept {
  assert(x.re.size() == sum.re.size() && x.im.size() == x.re.size());
  HWY_DYNAMIC_DISPATCH(AddRotated)
  (re, im, x.re.data(), x.im.data(), sum.re.data(), sum.im.data(), sum.re.size());
}

void add_product(ComplexSpan<const double> by, bool conjugated, ComplexSpan<const float> x,
                 ComplexSpan<double> sum) noexcept {
  assert(by.re.size() == sum.re.size() && x.re.size() == sum.re.size());
  HWY_DYNAMIC_DISPATCH(AddProduct)
  (by.re.data(), by.im.data(), conjugated ? -1 : 1, x.re.data(), x.im.data(), sum.re.data(),
   sum.im.data(), sum.re.size());
}

}  // namespace bbplay::dsp
#endif  // HWY_ONCE
