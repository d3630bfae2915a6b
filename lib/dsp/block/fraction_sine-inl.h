// SPDX-License-Identifier: MIT
// Per-target code: included once per vector unit by files that use hwy/foreach_target.h.
//
// Sines of phases that are 32-bit fractions of a turn. Integer arithmetic wraps by itself, so
// neither reduction nor folding costs more than one instruction.
#if defined(BBPLAY_FRACTION_SINE_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef BBPLAY_FRACTION_SINE_INL
#undef BBPLAY_FRACTION_SINE_INL
#else
#define BBPLAY_FRACTION_SINE_INL
#endif

#include <cstdint>

#include <hwy/highway.h>

#include "dsp/block/sine_polynomial-inl.h"

HWY_BEFORE_NAMESPACE();
namespace bbplay::dsp {
namespace HWY_NAMESPACE {

/// sin(2 pi x) for x given a quarter turn ahead: the sine of x is minus the cosine of that, and so
/// the sine of its magnitude less a quarter.
template <class F, class I = hn::RebindToSigned<F>>
HWY_INLINE hn::Vec<F> SinOfFractionAhead(F f, hn::Vec<I> ahead) {
  const I i;
  const auto folded = hn::Sub(hn::Abs(ahead), hn::Set(i, 1 << 30));
  const auto turns = hn::Mul(hn::ConvertTo(f, folded), hn::Set(f, 0x1p-32f));
  return SinOfQuarterFloat(f, turns);
}

/// 2^32 times the fraction of a turn, for a vector of double turns; the product is exact.
template <class D>
HWY_INLINE void StoreFractions(D d, hn::Vec<D> turns, std::int32_t* HWY_RESTRICT to) {
  const hn::Rebind<std::int32_t, D> i;
  const auto scaled = hn::Mul(ReduceTurns(d, turns), hn::Set(d, 0x1p32));
  hn::StoreU(hn::DemoteTo(i, hn::Round(scaled)), i, to);
}

}  // namespace HWY_NAMESPACE
}  // namespace bbplay::dsp
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
