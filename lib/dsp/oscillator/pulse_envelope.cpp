// SPDX-License-Identifier: MIT
#include "dsp/oscillator/pulse_envelope.h"

#include <algorithm>
#include <cstddef>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "dsp/oscillator/pulse_envelope.cpp"  // NOLINT: once per vector unit
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "dsp/block/sine_polynomial-inl.h"

HWY_BEFORE_NAMESPACE();
namespace bbplay::dsp {
namespace HWY_NAMESPACE {

using Doubles = hn::ScalableTag<double>;
using HalfFloats = hn::Rebind<float, Doubles>;  // as many lanes as Doubles
using DoubleVec = hn::Vec<Doubles>;
using HalfFloatVec = hn::Vec<HalfFloats>;

/// Time since the edge before and until the edge after, whichever is nearer; negative in the gap.
/// In double, because a short edge magnifies its error.
HWY_INLINE DoubleVec ToNearerEdge(DoubleVec turns, DoubleVec width) {
  const auto p = hn::Sub(turns, hn::Floor(turns));
  return hn::Min(p, hn::Sub(width, p));
}

void Trapezoids(double width, double edge, const double* turns, float* envelope,
                std::size_t count) {
  const Doubles d;
  const HalfFloats f;
  const auto all = hn::Set(d, width);
  // Limited, so that 0 times it stays 0.
  const auto per_edge = hn::Set(f, static_cast<float>(std::min(1 / edge, 1e30)));
  for (std::size_t i = 0; i < count; i += hn::Lanes(d)) {
    const auto near = hn::DemoteTo(f, ToNearerEdge(hn::LoadU(d, turns + i), all));
    const auto height = hn::Min(hn::Mul(near, per_edge), hn::Set(f, 1.0f));
    hn::StoreU(hn::Max(height, hn::Zero(f)), f, envelope + i);
  }
}

void Rectangles(double width, const double* turns, float* envelope, std::size_t count) {
  const Doubles d;
  const HalfFloats f;
  for (std::size_t i = 0; i < count; i += hn::Lanes(d)) {
    const auto x = hn::LoadU(d, turns + i);
    const auto p = hn::Sub(x, hn::Floor(x));
    const auto height = hn::IfThenElseZero(hn::Lt(p, hn::Set(d, width)), hn::Set(d, 1.0));
    hn::StoreU(hn::DemoteTo(f, height), f, envelope + i);
  }
}

struct MovingValue {
  explicit MovingValue(Ramp ramp) {
    from = hn::Set(Doubles(), ramp.from);
    change = hn::Set(Doubles(), ramp.to - ramp.from);
  }
  HWY_INLINE DoubleVec At(DoubleVec alpha) const { return hn::MulAdd(change, alpha, from); }
  HWY_INLINE DoubleVec PartAt(DoubleVec alpha) const {
    const Doubles d;
    return hn::Min(hn::Max(At(alpha), hn::Zero(d)), hn::Set(d, 1.0));
  }
  DoubleVec from, change;
};

void MovingTrapezoids(Ramp ramp, Ramp gap, Ramp rate_hz, const double* alpha, const double* turns,
                      float* envelope, std::size_t count) {
  const Doubles d;
  const HalfFloats f;
  const auto one = hn::Set(d, 1.0);
  const MovingValue moving_ramp(ramp), moving_gap(gap), moving_rate(rate_hz);
  for (std::size_t i = 0; i < count; i += hn::Lanes(d)) {
    const auto a = hn::LoadU(d, alpha + i);
    const auto width = hn::Sub(one, moving_gap.PartAt(a));
    const auto half = hn::Mul(hn::Set(d, 0.5), width);
    const auto edge = hn::Min(hn::Mul(moving_ramp.PartAt(a), width), half);
    const auto x = hn::LoadU(d, turns + i);
    const auto p = hn::Sub(x, hn::Floor(x));
    const auto slope = hn::Min(one, hn::Div(hn::Min(p, hn::Sub(width, p)), edge));
    const auto height = hn::IfThenElse(hn::Gt(edge, hn::Zero(d)), slope, one);
    const auto sounds = hn::And(hn::Lt(p, width), hn::Gt(moving_rate.At(a), hn::Set(d, 1e-9)));
    hn::StoreU(hn::DemoteTo(f, hn::IfThenElseZero(sounds, height)), f, envelope + i);
  }
}

void RoundOff(float* inout, std::size_t count) {
  const hn::ScalableTag<float> f;
  const auto half = hn::Set(f, 0.5f);
  for (std::size_t i = 0; i < count; i += hn::Lanes(f)) {
    const auto turns = hn::MulSub(half, hn::LoadU(f, inout + i), hn::Set(f, 0.25f));
    hn::StoreU(hn::MulAdd(half, SinReducedFloat(f, turns), half), f, inout + i);
  }
}

// Plain loops: the compiler vectorises them for the target it is compiling.
void PulseTurns(double first, double rate_hz, double frames_per_second, double offset_cycles,
                double* turns, int count) {
  for (int i = 0; i < count; ++i) {
    turns[i] = rate_hz * (first + i) / frames_per_second + offset_cycles;
  }
}

void Lift(float* inout, float floor, float depth, int count) {
  for (int i = 0; i < count; ++i) inout[i] = floor + depth * inout[i];
}

}  // namespace HWY_NAMESPACE
}  // namespace bbplay::dsp
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace bbplay::dsp {

HWY_EXPORT(Trapezoids);
HWY_EXPORT(Rectangles);
HWY_EXPORT(MovingTrapezoids);
HWY_EXPORT(RoundOff);
HWY_EXPORT(PulseTurns);
HWY_EXPORT(Lift);

Trapezoid::Trapezoid(double ramp, double gap) noexcept
    : width(std::max(0.0, 1 - gap)), edge(std::clamp(ramp * width, 0.0, 0.5 * width)) {}

double Trapezoid::height(double position) const noexcept {
  if (position < 0 || position >= width) return 0;
  return edge > 0 ? std::min(1.0, std::min(position, width - position) / edge) : 1;
}

void trapezoid_pulses(const Trapezoid& pulse, std::span<const double> turns,
                      std::span<float> envelope) noexcept {
  if (pulse.edge > 0) {
    HWY_DYNAMIC_DISPATCH(Trapezoids)
    (pulse.width, pulse.edge, turns.data(), envelope.data(), envelope.size());
  } else {
    HWY_DYNAMIC_DISPATCH(Rectangles)
    (pulse.width, turns.data(), envelope.data(), envelope.size());
  }
}

void trapezoid_pulses(Ramp ramp, Ramp gap, Ramp rate_hz, std::span<const double> alpha,
                      std::span<const double> turns, std::span<float> envelope) noexcept {
  HWY_DYNAMIC_DISPATCH(MovingTrapezoids)
  (ramp, gap, rate_hz, alpha.data(), turns.data(), envelope.data(), envelope.size());
}

void pulse_turns(std::int64_t first, double rate_hz, int frames_per_second, double offset_cycles,
                 std::span<double> turns) noexcept {
  HWY_DYNAMIC_DISPATCH(PulseTurns)
  (static_cast<double>(first), rate_hz, frames_per_second, offset_cycles, turns.data(),
   static_cast<int>(turns.size()));
}

void round_off(std::span<float> inout) noexcept {
  HWY_DYNAMIC_DISPATCH(RoundOff)(inout.data(), inout.size());
}
void lift(std::span<float> inout, double depth) noexcept {
  HWY_DYNAMIC_DISPATCH(Lift)
  (inout.data(), static_cast<float>(1 - depth), static_cast<float>(depth),
   static_cast<int>(inout.size()));
}

}  // namespace bbplay::dsp
#endif  // HWY_ONCE
