// SPDX-License-Identifier: MIT
#include "dsp/block/phase_modulation_ops.h"

#include <cassert>
#include <cstddef>

// foreach_target.h comes before everything that is made once per target
// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "dsp/block/phase_modulation_ops.cpp"  // NOLINT: once per vector unit
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
#include "dsp/block/sine_polynomial-inl.h"
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace bbplay::dsp {
namespace HWY_NAMESPACE {

using Doubles = hn::ScalableTag<double>;
using Floats = hn::ScalableTag<float>;

void ModulatedSine(const double* HWY_RESTRICT carrier, const double* HWY_RESTRICT deviation,
                   double depth, double phase, float gain, float* HWY_RESTRICT out, int count) {
  const Doubles d;
  const Floats f;
  const int half = static_cast<int>(hn::Lanes(d)), lanes = static_cast<int>(hn::Lanes(f));
  const auto by = hn::Set(d, depth), ahead = hn::Set(d, phase);
  const auto turns = [&](int i) HWY_ATTR {
    const auto moved = hn::Mul(hn::LoadU(d, deviation + i), by);
    return hn::Add(hn::Add(hn::LoadU(d, carrier + i), moved), ahead);
  };
  for (int i = 0; i < count; i += lanes) {
    hn::StoreU(hn::Mul(SinOfPair(turns(i), turns(i + half)), hn::Set(f, gain)), f, out + i);
  }
}

void ScaledSine(double offset, double factor, double scale, double* inout, int count) {
  const Doubles d;
  const int lanes = static_cast<int>(hn::Lanes(d));
  for (int i = 0; i < count; i += lanes) {
    const auto x = hn::Mul(hn::LoadU(d, inout + i), hn::Set(d, factor));
    const auto turns = hn::Add(x, hn::Set(d, offset));
    hn::StoreU(hn::Mul(SinReducedDouble(d, ReduceTurns(d, turns)), hn::Set(d, scale)), d,
               inout + i);
  }
}

/// |u - 1/2| is 1/2 less the distance from the nearest whole turn, so p is twice that distance.
void ThereAndBackSine(double* inout, int count) {
  const Doubles d;
  const int lanes = static_cast<int>(hn::Lanes(d));
  for (int i = 0; i < count; i += lanes) {
    const auto distance = hn::Abs(ReduceTurns(d, hn::LoadU(d, inout + i)));
    const auto place = hn::Add(distance, distance);
    hn::StoreU(SinReducedDouble(d, ReduceTurns(d, place)), d, inout + i);
  }
}

/// Lanes that lie behind the last frame are one lane at a time.
template <class ForLanes>
HWY_INLINE void ForAllFrames(int count, const ForLanes& for_lanes) {
  const Doubles d;
  const hn::CappedTag<double, 1> one;
  const int lanes = static_cast<int>(hn::Lanes(d));
  int i = 0;
  for (; i + lanes <= count; i += lanes) for_lanes(d, i);
  for (; i < count; ++i) for_lanes(one, i);
}

void SmoothEdge(double start, double step, double* HWY_RESTRICT out, int count) {
  ForAllFrames(count, [=](auto d, int i) HWY_ATTR {
    const auto frame = hn::Iota(d, static_cast<double>(i));
    const auto x = hn::MulAdd(frame, hn::Set(d, step), hn::Set(d, start));
    const auto bend = hn::NegMulAdd(hn::Set(d, 2.0), x, hn::Set(d, 3.0));
    hn::StoreU(hn::Mul(hn::Mul(x, x), bend), d, out + i);
  });
}

void AddPolynomial(double first, const Quintic& polynomial, double* HWY_RESTRICT sum, int count) {
  ForAllFrames(count, [&](auto d, int i) HWY_ATTR {
    const auto x = hn::Iota(d, first + i);
    auto value = hn::Set(d, polynomial[5]);
    for (std::size_t k = 5; k > 0; --k) {
      value = hn::MulAdd(value, x, hn::Set(d, polynomial[k - 1]));
    }
    hn::StoreU(hn::Add(hn::LoadU(d, sum + i), value), d, sum + i);
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace bbplay::dsp
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace bbplay::dsp {
namespace {

HWY_EXPORT(ModulatedSine);
HWY_EXPORT(ScaledSine);
HWY_EXPORT(ThereAndBackSine);
HWY_EXPORT(SmoothEdge);
HWY_EXPORT(AddPolynomial);

}  // namespace

void modulated_sine(std::span<const double> carrier, std::span<const double> deviation,
                    double depth, double phase, float gain, std::span<float> out) noexcept {
  assert(carrier.size() == out.size() && deviation.size() == out.size() && out.size() % 16 == 0);
  HWY_DYNAMIC_DISPATCH(ModulatedSine)
  (carrier.data(), deviation.data(), depth, phase, gain, out.data(), static_cast<int>(out.size()));
}

void scaled_sine(double offset, double factor, double scale, std::span<double> inout) noexcept {
  assert(inout.size() % 16 == 0);
  HWY_DYNAMIC_DISPATCH(ScaledSine)
  (offset, factor, scale, inout.data(), static_cast<int>(inout.size()));
}

void there_and_back_sine(std::span<double> inout) noexcept {
  assert(inout.size() % 16 == 0);
  HWY_DYNAMIC_DISPATCH(ThereAndBackSine)(inout.data(), static_cast<int>(inout.size()));
}

void smooth_edge(double start, double step, std::span<double> out) noexcept {
  HWY_DYNAMIC_DISPATCH(SmoothEdge)(start, step, out.data(), static_cast<int>(out.size()));
}

void add_polynomial(double first, const Quintic& polynomial, std::span<double> sum) noexcept {
  HWY_DYNAMIC_DISPATCH(AddPolynomial)
  (first, polynomial, sum.data(), static_cast<int>(sum.size()));
}

}  // namespace bbplay::dsp
#endif  // HWY_ONCE
