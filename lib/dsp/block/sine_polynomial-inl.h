// SPDX-License-Identifier: MIT
// Per-target code: included once per vector unit by files that use hwy/foreach_target.h.
//
// sin(2 pi x) by an odd polynomial on a quarter turn either side of 0. The coefficients come from a
// Chebyshev fit of sin(2 pi x)/x in x^2 on [0, 1/16] (mpmath.chebyfit, 40 digits): degree 9 is
// within 6.8e-9, degree 17 within 3.3e-19 of the sine, well below the rounding of either type.
#if defined(BBPLAY_SINE_POLYNOMIAL_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef BBPLAY_SINE_POLYNOMIAL_INL
#undef BBPLAY_SINE_POLYNOMIAL_INL
#else
#define BBPLAY_SINE_POLYNOMIAL_INL
#endif

#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace bbplay::dsp {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// x - round(x), in [-1/2, 1/2].
template <class D, class V = hn::Vec<D>>
HWY_INLINE V ReduceTurns(D /*d*/, V turns) {
  return hn::Sub(turns, hn::Round(turns));
}

/// Folds a reduced turn onto [-1/4, 1/4] without changing its sine: x -> copysign(1/2, x) - x.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V FoldToQuarter(D d, V reduced) {
  const V quarter = hn::Set(d, static_cast<hn::TFromD<D>>(0.25));
  const V half = hn::Set(d, static_cast<hn::TFromD<D>>(0.5));
  const V folded = hn::Sub(hn::CopySign(half, reduced), reduced);
  return hn::IfThenElse(hn::Gt(hn::Abs(reduced), quarter), folded, reduced);
}

/// sin(2 pi x) for x in [-1/4, 1/4], float.
template <class D>
HWY_INLINE hn::Vec<D> SinOfQuarterFloat(D d, hn::Vec<D> x) {
  const auto z = hn::Mul(x, x);
  auto p = hn::Set(d, 39.759827085319101f);
  p = hn::MulAdd(p, z, hn::Set(d, -76.581172644278725f));
  p = hn::MulAdd(p, z, hn::Set(d, 81.602476368925180f));
  p = hn::MulAdd(p, z, hn::Set(d, -41.341680613346515f));
  p = hn::MulAdd(p, z, hn::Set(d, 6.2831852801544065f));
  return hn::Mul(p, x);
}

/// sin(2 pi x) for x in [-1/2, 1/2], float.
template <class D>
HWY_INLINE hn::Vec<D> SinReducedFloat(D d, hn::Vec<D> reduced) {
  return SinOfQuarterFloat(d, FoldToQuarter(d, reduced));
}

/// sin(2 pi x) for x in [-1/2, 1/2], double.
template <class D>
HWY_INLINE hn::Vec<D> SinReducedDouble(D d, hn::Vec<D> reduced) {
  const auto x = FoldToQuarter(d, reduced);
  const auto z = hn::Mul(x, x);
  auto p = hn::Set(d, 0.10089695501646811163);
  p = hn::MulAdd(p, z, hn::Set(d, -0.71773379214134533133));
  p = hn::MulAdd(p, z, hn::Set(d, 3.8199280942271642021));
  p = hn::MulAdd(p, z, hn::Set(d, -15.094641676117900093));
  p = hn::MulAdd(p, z, hn::Set(d, 42.05869392542868225));
  p = hn::MulAdd(p, z, hn::Set(d, -76.705859752824919209));
  p = hn::MulAdd(p, z, hn::Set(d, 81.605249276073615183));
  p = hn::MulAdd(p, z, hn::Set(d, -41.341702240399756862));
  p = hn::MulAdd(p, z, hn::Set(d, 6.2831853071795864756));
  return hn::Mul(p, x);
}

/// Sines of two vectors of double turns, low lanes first, as one vector of floats.
HWY_INLINE hn::Vec<hn::ScalableTag<float>> SinOfPair(hn::Vec<hn::ScalableTag<double>> low,
                                                     hn::Vec<hn::ScalableTag<double>> high) {
  const hn::ScalableTag<double> d;
  const hn::ScalableTag<float> f;
  const hn::Rebind<float, hn::ScalableTag<double>> half;
  const auto low_float = hn::DemoteTo(half, ReduceTurns(d, low));
  const auto high_float = hn::DemoteTo(half, ReduceTurns(d, high));
  return SinReducedFloat(f, hn::Combine(f, high_float, low_float));
}

}  // namespace HWY_NAMESPACE
}  // namespace bbplay::dsp
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
