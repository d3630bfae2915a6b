// SPDX-License-Identifier: MIT
// Per-target code: included once per vector unit by files that use hwy/foreach_target.h.
//
// Vectors of complex numbers, and the butterflies of Fourier transforms.
#if defined(BBPLAY_COMPLEX_VECTORS_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef BBPLAY_COMPLEX_VECTORS_INL
#undef BBPLAY_COMPLEX_VECTORS_INL
#else
#define BBPLAY_COMPLEX_VECTORS_INL
#endif

#include <cstddef>

#include <hwy/highway.h>

#include "dsp/fft/split_complex.h"

HWY_BEFORE_NAMESPACE();
namespace bbplay::dsp {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

template <class Real>
using Wide = hn::CappedTag<Real, 16>;

/// Between parts of the work memory: at distances of a power of two they would want the same few
/// lines of the cache.
constexpr std::size_t kWorkGap = 16;

/// The constructors that a compiler adds itself are not for the vector unit that this is compiled for.
template <class D>
struct Complex {
  HWY_INLINE Complex() {}
  HWY_INLINE Complex(hn::Vec<D> real, hn::Vec<D> imaginary) : re(real), im(imaginary) {}
  hn::Vec<D> re, im;
};

template <class D>
HWY_INLINE Complex<D> Load(D d, Split<const hn::TFromD<D>> x, std::size_t i) {
  return {hn::LoadU(d, x.re + i), hn::LoadU(d, x.im + i)};
}
template <class D>
HWY_INLINE Complex<D> Broadcast(D d, Split<const hn::TFromD<D>> x, std::size_t i) {
  return {hn::Set(d, x.re[i]), hn::Set(d, x.im[i])};
}
template <class D>
HWY_INLINE Complex<D> Plus(D /*d*/, Complex<D> a, Complex<D> b) {
  return {hn::Add(a.re, b.re), hn::Add(a.im, b.im)};
}
template <class D>
HWY_INLINE Complex<D> Minus(D /*d*/, Complex<D> a, Complex<D> b) {
  return {hn::Sub(a.re, b.re), hn::Sub(a.im, b.im)};
}
template <class D>
HWY_INLINE Complex<D> Times(D /*d*/, Complex<D> a, Complex<D> b) {
  return {hn::MulSub(a.re, b.re, hn::Mul(a.im, b.im)), hn::MulAdd(a.re, b.im, hn::Mul(a.im, b.re))};
}

/// The transform of four numbers, in place.
template <class D>
HWY_INLINE void Butterfly(Complex<D> (&x)[4]) {
  const D d;
  const Complex<D> even = Plus(d, x[0], x[2]), even_difference = Minus(d, x[0], x[2]);
  const Complex<D> odd = Plus(d, x[1], x[3]), odd_difference = Minus(d, x[1], x[3]);
  x[0] = Plus(d, even, odd);
  x[2] = Minus(d, even, odd);
  x[1] = {hn::Add(even_difference.re, odd_difference.im),
          hn::Sub(even_difference.im, odd_difference.re)};
  x[3] = {hn::Sub(even_difference.re, odd_difference.im),
          hn::Add(even_difference.im, odd_difference.re)};
}

/// The transform of eight numbers, in place.
template <class D>
HWY_INLINE void Butterfly(Complex<D> (&x)[8]) {
  const D d;
  Complex<D> even[4] = {x[0], x[2], x[4], x[6]};
  Complex<D> odd[4] = {x[1], x[3], x[5], x[7]};
  Butterfly<D>(even);
  Butterfly<D>(odd);
  // The odd ones lag by r eighths of a turn.
  const auto root_half = hn::Set(d, static_cast<hn::TFromD<D>>(0.70710678118654752440));
  odd[1] = {hn::Mul(root_half, hn::Add(odd[1].re, odd[1].im)),
            hn::Mul(root_half, hn::Sub(odd[1].im, odd[1].re))};
  odd[2] = {odd[2].im, hn::Neg(odd[2].re)};
  odd[3] = {hn::Mul(root_half, hn::Sub(odd[3].im, odd[3].re)),
            hn::Neg(hn::Mul(root_half, hn::Add(odd[3].re, odd[3].im)))};
  for (std::size_t r = 0; r < 4; ++r) {
    x[r] = Plus(d, even[r], odd[r]);
    x[r + 4] = Minus(d, even[r], odd[r]);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace bbplay::dsp
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
