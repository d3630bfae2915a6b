// SPDX-License-Identifier: MIT
#include "dsp/block/gain_ops.h"

#include <algorithm>

#include "bbplay/dsp/block_ops.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "dsp/block/gain_ops.cpp"  // NOLINT: once per vector unit
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

// Plain loops, but for clipping: the compiler vectorises them for the target it is compiling.
HWY_BEFORE_NAMESPACE();
namespace bbplay::dsp {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

void ScaleMoving(float* HWY_RESTRICT inout, Ramp gain, const double* HWY_RESTRICT alpha,
                 int count) {
  const double change = gain.to - gain.from;
  for (int i = 0; i < count; ++i) {
    inout[i] *= static_cast<float>(gain.from + change * alpha[i]);
  }
}

void TremoloStill(float* HWY_RESTRICT inout, const float* HWY_RESTRICT lfo, float middle,
                  float swing, int count) {
  for (int i = 0; i < count; ++i) inout[i] *= middle - swing * lfo[i];
}

void TremoloMoving(float* HWY_RESTRICT inout, const float* HWY_RESTRICT lfo, Ramp gain, Ramp depth,
                   const double* HWY_RESTRICT alpha, int count) {
  const double gain_change = gain.to - gain.from;
  const double swing_from = 0.5 * depth.from;
  const double swing_change = 0.5 * (depth.to - depth.from);
  for (int i = 0; i < count; ++i) {
    const double level = gain.from + gain_change * alpha[i];
    const double swing = swing_from + swing_change * alpha[i];
    inout[i] *=
        static_cast<float>(level * (1 - swing)) - static_cast<float>(level * swing) * lfo[i];
  }
}

void MixStill(const float* HWY_RESTRICT x, const float* HWY_RESTRICT y, double x_gain,
              double y_gain, float* HWY_RESTRICT out, int count) {
  for (int i = 0; i < count; ++i) out[i] = static_cast<float>(x_gain * x[i] + y_gain * y[i]);
}

void MixMoving(const float* HWY_RESTRICT x, const float* HWY_RESTRICT y, Ramp x_gain, Ramp y_gain,
               const double* HWY_RESTRICT alpha, float* HWY_RESTRICT out, int count) {
  const double x_change = x_gain.to - x_gain.from, y_change = y_gain.to - y_gain.from;
  for (int i = 0; i < count; ++i) {
    out[i] = static_cast<float>((x_gain.from + x_change * alpha[i]) * x[i] +
                                (y_gain.from + y_change * alpha[i]) * y[i]);
  }
}

// GCC would compare and branch here.
void ToClipped(const double* HWY_RESTRICT x, double gain, const double* HWY_RESTRICT level,
               float* HWY_RESTRICT out, int count) {
  const hn::ScalableTag<double> d;
  const hn::Rebind<float, decltype(d)> narrow;
  const int lanes = static_cast<int>(hn::Lanes(d));
  const auto factor = hn::Set(d, gain), low = hn::Set(d, -1), high = hn::Set(d, 1);
  int i = 0;
  for (; i + lanes <= count; i += lanes) {
    const auto value = hn::Mul(hn::Mul(factor, hn::LoadU(d, level + i)), hn::LoadU(d, x + i));
    hn::StoreU(hn::DemoteTo(narrow, hn::Min(high, hn::Max(low, value))), narrow, out + i);
  }
  for (; i < count; ++i) {
    out[i] = static_cast<float>(std::clamp(gain * level[i] * x[i], -1.0, 1.0));
  }
}

template <class T>
HWY_INLINE void ClipTo(T limit, T* inout, int count) {
  const hn::ScalableTag<T> d;
  const int lanes = static_cast<int>(hn::Lanes(d));
  const auto low = hn::Set(d, -limit), high = hn::Set(d, limit);
  int i = 0;
  for (; i + lanes <= count; i += lanes) {
    hn::StoreU(hn::Min(high, hn::Max(low, hn::LoadU(d, inout + i))), d, inout + i);
  }
  for (; i < count; ++i) inout[i] = std::clamp(inout[i], -limit, limit);
}
void ClipFloats(float limit, float* inout, int count) { ClipTo(limit, inout, count); }
void ClipDoubles(double limit, double* inout, int count) { ClipTo(limit, inout, count); }

void MultiplyCrossfadedStill(float* HWY_RESTRICT inout, const float* HWY_RESTRICT from,
                             const float* HWY_RESTRICT to, float blend, int count) {
  for (int i = 0; i < count; ++i) inout[i] *= from[i] * (1 - blend) + to[i] * blend;
}

void MultiplyCrossfaded(float* HWY_RESTRICT inout, const float* HWY_RESTRICT from,
                        const float* HWY_RESTRICT to, Ramp blend, const double* HWY_RESTRICT alpha,
                        int count) {
  const double change = blend.to - blend.from;
  for (int i = 0; i < count; ++i) {
    const auto b = static_cast<float>(blend.from + change * alpha[i]);
    inout[i] *= from[i] * (1 - b) + to[i] * b;
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace bbplay::dsp
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace bbplay::dsp {

HWY_EXPORT(ScaleMoving);
HWY_EXPORT(TremoloStill);
HWY_EXPORT(TremoloMoving);
HWY_EXPORT(MixStill);
HWY_EXPORT(MixMoving);
HWY_EXPORT(ToClipped);
HWY_EXPORT(ClipFloats);
HWY_EXPORT(ClipDoubles);
HWY_EXPORT(MultiplyCrossfadedStill);
HWY_EXPORT(MultiplyCrossfaded);

void scale(std::span<float> inout, Ramp gain, std::span<const double> alpha) noexcept {
  if (alpha.empty() || !gain.moves()) {
    if (gain.from != 1) scale(inout, static_cast<float>(gain.from));
    return;
  }
  HWY_DYNAMIC_DISPATCH(ScaleMoving)
  (inout.data(), gain, alpha.data(), static_cast<int>(inout.size()));
}

void apply_tremolo(std::span<float> inout, std::span<const float> lfo, Ramp gain, Ramp depth,
                   std::span<const double> alpha) noexcept {
  const auto count = static_cast<int>(inout.size());
  if (alpha.empty() || !(gain.moves() || depth.moves())) {
    const double swing = 0.5 * depth.from;
    HWY_DYNAMIC_DISPATCH(TremoloStill)
    (inout.data(), lfo.data(), static_cast<float>(gain.from * (1 - swing)),
     static_cast<float>(gain.from * swing), count);
  } else {
    HWY_DYNAMIC_DISPATCH(TremoloMoving)
    (inout.data(), lfo.data(), gain, depth, alpha.data(), count);
  }
}

void mix_pair(StereoBlock pair, Ramp first_gain, Ramp second_gain, std::span<const double> alpha,
              std::span<float> out) noexcept {
  const auto count = static_cast<int>(out.size());
  if (alpha.empty() || !(first_gain.moves() || second_gain.moves())) {
    HWY_DYNAMIC_DISPATCH(MixStill)
    (pair.left.data(), pair.right.data(), first_gain.from, second_gain.from, out.data(), count);
  } else {
    HWY_DYNAMIC_DISPATCH(MixMoving)
    (pair.left.data(), pair.right.data(), first_gain, second_gain, alpha.data(), out.data(), count);
  }
}

void to_clipped(std::span<const double> x, double gain, std::span<const double> level,
                std::span<float> out) noexcept {
  HWY_DYNAMIC_DISPATCH(ToClipped)
  (x.data(), gain, level.data(), out.data(), static_cast<int>(out.size()));
}
void clip(std::span<float> inout) noexcept {
  HWY_DYNAMIC_DISPATCH(ClipFloats)(1, inout.data(), static_cast<int>(inout.size()));
}
void clip(double limit, std::span<double> inout) noexcept {
  HWY_DYNAMIC_DISPATCH(ClipDoubles)(limit, inout.data(), static_cast<int>(inout.size()));
}

void multiply_crossfaded(std::span<float> inout, std::span<const float> from,
                         std::span<const float> to, Ramp blend,
                         std::span<const double> alpha) noexcept {
  const auto count = static_cast<int>(inout.size());
  if (alpha.empty() || !blend.moves()) {
    HWY_DYNAMIC_DISPATCH(MultiplyCrossfadedStill)
    (inout.data(), from.data(), to.data(), static_cast<float>(blend.from), count);
  } else {
    HWY_DYNAMIC_DISPATCH(MultiplyCrossfaded)
    (inout.data(), from.data(), to.data(), blend, alpha.data(), count);
  }
}

}  // namespace bbplay::dsp
#endif  // HWY_ONCE
