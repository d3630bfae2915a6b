// SPDX-License-Identifier: MIT
#include "dsp/block/modulation_ops.h"

#include <algorithm>
#include <cassert>
#include <cstddef>

#include "dsp/block/turns.h"

// foreach_target.h comes before everything that is made once per target
// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "dsp/block/modulation_ops.cpp"  // NOLINT: once per vector unit
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
#include <hwy/contrib/math/math-inl.h>
#include "dsp/block/sine_polynomial-inl.h"
// clang-format on

// Most are plain loops: the compiler vectorises them for the target it is compiling. Indices are
// int because their conversion to double has to stay inside the vector unit.
HWY_BEFORE_NAMESPACE();
namespace bbplay::dsp {
namespace HWY_NAMESPACE {

using Doubles = hn::ScalableTag<double>;

/// Calls `loop` with a function that tells the value of a ramp in every frame. Whether it moves is
/// found out before the loop, which therefore exists twice.
template <class Loop>
HWY_INLINE void WithValue(Ramp ramp, const double* HWY_RESTRICT alpha, Loop loop) {
  const double from = ramp.from;
  const double change = ramp.to - ramp.from;
  if (alpha == nullptr) {
    loop([=](int) HWY_ATTR { return from; });
  } else {
    loop([=](int i) HWY_ATTR { return from + change * alpha[i]; });
  }
}

/// out[i] = sin(2 pi (start + step i)); whole vectors.
HWY_INLINE void SinesOfLine(double start, double step, double* out, int count) {
  const Doubles d;
  for (int i = 0; i < count; i += static_cast<int>(hn::Lanes(d))) {
    const auto index = hn::Iota(d, static_cast<double>(i));
    const auto turns = hn::Add(hn::Set(d, start), hn::Mul(index, hn::Set(d, step)));
    hn::StoreU(SinReducedDouble(d, ReduceTurns(d, turns)), d, out + i);
  }
}

/// The sine of a sum of a coarse phase, every sixteenth frame's, and one of sixteen fine ones: a
/// quarter of the sines, and an error of a few units in the last place more.
void SineLine(double phase, double step, double* out, int count) {
  constexpr int kFine = 16;
  const Doubles d;
  const int lanes = static_cast<int>(hn::Lanes(d));
  HWY_ALIGN double fine_sine[kFine], fine_cosine[kFine];
  SinesOfLine(0, step, fine_sine, kFine);
  SinesOfLine(0.25, step, fine_cosine, kFine);
  HWY_ALIGN double coarse_sine[kFine], coarse_cosine[kFine];
  for (int i = 0; i < count; i += kFine) {
    const int k = i / kFine % kFine;
    if (k == 0) {
      const double start = phase + step * i;
      SinesOfLine(start, step * kFine, coarse_sine, kFine);
      SinesOfLine(start + 0.25, step * kFine, coarse_cosine, kFine);
    }
    const auto sine = hn::Set(d, coarse_sine[k]), cosine = hn::Set(d, coarse_cosine[k]);
    const auto at = [&](int j) HWY_ATTR {
      const auto first = hn::Mul(sine, hn::Load(d, fine_cosine + j));
      return hn::MulAdd(cosine, hn::Load(d, fine_sine + j), first);
    };
    if (i + kFine <= count) {
      for (int j = 0; j < kFine; j += lanes) hn::StoreU(at(j), d, out + i + j);
    } else {
      HWY_ALIGN double tail[kFine];
      for (int j = 0; j < kFine; j += lanes) hn::Store(at(j), d, tail + j);
      std::copy(tail, tail + (count - i), out + i);
    }
  }
}

void Fill(Ramp value, const double* alpha, double* HWY_RESTRICT out, int count) {
  WithValue(value, alpha, [=](auto at) HWY_ATTR {
    for (int i = 0; i < count; ++i) out[i] = at(i);
  });
}

void Multiply(double* HWY_RESTRICT inout, const double* HWY_RESTRICT by, int count) {
  for (int i = 0; i < count; ++i) inout[i] *= by[i];
}

void AddScaled(double* HWY_RESTRICT sum, const double* HWY_RESTRICT x, Ramp gain,
               const double* alpha, int count) {
  WithValue(gain, alpha, [=](auto at) HWY_ATTR {
    for (int i = 0; i < count; ++i) sum[i] += at(i) * x[i];
  });
}

void Tremolo(double* HWY_RESTRICT inout, const double* HWY_RESTRICT lfo, Ramp depth,
             const double* alpha, int count) {
  WithValue(depth, alpha, [=](auto at) HWY_ATTR {
    for (int i = 0; i < count; ++i) inout[i] *= 1 - at(i) * (1 - lfo[i]) * 0.5;
  });
}

void Modulate(double* HWY_RESTRICT inout, const double* HWY_RESTRICT wave, Ramp depth,
              const double* alpha, int count) {
  WithValue(depth, alpha, [=](auto at) HWY_ATTR {
    for (int i = 0; i < count; ++i) inout[i] *= 1 + at(i) * wave[i];
  });
}

void ModulateGated(double* HWY_RESTRICT inout, const double* HWY_RESTRICT wave, Ramp depth, Ramp hz,
                   const double* HWY_RESTRICT alpha, int count) {
  const double hz_change = hz.to - hz.from;
  const double depth_change = depth.to - depth.from;
  for (int i = 0; i < count; ++i) {
    const double f = hz.from + hz_change * alpha[i];
    const double gain = 1 + (depth.from + depth_change * alpha[i]) * wave[i];
    inout[i] *= f != 0 ? gain : 1.0;
  }
}

void Couple(double* HWY_RESTRICT inout, const double* HWY_RESTRICT other, Ramp depth,
            const double* alpha, int count) {
  WithValue(depth, alpha, [=](auto at) HWY_ATTR {
    for (int i = 0; i < count; ++i) inout[i] *= 1 + at(i) * (other[i] - 1);
  });
}

HWY_INLINE hn::Vec<Doubles> Bent(hn::Vec<Doubles> wave, hn::Vec<Doubles> shape) {
  const Doubles d;
  // log 0 is -inf; no exponent goes beyond what exp() takes.
  auto log = hn::Log(d, hn::Abs(wave));
  log = hn::IfThenZeroElse(hn::Gt(log, hn::Set(d, -1e-15)), log);  // an extreme stays one
  const auto exponent = hn::Max(hn::Div(log, shape), hn::Set(d, -700.0));
  const auto magnitude = hn::Exp(d, hn::Min(exponent, hn::Zero(d)));
  // Shape 0: all but the extremes is pressed to 0.
  const auto extreme = hn::IfThenElseZero(hn::Eq(log, hn::Zero(d)), hn::Set(d, 1.0));
  const auto bent = hn::IfThenElse(hn::Gt(shape, hn::Zero(d)), magnitude, extreme);
  return hn::IfThenZeroElse(hn::Eq(wave, hn::Zero(d)), hn::CopySign(bent, wave));
}

void Bend(double* inout, Ramp shape, const double* alpha, int count) {
  const Doubles d;
  const int lanes = static_cast<int>(hn::Lanes(d));
  HWY_ALIGN double wave[HWY_MAX_BYTES / sizeof(double)] = {};
  HWY_ALIGN double moved[HWY_MAX_BYTES / sizeof(double)] = {};
  for (int i = 0; i < count; i += lanes) {
    const int n = std::min(lanes, count - i);
    std::copy(inout + i, inout + i + n, wave);
    if (alpha != nullptr) std::copy(alpha + i, alpha + i + n, moved);
    const auto now =
        hn::MulAdd(hn::Set(d, shape.to - shape.from), hn::Load(d, moved), hn::Set(d, shape.from));
    hn::Store(Bent(hn::Load(d, wave), now), d, wave);
    std::copy(wave, wave + n, inout + i);
  }
}

void Narrow(const double* HWY_RESTRICT x, double gain, float* HWY_RESTRICT out, int count) {
  for (int i = 0; i < count; ++i) out[i] = static_cast<float>(gain * x[i]);
}

}  // namespace HWY_NAMESPACE
}  // namespace bbplay::dsp
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace bbplay::dsp {
namespace {

HWY_EXPORT(SineLine);
HWY_EXPORT(Fill);
HWY_EXPORT(Multiply);
HWY_EXPORT(AddScaled);
HWY_EXPORT(Tremolo);
HWY_EXPORT(Modulate);
HWY_EXPORT(ModulateGated);
HWY_EXPORT(Couple);
HWY_EXPORT(Bend);
HWY_EXPORT(Narrow);

template <class T>
int length_of(std::span<T> x) noexcept {
  return static_cast<int>(x.size());
}

/// Where the sweep of one ramp looks for alpha: nowhere when it stays where it is.
const double* way_of(Ramp ramp, std::span<const double> alpha) noexcept {
  return ramp.moves() && !alpha.empty() ? alpha.data() : nullptr;
}

}  // namespace

void sine(double phase, double step, std::span<double> out) noexcept {
  HWY_DYNAMIC_DISPATCH(SineLine)
  (fraction_of_turn(phase), fraction_of_turn(step), out.data(), length_of(out));
}

void fill(Ramp value, std::span<const double> alpha, std::span<double> out) noexcept {
  HWY_DYNAMIC_DISPATCH(Fill)(value, way_of(value, alpha), out.data(), length_of(out));
}
void multiply(std::span<double> inout, std::span<const double> by) noexcept {
  HWY_DYNAMIC_DISPATCH(Multiply)(inout.data(), by.data(), length_of(inout));
}
void add_scaled(std::span<double> sum, std::span<const double> x, Ramp gain,
                std::span<const double> alpha) noexcept {
  HWY_DYNAMIC_DISPATCH(AddScaled)(sum.data(), x.data(), gain, way_of(gain, alpha), length_of(sum));
}
void tremolo(std::span<double> inout, std::span<const double> lfo, Ramp depth,
             std::span<const double> alpha) noexcept {
  HWY_DYNAMIC_DISPATCH(Tremolo)
  (inout.data(), lfo.data(), depth, way_of(depth, alpha), length_of(inout));
}
void modulate(std::span<double> inout, std::span<const double> wave, Ramp depth, Ramp hz,
              std::span<const double> alpha) noexcept {
  const double* way_of_hz = way_of(hz, alpha);
  if (way_of_hz != nullptr) {
    HWY_DYNAMIC_DISPATCH(ModulateGated)
    (inout.data(), wave.data(), depth, hz, way_of_hz, length_of(inout));
  } else if (hz.from != 0) {
    HWY_DYNAMIC_DISPATCH(Modulate)
    (inout.data(), wave.data(), depth, way_of(depth, alpha), length_of(inout));
  }
}
void crossmodulate(std::span<double> inout, std::span<const double> other, Ramp depth,
                   std::span<const double> alpha) noexcept {
  HWY_DYNAMIC_DISPATCH(Couple)
  (inout.data(), other.data(), depth, way_of(depth, alpha), length_of(inout));
}
void waveshape(std::span<double> inout, Ramp shape, std::span<const double> alpha) noexcept {
  if (shape.is(1)) return;
  HWY_DYNAMIC_DISPATCH(Bend)(inout.data(), shape, way_of(shape, alpha), length_of(inout));
}
void to_float(std::span<const double> x, double gain, std::span<float> out) noexcept {
  HWY_DYNAMIC_DISPATCH(Narrow)(x.data(), gain, out.data(), length_of(out));
}

}  // namespace bbplay::dsp
#endif  // HWY_ONCE
