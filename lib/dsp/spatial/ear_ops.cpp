// SPDX-License-Identifier: MIT
#include "dsp/spatial/ear_ops.h"

#include <cstddef>
#include <cstdint>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "dsp/spatial/ear_ops.cpp"  // NOLINT: once per vector unit
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace bbplay::dsp {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Doubles = hn::ScalableTag<double>;
using Vec = hn::Vec<Doubles>;
using Pair = hn::FixedTag<double, 2>;

void Smooth(const double* pole, double* state, double* HWY_RESTRICT first,
            double* HWY_RESTRICT second) {
  const Pair d;
  const auto pole1 = hn::LoadU(d, pole);
  const auto pole2 = hn::Mul(pole1, pole1);
  const auto pole3 = hn::Mul(pole2, pole1);
  const auto pole4 = hn::Mul(pole2, pole2);
  const auto rest = hn::Sub(hn::Set(d, 1.0), pole1);
  auto y = hn::LoadU(d, state);
  for (std::size_t i = 0; i < kQuantum; i += 4) {
    const auto first01 = hn::LoadU(d, first + i), first23 = hn::LoadU(d, first + i + 2);
    const auto second01 = hn::LoadU(d, second + i), second23 = hn::LoadU(d, second + i + 2);
    const auto in0 = hn::Mul(rest, hn::InterleaveLower(d, first01, second01));
    const auto in1 = hn::Mul(rest, hn::InterleaveUpper(d, first01, second01));
    const auto in2 = hn::Mul(rest, hn::InterleaveLower(d, first23, second23));
    const auto in3 = hn::Mul(rest, hn::InterleaveUpper(d, first23, second23));
    // As if nothing came before these four frames.
    const auto x0 = in0;
    const auto x1 = hn::MulAdd(pole1, in0, in1);
    const auto x2 = hn::MulAdd(pole1, x1, in2);
    const auto x3 = hn::MulAdd(pole2, x1, hn::MulAdd(pole1, in2, in3));
    const auto y0 = hn::MulAdd(pole1, y, x0), y1 = hn::MulAdd(pole2, y, x1);
    const auto y2 = hn::MulAdd(pole3, y, x2);
    y = hn::MulAdd(pole4, y, x3);
    hn::StoreU(hn::InterleaveLower(d, y0, y1), d, first + i);
    hn::StoreU(hn::InterleaveLower(d, y2, y), d, first + i + 2);
    hn::StoreU(hn::InterleaveUpper(d, y0, y1), d, second + i);
    hn::StoreU(hn::InterleaveUpper(d, y2, y), d, second + i + 2);
  }
  hn::StoreU(y, d, state);
}

/// The sums are those of the limit itself.
HWY_INLINE bool IsWithin(double from, double to, double step) {
  return to >= from - step && to <= from + step;
}

bool KeepsPace(double from, const double* way, double step) {
  const Doubles d;
  const std::size_t lanes = hn::Lanes(d);
  for (std::size_t i = 0; i < lanes; ++i) {
    if (!IsWithin(i == 0 ? from : way[i - 1], way[i], step)) return false;
  }
  const Vec steps = hn::Set(d, step);
  auto keeps = hn::Eq(steps, steps);
  for (std::size_t i = lanes; i < kQuantum; i += lanes) {
    const Vec before = hn::LoadU(d, way + i - 1), to = hn::LoadU(d, way + i);
    keeps = hn::And(
        keeps, hn::And(hn::Ge(to, hn::Sub(before, steps)), hn::Le(to, hn::Add(before, steps))));
  }
  return hn::AllTrue(d, keeps);
}

void OpposedLevels(double exponent, const double* HWY_RESTRICT sine, double* HWY_RESTRICT left,
                   double* HWY_RESTRICT right) {
  const Doubles d;
  const auto term = [d](double factorial) HWY_ATTR { return hn::Set(d, 1 / factorial); };
  for (std::size_t i = 0; i < kQuantum; i += hn::Lanes(d)) {
    const Vec x = hn::Mul(hn::Set(d, exponent), hn::LoadU(d, sine + i));
    const Vec z = hn::Mul(x, x);
    Vec even = hn::MulAdd(z, term(40320), term(720));
    Vec odd = hn::MulAdd(z, term(362880), term(5040));
    even = hn::MulAdd(z, even, term(24));
    odd = hn::MulAdd(z, odd, term(120));
    even = hn::MulAdd(z, even, term(2));
    odd = hn::MulAdd(z, odd, term(6));
    even = hn::MulAdd(z, even, term(1));
    odd = hn::Mul(x, hn::MulAdd(z, odd, term(1)));
    hn::StoreU(hn::Add(even, odd), d, left + i);
    hn::StoreU(hn::Sub(even, odd), d, right + i);
  }
}

/// Weights and samples of some frames to their sum, whether in vectors or one by one.
template <int kTaps, class Weight, class Sample>
HWY_INLINE auto SumOfTaps(Weight weight, Sample sample) {
  const auto heard = [&](int tap) HWY_ATTR { return hn::Mul(weight(tap), sample(tap)); };
  const auto first = hn::Add(heard(0), heard(1));
  if constexpr (kTaps == 2) {
    return first;
  } else {
    return hn::Add(first, hn::Add(heard(2), heard(3)));
  }
}

template <int kTaps>
void ReadDelayed(const DelayTaps& taps, const float* now, double* HWY_RESTRICT out) {
  const Doubles d;
  const hn::Rebind<float, Doubles> floats;
  const hn::Rebind<std::int32_t, Doubles> whole;
  const hn::CappedTag<double, 1> one;
  const hn::Rebind<float, decltype(one)> one_float;
  const std::size_t lanes = hn::Lanes(d);
  for (std::size_t i = 0; i < kQuantum; i += lanes) {
    const std::int32_t age = taps.age[i];
    // A delay that stays between two whole numbers of frames reads neighbours.
    if (hn::AllTrue(whole, hn::Eq(hn::LoadU(whole, taps.age + i), hn::Set(whole, age)))) {
      const float* const newest = now + i - age;
      hn::StoreU(
          SumOfTaps<kTaps>(
              [&](int tap) HWY_ATTR { return hn::LoadU(d, taps.weight[tap] + i); },
              [&](int tap) HWY_ATTR { return hn::PromoteTo(d, hn::LoadU(floats, newest - tap)); }),
          d, out + i);
      continue;
    }
    for (std::size_t k = i; k < i + lanes; ++k) {
      const float* const newest = now + k - taps.age[k];
      hn::StoreU(
          SumOfTaps<kTaps>([&](int tap) HWY_ATTR { return hn::LoadU(one, taps.weight[tap] + k); },
                           [&](int tap) HWY_ATTR {
                             return hn::PromoteTo(one, hn::LoadU(one_float, newest - tap));
                           }),
          one, out + k);
    }
  }
}

void ReadTwo(const DelayTaps& taps, const float* now, double* out) {
  ReadDelayed<2>(taps, now, out);
}
void ReadFour(const DelayTaps& taps, const float* now, double* out) {
  ReadDelayed<4>(taps, now, out);
}

void HearSides(const double* HWY_RESTRICT level, const double* HWY_RESTRICT side,
               const double* HWY_RESTRICT far, const float* HWY_RESTRICT near, double near_gain,
               double* HWY_RESTRICT left, double* HWY_RESTRICT right) {
  const Doubles d;
  const hn::Rebind<float, Doubles> floats;
  for (std::size_t i = 0; i < kQuantum; i += hn::Lanes(d)) {
    const Vec from_near =
        hn::Mul(hn::Set(d, near_gain), hn::PromoteTo(d, hn::LoadU(floats, near + i)));
    const Vec from_far = hn::LoadU(d, far + i);
    const Vec to_left = hn::LoadU(d, side + i);
    const Vec by = hn::LoadU(d, level + i);
    const auto hear = [&](auto is_far, double* ear) HWY_ATTR {
      const Vec heard = hn::Mul(by, hn::IfThenElse(is_far, from_far, from_near));
      hn::StoreU(hn::Mul(hn::LoadU(d, ear + i), heard), d, ear + i);
    };
    hear(hn::Gt(to_left, hn::Zero(d)), left);
    hear(hn::Lt(to_left, hn::Zero(d)), right);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace bbplay::dsp
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace bbplay::dsp {

HWY_EXPORT(Smooth);
HWY_EXPORT(KeepsPace);
HWY_EXPORT(OpposedLevels);
HWY_EXPORT(ReadTwo);
HWY_EXPORT(ReadFour);
HWY_EXPORT(HearSides);

void SmootherPair::smooth(std::span<double, kQuantum> first,
                          std::span<double, kQuantum> second) noexcept {
  HWY_DYNAMIC_DISPATCH(Smooth)(pole, y, first.data(), second.data());
}

bool keeps_pace(double from, std::span<const double, kQuantum> way, double step) noexcept {
  return HWY_DYNAMIC_DISPATCH(KeepsPace)(from, way.data(), step);
}

void opposed_levels(double exponent, std::span<const double, kQuantum> sine,
                    std::span<double, kQuantum> left, std::span<double, kQuantum> right) noexcept {
  HWY_DYNAMIC_DISPATCH(OpposedLevels)(exponent, sine.data(), left.data(), right.data());
}

void read_delayed(int tap_count, const DelayTaps& taps, const float* now,
                  std::span<double, kQuantum> out) noexcept {
  if (tap_count == 2) {
    HWY_DYNAMIC_DISPATCH(ReadTwo)(taps, now, out.data());
  } else {
    HWY_DYNAMIC_DISPATCH(ReadFour)(taps, now, out.data());
  }
}

void hear_sides(std::span<const double, kQuantum> level, std::span<const double, kQuantum> side,
                std::span<const double, kQuantum> far, const float* near, double near_gain,
                std::span<double, kQuantum> left, std::span<double, kQuantum> right) noexcept {
  HWY_DYNAMIC_DISPATCH(HearSides)
  (level.data(), side.data(), far.data(), near, near_gain, left.data(), right.data());
}

}  // namespace bbplay::dsp
#endif  // HWY_ONCE
