// SPDX-License-Identifier: MIT
#include "dsp/flanger/delay_line_taps.h"

#include <cstddef>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "dsp/flanger/delay_line_taps.cpp"  // NOLINT: once per vector unit
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace bbplay::dsp {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Doubles = hn::ScalableTag<double>;
using Whole = hn::Rebind<std::int32_t, Doubles>;
using Vec = hn::Vec<Doubles>;

HWY_INLINE void StoreAge(Vec age, std::int32_t longest, std::int32_t* HWY_RESTRICT out) {
  const Doubles d;
  const Whole w;
  // After the conversion, so that not even a NaN leads outside the line.
  const auto whole = hn::DemoteTo(w, hn::Min(age, hn::Set(d, 1e9)));
  hn::Store(hn::Min(hn::Max(whole, hn::Zero(w)), hn::Set(w, longest)), w, out);
}

void ReferenceTaps(bool four, const double* HWY_RESTRICT delay, std::int32_t longest, double whole,
                   double none, DelayTaps& taps) {
  const Doubles d;
  const auto one = hn::Set(d, 1.0);
  for (std::size_t i = 0; i < kQuantum; i += hn::Lanes(d)) {
    const auto given = hn::LoadU(d, delay + i);
    const auto nearest = hn::Round(given);
    const auto near_enough =
        hn::IfThenElse(hn::Eq(nearest, hn::Zero(d)), hn::Set(d, none), hn::Set(d, whole));
    const auto is_whole = hn::Lt(hn::Abs(hn::Sub(given, nearest)), near_enough);
    const auto age = hn::IfThenElse(is_whole, nearest, hn::Ceil(given));
    const auto f = hn::IfThenElse(is_whole, hn::Zero(d), hn::Sub(age, given));
    const auto g = hn::Sub(one, f);
    StoreAge(age, longest, taps.age + i);
    if (!four) {
      hn::Store(g, d, taps.weight[0] + i);
      hn::Store(f, d, taps.weight[1] + i);
      continue;
    }
    const auto sixth = hn::Set(d, 1.0 / 6);
    const auto half = hn::Set(d, 0.5);
    const auto fg = hn::Mul(f, g);
    const auto h = hn::Mul(hn::Add(one, f), half);
    hn::Store(hn::Neg(hn::Mul(hn::Mul(fg, f), sixth)), d, taps.weight[0] + i);
    hn::Store(hn::Mul(fg, h), d, taps.weight[1] + i);
    hn::Store(hn::Mul(hn::Mul(g, g), h), d, taps.weight[2] + i);
    hn::Store(hn::Neg(hn::Mul(hn::Mul(fg, g), sixth)), d, taps.weight[3] + i);
  }
}

void TrueTaps(bool four, const double* HWY_RESTRICT delay, std::int32_t longest, DelayTaps& taps) {
  const Doubles d;
  const auto one = hn::Set(d, 1.0);
  for (std::size_t i = 0; i < kQuantum; i += hn::Lanes(d)) {
    const auto given = hn::LoadU(d, delay + i);
    const auto below = hn::Floor(given);
    if (!four) {
      const auto e = hn::Sub(given, below);
      StoreAge(below, longest, taps.age + i);
      hn::Store(hn::Sub(one, e), d, taps.weight[0] + i);
      hn::Store(e, d, taps.weight[1] + i);
      continue;
    }
    const auto age = hn::Max(hn::Sub(below, one), hn::Zero(d));
    const auto z = hn::Sub(given, age);
    const auto z1 = hn::Sub(z, one);
    const auto z2 = hn::Sub(z, hn::Set(d, 2.0));
    const auto z3 = hn::Sub(z, hn::Set(d, 3.0));
    const auto sixth = hn::Set(d, 1.0 / 6);
    const auto half = hn::Set(d, 0.5);
    const auto z23 = hn::Mul(z2, z3);
    const auto z01 = hn::Mul(z, z1);
    StoreAge(age, longest, taps.age + i);
    hn::Store(hn::Neg(hn::Mul(hn::Mul(z1, z23), sixth)), d, taps.weight[0] + i);
    hn::Store(hn::Mul(hn::Mul(z, z23), half), d, taps.weight[1] + i);
    hn::Store(hn::Neg(hn::Mul(hn::Mul(z01, z3), half)), d, taps.weight[2] + i);
    hn::Store(hn::Mul(hn::Mul(z01, z2), sixth), d, taps.weight[3] + i);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace bbplay::dsp
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace bbplay::dsp {

HWY_EXPORT(ReferenceTaps);
HWY_EXPORT(TrueTaps);

void find_taps(DelayRead read, std::span<const double, kQuantum> delay, std::int32_t longest,
               DelayTaps& taps, double whole, double none) noexcept {
  const bool four = taps_of(read) == 4;
  if (read == DelayRead::reference_linear || read == DelayRead::reference_cubic) {
    HWY_DYNAMIC_DISPATCH(ReferenceTaps)(four, delay.data(), longest, whole, none, taps);
  } else {
    HWY_DYNAMIC_DISPATCH(TrueTaps)(four, delay.data(), longest, taps);
  }
}

}  // namespace bbplay::dsp
#endif  // HWY_ONCE
