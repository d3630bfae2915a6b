// SPDX-License-Identifier: MIT
#include "dsp/filter/stereo_frames.h"

#include <cassert>
#include <cstddef>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "dsp/filter/stereo_frames.cpp"  // NOLINT: once per vector unit
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace bbplay::dsp {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Pair = hn::FixedTag<double, 2>;

void Interleave(const double* HWY_RESTRICT left, const double* HWY_RESTRICT right,
                StereoFrame* HWY_RESTRICT frames, std::size_t count) {
  const Pair d;
  std::size_t i = 0;
  for (; i + 2 <= count; i += 2) {
    const auto l = hn::LoadU(d, left + i), r = hn::LoadU(d, right + i);
    hn::Store(hn::InterleaveLower(d, l, r), d, &frames[i].left);
    hn::Store(hn::InterleaveUpper(d, l, r), d, &frames[i + 1].left);
  }
  if (i < count) frames[i] = {left[i], right[i]};
}

void TakeApart(const StereoFrame* HWY_RESTRICT frames, double* HWY_RESTRICT left,
               double* HWY_RESTRICT right, std::size_t count) {
  const Pair d;
  std::size_t i = 0;
  for (; i + 2 <= count; i += 2) {
    const auto first = hn::Load(d, &frames[i].left), second = hn::Load(d, &frames[i + 1].left);
    hn::StoreU(hn::InterleaveLower(d, first, second), d, left + i);
    hn::StoreU(hn::InterleaveUpper(d, first, second), d, right + i);
  }
  if (i < count) {
    left[i] = frames[i].left;
    right[i] = frames[i].right;
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace bbplay::dsp
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace bbplay::dsp {

HWY_EXPORT(Interleave);
HWY_EXPORT(TakeApart);

void interleave(std::span<const double> left, std::span<const double> right,
                std::span<StereoFrame> frames) noexcept {
  assert(left.size() == frames.size() && right.size() == frames.size());
  HWY_DYNAMIC_DISPATCH(Interleave)(left.data(), right.data(), frames.data(), frames.size());
}

void take_apart(std::span<const StereoFrame> frames, std::span<double> left,
                std::span<double> right) noexcept {
  assert(left.size() == frames.size() && right.size() == frames.size());
  HWY_DYNAMIC_DISPATCH(TakeApart)(frames.data(), left.data(), right.data(), frames.size());
}

}  // namespace bbplay::dsp
#endif  // HWY_ONCE
