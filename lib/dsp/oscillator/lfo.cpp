// SPDX-License-Identifier: MIT
#include "dsp/oscillator/lfo.h"

#include <cstddef>
#include <numbers>

#include "dsp/block/turns.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "dsp/oscillator/lfo.cpp"  // NOLINT: once per vector unit
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "dsp/block/sine_polynomial-inl.h"

HWY_BEFORE_NAMESPACE();
namespace bbplay::dsp {
namespace HWY_NAMESPACE {

using Doubles = hn::ScalableTag<double>;
using DoubleVec = hn::Vec<Doubles>;

// Plain loops: the compiler vectorises them for the target it is compiling.
void LfoTurnsStill(const TimeAxis& time, double first, double freq_hz, double phase_turns,
                   double* HWY_RESTRICT turns, int count) {
  for (int i = 0; i < count; ++i) {
    turns[i] = freq_hz * ((first + i) * time.frame_s + time.offset_s) + phase_turns;
  }
}

void LfoTurnsMoving(const TimeAxis& time, double first, Ramp freq_hz, Ramp phase_rad,
                    const double* HWY_RESTRICT alpha, double* HWY_RESTRICT turns, int count) {
  const double freq_change = freq_hz.to - freq_hz.from;
  const double phase_change = phase_rad.to - phase_rad.from;
  constexpr double kTurn = 2 * std::numbers::pi;
  for (int i = 0; i < count; ++i) {
    const double freq = freq_hz.from + freq_change * alpha[i];
    const double phase = phase_rad.from + phase_change * alpha[i];
    turns[i] = freq * ((first + i) * time.frame_s + time.offset_s) + phase / kTurn;
  }
}

/// Sine of start + step i for i, i + 1, ... in the lanes.
HWY_INLINE DoubleVec SineOfLine(double start, double step, std::size_t i) {
  const Doubles d;
  const auto index = hn::Iota(d, static_cast<double>(i));
  return SinReducedDouble(d,
                          ReduceTurns(d, hn::MulAdd(hn::Set(d, step), index, hn::Set(d, start))));
}

/// Turns the vector of a sine and its cosine.
HWY_INLINE void Turn(DoubleVec& sine, DoubleVec& cosine, DoubleVec by_sine, DoubleVec by_cosine) {
  const auto next = hn::MulAdd(cosine, by_sine, hn::Mul(sine, by_cosine));
  cosine = hn::NegMulAdd(sine, by_sine, hn::Mul(cosine, by_cosine));
  sine = next;
}

HWY_INLINE void SubtractSine(DoubleVec sine, double gain, double offset, double* inout) {
  const Doubles d;
  const auto x = hn::Add(hn::LoadU(d, inout), hn::Set(d, offset));
  hn::StoreU(hn::NegMulAdd(hn::Set(d, gain), sine, x), d, inout);
}

/// Sines are turned on from frame to frame, which takes a third of the time of working them out;
/// four side by side, so that none waits for the one before. Over a quantum the rounding adds up to
/// a few units in the last place.
void SubtractSineLine(double start, double step, double gain, double offset, double* inout,
                      std::size_t count) {
  const Doubles d;
  const std::size_t lanes = hn::Lanes(d), stride = 4 * lanes;
  const auto sine_at = [&](std::size_t i) HWY_ATTR { return SineOfLine(start, step, i); };
  const auto cosine_at = [&](std::size_t i) HWY_ATTR { return SineOfLine(start + 0.25, step, i); };
  auto sine_0 = sine_at(0), sine_1 = sine_at(lanes);
  auto sine_2 = sine_at(2 * lanes), sine_3 = sine_at(3 * lanes);
  auto cosine_0 = cosine_at(0), cosine_1 = cosine_at(lanes);
  auto cosine_2 = cosine_at(2 * lanes), cosine_3 = cosine_at(3 * lanes);
  const double turns = step * static_cast<double>(stride);
  const auto by_sine = SinReducedDouble(d, ReduceTurns(d, hn::Set(d, turns)));
  const auto by_cosine = SinReducedDouble(d, ReduceTurns(d, hn::Set(d, turns + 0.25)));
  std::size_t i = 0;
  for (; i + stride <= count; i += stride) {
    SubtractSine(sine_0, gain, offset, inout + i);
    SubtractSine(sine_1, gain, offset, inout + i + lanes);
    SubtractSine(sine_2, gain, offset, inout + i + 2 * lanes);
    SubtractSine(sine_3, gain, offset, inout + i + 3 * lanes);
    Turn(sine_0, cosine_0, by_sine, by_cosine);
    Turn(sine_1, cosine_1, by_sine, by_cosine);
    Turn(sine_2, cosine_2, by_sine, by_cosine);
    Turn(sine_3, cosine_3, by_sine, by_cosine);
  }
  for (; i < count; i += lanes) SubtractSine(SineOfLine(start, step, i), gain, offset, inout + i);
}

/// Where the first half of the cycle ends: u = (1 + skew) / 2, kept off the ends of the cycle.
HWY_INLINE DoubleVec EndOfFirstHalf(DoubleVec skew) {
  const Doubles d;
  const auto u = hn::MulAdd(hn::Set(d, 0.5), skew, hn::Set(d, 0.5));
  const auto above = hn::IfThenElse(hn::Le(u, hn::Zero(d)), hn::Set(d, 1e-9), u);
  return hn::IfThenElse(hn::Ge(above, hn::Set(d, 1.0)), hn::Set(d, 1.0 - 1e-9), above);
}

/// Both halves stretched to half a cycle each: the position in an unskewed cycle. A skew knows
/// where the first half ends and divides by the length of the half that a position is in.
template <class Skew>
HWY_INLINE DoubleVec Unskewed(DoubleVec turns, const Skew& skew, std::size_t i) {
  const Doubles d;
  const auto u = skew.FirstHalf(i);
  const auto p = hn::Sub(turns, hn::Floor(turns));
  const auto second = hn::Ge(p, u);
  const auto into_half = hn::Sub(p, hn::IfThenElseZero(second, u));
  const auto start = hn::IfThenElseZero(second, hn::Set(d, 0.5));
  return hn::Add(start, skew.HalfOf(into_half, u, second));
}

struct StillSkew {
  explicit StillSkew(double skew) {
    const Doubles d;
    const auto half = hn::Set(d, 0.5);
    u = EndOfFirstHalf(hn::Set(d, skew));
    half_per_first = hn::Div(half, u);
    half_per_second = hn::Div(half, hn::Sub(hn::Set(d, 1.0), u));
  }
  HWY_INLINE DoubleVec FirstHalf(std::size_t /*i*/) const { return u; }
  template <class Mask>
  HWY_INLINE DoubleVec HalfOf(DoubleVec x, DoubleVec /*u*/, Mask second) const {
    return hn::Mul(x, hn::IfThenElse(second, half_per_second, half_per_first));
  }
  DoubleVec u, half_per_first, half_per_second;
};

struct MovingSkew {
  HWY_INLINE DoubleVec FirstHalf(std::size_t i) const {
    const Doubles d;
    const auto change = hn::Set(d, skew.to - skew.from);
    return EndOfFirstHalf(hn::MulAdd(change, hn::LoadU(d, alpha + i), hn::Set(d, skew.from)));
  }
  template <class Mask>
  HWY_INLINE DoubleVec HalfOf(DoubleVec x, DoubleVec u, Mask second) const {
    const Doubles d;
    const auto length = hn::IfThenElse(second, hn::Sub(hn::Set(d, 1.0), u), u);
    return hn::Div(hn::Mul(hn::Set(d, 0.5), x), length);
  }
  Ramp skew;
  const double* alpha;
};

struct SineShape {
  HWY_INLINE void operator()(DoubleVec low, DoubleVec high, float* out) const {
    const hn::ScalableTag<float> f;
    hn::StoreU(SinOfPair(low, high), f, out);
  }
  HWY_INLINE void operator()(DoubleVec turns, double* out) const {
    const Doubles d;
    hn::StoreU(SinReducedDouble(d, ReduceTurns(d, turns)), d, out);
  }
};

struct TriangleShape {
  HWY_INLINE void operator()(DoubleVec turns, double* out) const {
    const Doubles d;
    const auto fold = hn::Abs(hn::Sub(hn::Set(d, 2.0), hn::Mul(hn::Set(d, 4.0), turns)));
    hn::StoreU(hn::Sub(hn::Set(d, 1.0), fold), d, out);
  }
};

template <class Shape, class Skew>
HWY_INLINE void Sweep(const double* turns, Shape shape, Skew skew, float* out, std::size_t count) {
  const Doubles d;
  const std::size_t half = hn::Lanes(d);
  for (std::size_t i = 0; i < count; i += 2 * half) {
    shape(Unskewed(hn::LoadU(d, turns + i), skew, i),
          Unskewed(hn::LoadU(d, turns + i + half), skew, i + half), out + i);
  }
}
template <class Shape, class Skew>
HWY_INLINE void Sweep(const double* turns, Shape shape, Skew skew, double* out, std::size_t count) {
  const Doubles d;
  for (std::size_t i = 0; i < count; i += hn::Lanes(d)) {
    shape(Unskewed(hn::LoadU(d, turns + i), skew, i), out + i);
  }
}

template <class Shape, class Out>
HWY_INLINE void AnySkew(const double* turns, Ramp skew, const double* alpha, Out* out,
                        std::size_t count) {
  if (alpha == nullptr || !skew.moves()) {
    Sweep(turns, Shape{}, StillSkew(skew.from), out, count);
  } else {
    Sweep(turns, Shape{}, MovingSkew{skew, alpha}, out, count);
  }
}

void SkewedSineFloat(const double* turns, Ramp skew, const double* alpha, float* out,
                     std::size_t count) {
  AnySkew<SineShape>(turns, skew, alpha, out, count);
}
void SkewedSineDouble(const double* turns, Ramp skew, const double* alpha, double* out,
                      std::size_t count) {
  AnySkew<SineShape>(turns, skew, alpha, out, count);
}
void SkewedTriangle(const double* turns, Ramp skew, const double* alpha, double* out,
                    std::size_t count) {
  AnySkew<TriangleShape>(turns, skew, alpha, out, count);
}

}  // namespace HWY_NAMESPACE
}  // namespace bbplay::dsp
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace bbplay::dsp {

HWY_EXPORT(LfoTurnsStill);
HWY_EXPORT(LfoTurnsMoving);
HWY_EXPORT(SubtractSineLine);
HWY_EXPORT(SkewedSineFloat);
HWY_EXPORT(SkewedSineDouble);
HWY_EXPORT(SkewedTriangle);

void lfo_turns(const TimeAxis& time, std::int64_t first, Ramp freq_hz, Ramp phase_rad,
               std::span<const double> alpha, std::span<double> turns) noexcept {
  const auto start = static_cast<double>(first);
  const auto count = static_cast<int>(turns.size());
  if (alpha.empty() || !(freq_hz.moves() || phase_rad.moves())) {
    const double phase_turns = phase_rad.from / (2 * std::numbers::pi);
    HWY_DYNAMIC_DISPATCH(LfoTurnsStill)
    (time, start, freq_hz.from, phase_turns, turns.data(), count);
  } else {
    HWY_DYNAMIC_DISPATCH(LfoTurnsMoving)
    (time, start, freq_hz, phase_rad, alpha.data(), turns.data(), count);
  }
}

void lfo_turns(const TimeAxis& time, const Progress& progress, Ramp freq_hz, Ramp phase_rad,
               std::span<double> turns) noexcept {
  if (progress.stride == 1) {
    return lfo_turns(time, progress.first, freq_hz, phase_rad, progress.alpha, turns);
  }
  const TimeAxis sparse{static_cast<double>(progress.stride) * time.frame_s,
                        time.at(progress.first)};
  lfo_turns(sparse, 0, freq_hz, phase_rad, progress.alpha, turns);
}

void subtract_sine_line(double start, double step, double gain, double offset,
                        std::span<double> inout) noexcept {
  HWY_DYNAMIC_DISPATCH(SubtractSineLine)
  (start, step, gain, offset, inout.data(), inout.size());
}

void skewed_sine(std::span<const double> turns, Ramp skew, std::span<const double> alpha,
                 std::span<float> out) noexcept {
  HWY_DYNAMIC_DISPATCH(SkewedSineFloat)
  (turns.data(), skew, alpha.data(), out.data(), out.size());
}
void skewed_sine(std::span<const double> turns, Ramp skew, std::span<const double> alpha,
                 std::span<double> out) noexcept {
  HWY_DYNAMIC_DISPATCH(SkewedSineDouble)
  (turns.data(), skew, alpha.data(), out.data(), out.size());
}
void skewed_triangle(std::span<const double> turns, Ramp skew, std::span<const double> alpha,
                     std::span<double> out) noexcept {
  HWY_DYNAMIC_DISPATCH(SkewedTriangle)
  (turns.data(), skew, alpha.data(), out.data(), out.size());
}

double unskewed(double turns, double skew) noexcept {
  double u = 0.5 + 0.5 * skew;
  if (u <= 0) u = 1e-9;
  if (u >= 1) u = 1 - 1e-9;
  const double p = fraction_of_turn(turns);
  return p < u ? p / (2 * u) : 0.5 + (p - u) / (2 * (1 - u));
}

}  // namespace bbplay::dsp
#endif  // HWY_ONCE
