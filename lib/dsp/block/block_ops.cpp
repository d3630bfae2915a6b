// SPDX-License-Identifier: MIT
#include "bbplay/dsp/block_ops.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "dsp/block/block_ops.cpp"  // NOLINT: once per vector unit
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "dsp/block/fraction_sine-inl.h"
#include "dsp/block/sine_polynomial-inl.h"

HWY_BEFORE_NAMESPACE();
namespace bbplay::dsp {
namespace HWY_NAMESPACE {

using Doubles = hn::ScalableTag<double>;
using Floats = hn::ScalableTag<float>;
using Fractions = hn::RebindToSigned<Floats>;  // 32-bit fractions of a turn, wrapping

void SineRun(double phase, double step, float* HWY_RESTRICT out, std::size_t count) {
  const Doubles d;
  const Floats f;
  const Fractions i32;
  const std::size_t lanes = hn::Lanes(f);
  const double start = phase - std::floor(phase) + 0.25;
  const double turn_step = step - std::floor(step);

  // What each lane adds to the first one's phase.
  HWY_ALIGN std::int32_t lane_offsets[HWY_MAX_BYTES / sizeof(float)];
  for (std::size_t i = 0; i < lanes; i += hn::Lanes(d)) {
    const auto index = hn::Iota(d, static_cast<double>(i));
    StoreFractions(d, hn::Mul(index, hn::Set(d, turn_step)), lane_offsets + i);
  }
  const auto offsets = hn::Load(i32, lane_offsets);

  // The phase each group of lanes begins with, from the start of the run: rounding does not build
  // up.
  constexpr std::size_t kGroups = 64;
  HWY_ALIGN std::int32_t bases[kGroups];
  const double group_step = turn_step * static_cast<double>(lanes);
  for (std::size_t done = 0; done < count; done += kGroups * lanes) {
    const std::size_t groups = std::min(kGroups, (count - done + lanes - 1) / lanes);
    const double chunk_start = start + turn_step * static_cast<double>(done);
    for (std::size_t g = 0; g < groups; g += hn::Lanes(d)) {
      const auto index = hn::Iota(d, static_cast<double>(g));
      StoreFractions(d, hn::MulAdd(index, hn::Set(d, group_step), hn::Set(d, chunk_start)),
                     bases + g);
    }
    for (std::size_t g = 0; g < groups; ++g) {
      const auto sines = SinOfFractionAhead(f, hn::Add(hn::Set(i32, bases[g]), offsets));
      const std::size_t at = done + g * lanes;
      if (at + lanes <= count) {
        hn::StoreU(sines, f, out + at);
      } else {
        HWY_ALIGN float tail[HWY_MAX_BYTES / sizeof(float)];
        hn::Store(sines, f, tail);
        std::copy(tail, tail + (count - at), out + at);
      }
    }
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

void sine(double phase, double step, std::span<float> out) noexcept {
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
