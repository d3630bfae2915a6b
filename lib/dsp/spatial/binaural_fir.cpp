// SPDX-License-Identifier: MIT
#include "dsp/spatial/binaural_fir.h"

#include <algorithm>
#include <cassert>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "dsp/spatial/binaural_fir.cpp"  // NOLINT: once per vector unit
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace bbplay::dsp {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Floats = hn::ScalableTag<float>;
using Vec = hn::Vec<Floats>;
using HalfFloats = hn::Half<Floats>;
using Doubles = hn::Rebind<double, HalfFloats>;

constexpr std::size_t kTapsInFloat = 64;

/// sum[0 .. lanes) += v
HWY_INLINE void AddTo(double* sum, Vec v) {
  const HalfFloats half;
  const Doubles d;
  const std::size_t lanes = hn::Lanes(d);
  hn::StoreU(hn::Add(hn::LoadU(d, sum), hn::PromoteTo(d, hn::LowerHalf(half, v))), d, sum);
  hn::StoreU(hn::Add(hn::LoadU(d, sum + lanes), hn::PromoteTo(d, hn::UpperHalf(half, v))), d,
             sum + lanes);
}

/// Four vectors of outputs, `count` taps. x points at the input of tap 0 for the first output.
HWY_INLINE void ConvolveTile(const float* HWY_RESTRICT x, const float* HWY_RESTRICT h_left,
                             const float* HWY_RESTRICT h_right, std::size_t count,
                             double* HWY_RESTRICT left, double* HWY_RESTRICT right) {
  const Floats f;
  const std::size_t lanes = hn::Lanes(f);
  Vec l0 = hn::Zero(f), l1 = l0, l2 = l0, l3 = l0;
  Vec r0 = l0, r1 = l0, r2 = l0, r3 = l0;
  for (std::size_t k = 0; k < count; ++k) {
    const float* const at = x - k;
    const Vec x0 = hn::LoadU(f, at);
    const Vec x1 = hn::LoadU(f, at + lanes);
    const Vec x2 = hn::LoadU(f, at + 2 * lanes);
    const Vec x3 = hn::LoadU(f, at + 3 * lanes);
    const Vec tap_left = hn::Set(f, h_left[k]);
    const Vec tap_right = hn::Set(f, h_right[k]);
    l0 = hn::MulAdd(tap_left, x0, l0);
    l1 = hn::MulAdd(tap_left, x1, l1);
    l2 = hn::MulAdd(tap_left, x2, l2);
    l3 = hn::MulAdd(tap_left, x3, l3);
    r0 = hn::MulAdd(tap_right, x0, r0);
    r1 = hn::MulAdd(tap_right, x1, r1);
    r2 = hn::MulAdd(tap_right, x2, r2);
    r3 = hn::MulAdd(tap_right, x3, r3);
  }
  AddTo(left, l0);
  AddTo(left + lanes, l1);
  AddTo(left + 2 * lanes, l2);
  AddTo(left + 3 * lanes, l3);
  AddTo(right, r0);
  AddTo(right + lanes, r1);
  AddTo(right + 2 * lanes, r2);
  AddTo(right + 3 * lanes, r3);
}

void ConvolveEars(const float* HWY_RESTRICT x, const float* HWY_RESTRICT h_left,
                  const float* HWY_RESTRICT h_right, std::size_t taps, double* HWY_RESTRICT left,
                  double* HWY_RESTRICT right, std::size_t frames) {
  const Floats f;
  const std::size_t tile = 4 * hn::Lanes(f);
  const float* const newest = x + (taps - 1);  // the input of tap 0 for output 0
  for (std::size_t first_tap = 0; first_tap < taps; first_tap += kTapsInFloat) {
    const std::size_t count = std::min(kTapsInFloat, taps - first_tap);
    std::size_t n = 0;
    for (; n + tile <= frames; n += tile) {
      ConvolveTile(newest + n - first_tap, h_left + first_tap, h_right + first_tap, count, left + n,
                   right + n);
    }
    for (; n < frames; ++n) {
      float sum_left = 0;
      float sum_right = 0;
      for (std::size_t k = first_tap; k < first_tap + count; ++k) {
        sum_left += h_left[k] * newest[n - k];
        sum_right += h_right[k] * newest[n - k];
      }
      left[n] += static_cast<double>(sum_left);
      right[n] += static_cast<double>(sum_right);
    }
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace bbplay::dsp
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace bbplay::dsp {

HWY_EXPORT(ConvolveEars);

void convolve_ears(std::span<const float> x, EarPair response, std::span<double> left,
                   std::span<double> right) noexcept {
  assert(response.left.size() == response.right.size() && left.size() == right.size());
  assert(x.size() + 1 >= response.taps() + left.size());
  HWY_DYNAMIC_DISPATCH(ConvolveEars)
  (x.data(), response.left.data(), response.right.data(), response.taps(), left.data(),
   right.data(), left.size());
}

}  // namespace bbplay::dsp
#endif  // HWY_ONCE
