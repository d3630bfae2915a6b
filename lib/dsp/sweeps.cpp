// SPDX-License-Identifier: MIT
#include "dsp/sweeps.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "dsp/sweeps.cpp"  // NOLINT: Highway includes this file once per target
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "dsp/sine_polynomial-inl.h"

HWY_BEFORE_NAMESPACE();
namespace bbplay::dsp {
namespace HWY_NAMESPACE {

using Doubles = hn::ScalableTag<double>;
using Floats = hn::ScalableTag<float>;

void SineRun(double phase, double step, float* HWY_RESTRICT out, std::size_t count) {
  const Doubles d;
  const Floats f;
  const std::size_t half = hn::Lanes(d);
  const std::size_t lanes = hn::Lanes(f);
  const double start = phase - std::floor(phase);
  const double turn_step = step - std::floor(step);
  const auto ramp = hn::Mul(hn::Iota(d, 0.0), hn::Set(d, turn_step));
  const auto offset = hn::Set(d, turn_step * static_cast<double>(half));
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    const auto low = hn::Add(hn::Set(d, start + turn_step * static_cast<double>(i)), ramp);
    hn::StoreU(SinOfPair(low, hn::Add(low, offset)), f, out + i);
  }
  if (i < count) {
    HWY_ALIGN float tail[HWY_MAX_BYTES / sizeof(float)];
    const auto low = hn::Add(hn::Set(d, start + turn_step * static_cast<double>(i)), ramp);
    hn::Store(SinOfPair(low, hn::Add(low, offset)), f, tail);
    std::copy(tail, tail + (count - i), out + i);
  }
}

void SinTurnsFloat(const double* HWY_RESTRICT turns, float* HWY_RESTRICT out, std::size_t count) {
  const Doubles d;
  const Floats f;
  const std::size_t half = hn::Lanes(d);
  const std::size_t lanes = hn::Lanes(f);
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    hn::StoreU(SinOfPair(hn::LoadU(d, turns + i), hn::LoadU(d, turns + i + half)), f, out + i);
  }
  if (i < count) {
    HWY_ALIGN double in[HWY_MAX_BYTES / sizeof(float)] = {};
    HWY_ALIGN float tail[HWY_MAX_BYTES / sizeof(float)];
    std::copy(turns + i, turns + count, in);
    hn::Store(SinOfPair(hn::Load(d, in), hn::Load(d, in + half)), f, tail);
    std::copy(tail, tail + (count - i), out + i);
  }
}

void SinTurnsDouble(const double* turns, double* out, std::size_t count) {
  const Doubles d;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    hn::StoreU(SinReducedDouble(d, ReduceTurns(d, hn::LoadU(d, turns + i))), d, out + i);
  }
  if (i < count) {
    HWY_ALIGN double tail[HWY_MAX_BYTES / sizeof(double)] = {};
    std::copy(turns + i, turns + count, tail);
    hn::Store(SinReducedDouble(d, ReduceTurns(d, hn::Load(d, tail))), d, tail);
    std::copy(tail, tail + (count - i), out + i);
  }
}

// Plain loops: the compiler vectorises them for the target it is compiling.
void Multiply(float* inout, const float* by, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) inout[i] *= by[i];
}

void Scale(float* inout, float gain, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) inout[i] *= gain;
}

void AddScaled(float* HWY_RESTRICT sum, const float* HWY_RESTRICT x, float gain,
               std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) sum[i] += gain * x[i];
}

float Peak(const float* x, std::size_t count) {
  const Floats f;
  const std::size_t lanes = hn::Lanes(f);
  auto largest = hn::Zero(f);
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    const auto magnitude = hn::Abs(hn::LoadU(f, x + i));
    largest = hn::IfThenElse(hn::Gt(magnitude, largest), magnitude, largest);
  }
  float peak = hn::GetLane(hn::MaxOfLanes(f, largest));
  for (; i < count; ++i) {
    if (std::fabs(x[i]) > peak) peak = std::fabs(x[i]);
  }
  return peak;
}

bool AllFinite(const float* x, std::size_t count) {
  const Floats f;
  const std::size_t lanes = hn::Lanes(f);
  auto poison = hn::Zero(f);  // stays 0 until x * 0 is NaN
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    poison = hn::Add(poison, hn::Mul(hn::LoadU(f, x + i), hn::Zero(f)));
  }
  float sum = hn::GetLane(hn::SumOfLanes(f, poison));
  for (; i < count; ++i) sum += x[i] * 0.0f;
  return sum == 0.0f;
}

const char* VectorUnit() { return hwy::TargetName(HWY_TARGET); }

}  // namespace HWY_NAMESPACE
}  // namespace bbplay::dsp
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace bbplay::dsp {

HWY_EXPORT(SineRun);
HWY_EXPORT(SinTurnsFloat);
HWY_EXPORT(SinTurnsDouble);
HWY_EXPORT(Multiply);
HWY_EXPORT(Scale);
HWY_EXPORT(AddScaled);
HWY_EXPORT(Peak);
HWY_EXPORT(AllFinite);
HWY_EXPORT(VectorUnit);

void sine_run(double phase, double step, std::span<float> out) noexcept {
  HWY_DYNAMIC_DISPATCH(SineRun)(phase, step, out.data(), out.size());
}
void sin_turns(std::span<const double> turns, std::span<float> out) noexcept {
  HWY_DYNAMIC_DISPATCH(SinTurnsFloat)(turns.data(), out.data(), out.size());
}
void sin_turns(std::span<const double> turns, std::span<double> out) noexcept {
  HWY_DYNAMIC_DISPATCH(SinTurnsDouble)(turns.data(), out.data(), out.size());
}
void multiply(std::span<float> inout, std::span<const float> by) noexcept {
  HWY_DYNAMIC_DISPATCH(Multiply)(inout.data(), by.data(), inout.size());
}
void scale(std::span<float> inout, float gain) noexcept {
  HWY_DYNAMIC_DISPATCH(Scale)(inout.data(), gain, inout.size());
}
void add_scaled(std::span<float> sum, std::span<const float> x, float gain) noexcept {
  HWY_DYNAMIC_DISPATCH(AddScaled)(sum.data(), x.data(), gain, sum.size());
}
float peak(std::span<const float> x) noexcept {
  return HWY_DYNAMIC_DISPATCH(Peak)(x.data(), x.size());
}
bool all_finite(std::span<const float> x) noexcept {
  return HWY_DYNAMIC_DISPATCH(AllFinite)(x.data(), x.size());
}
const char* vector_unit() noexcept { return HWY_DYNAMIC_DISPATCH(VectorUnit)(); }

}  // namespace bbplay::dsp
#endif  // HWY_ONCE
