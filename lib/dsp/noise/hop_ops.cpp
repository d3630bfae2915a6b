// SPDX-License-Identifier: MIT
#include "dsp/noise/hop_ops.h"

#include <cassert>
#include <cstddef>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "dsp/noise/hop_ops.cpp"  // NOLINT: once per vector unit
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace bbplay::dsp {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Ears = hn::FixedTag<double, 2>;

void Spread(const float* HWY_RESTRICT mono, double* HWY_RESTRICT stereo, std::size_t frames) {
  const Ears d;
  for (std::size_t i = 0; i < frames; ++i) {
    hn::StoreU(hn::Set(d, static_cast<double>(mono[i])), d, stereo + 2 * i);
  }
}

void Split(const double* HWY_RESTRICT stereo, double* HWY_RESTRICT left, double* HWY_RESTRICT right,
           std::size_t frames) {
  const Ears d;
  for (std::size_t i = 0; i < frames; i += 2) {
    const auto first = hn::LoadU(d, stereo + 2 * i), second = hn::LoadU(d, stereo + 2 * i + 2);
    hn::StoreU(hn::InterleaveLower(d, first, second), d, left + i);
    hn::StoreU(hn::InterleaveUpper(d, first, second), d, right + i);
  }
}

void Weigh(const double* HWY_RESTRICT stereo, const double* HWY_RESTRICT window,
           double* HWY_RESTRICT out, std::size_t frames) {
  const Ears d;
  for (std::size_t i = 0; i < frames; ++i) {
    hn::StoreU(hn::Mul(hn::LoadU(d, stereo + 2 * i), hn::Set(d, window[i])), d, out + 2 * i);
  }
}

void OverlapAdd(const double* HWY_RESTRICT stereo, const double* HWY_RESTRICT window,
                const double* HWY_RESTRICT tail, const double* HWY_RESTRICT scale,
                double* HWY_RESTRICT out, std::size_t frames) {
  const Ears d;
  for (std::size_t i = 0; i < frames; ++i) {
    const auto sum =
        hn::MulAdd(hn::LoadU(d, stereo + 2 * i), hn::Set(d, window[i]), hn::LoadU(d, tail + 2 * i));
    hn::StoreU(hn::Mul(sum, hn::Set(d, scale[i])), d, out + 2 * i);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace bbplay::dsp
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace bbplay::dsp {

HWY_EXPORT(Spread);
HWY_EXPORT(Split);
HWY_EXPORT(Weigh);
HWY_EXPORT(OverlapAdd);

void spread(std::span<const float> mono, std::span<double> stereo) noexcept {
  assert(stereo.size() == 2 * mono.size());
  HWY_DYNAMIC_DISPATCH(Spread)(mono.data(), stereo.data(), mono.size());
}

void split(std::span<const double> stereo, std::span<double> left,
           std::span<double> right) noexcept {
  assert(stereo.size() == 2 * left.size() && left.size() == right.size() && left.size() % 2 == 0);
  HWY_DYNAMIC_DISPATCH(Split)(stereo.data(), left.data(), right.data(), left.size());
}

void weigh(std::span<const double> stereo, std::span<const double> window,
           std::span<double> out) noexcept {
  assert(stereo.size() == 2 * window.size() && stereo.size() == out.size());
  HWY_DYNAMIC_DISPATCH(Weigh)(stereo.data(), window.data(), out.data(), window.size());
}

void overlap_add(std::span<const double> stereo, std::span<const double> window,
                 std::span<const double> tail, std::span<const double> scale,
                 std::span<double> out) noexcept {
  assert(stereo.size() == 2 * window.size() && window.size() == scale.size());
  assert(stereo.size() == tail.size() && stereo.size() == out.size());
  HWY_DYNAMIC_DISPATCH(OverlapAdd)
  (stereo.data(), window.data(), tail.data(), scale.data(), out.data(), window.size());
}

}  // namespace bbplay::dsp
#endif  // HWY_ONCE
