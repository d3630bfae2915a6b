// SPDX-License-Identifier: MIT
#include "dsp/noise/hop_ops.h"

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstring>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "dsp/noise/hop_ops.cpp"  // NOLINT: once per vector unit
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

// Where a frame is one sample, loops are plain: the compiler vectorises them for the target it is
// compiling.
HWY_BEFORE_NAMESPACE();
namespace bbplay::dsp {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// Frames of both ears, as many as a vector has room for; and those of 128 bits, for the last ones.
template <class Sample>
using Wide = hn::CappedTag<Sample, 64 / sizeof(Sample)>;
template <class Sample>
using Narrow = hn::FixedTag<Sample, 16 / sizeof(Sample)>;

/// Calls step(d, first frame) for all frames, with as many lanes as their samples are.
template <class Sample, class Step>
HWY_INLINE void ForFrames(std::size_t frames, const Step& step) {
  const Wide<Sample> wide;
  const Narrow<Sample> narrow;
  std::size_t i = 0;
  for (; i + hn::Lanes(wide) / 2 <= frames; i += hn::Lanes(wide) / 2) step(wide, i);
  for (; i < frames; i += hn::Lanes(narrow) / 2) step(narrow, i);
}

/// One value per frame, for both ears.
template <class D>
HWY_INLINE hn::Vec<D> PerFrame(D d, const hn::TFromD<D>* values) {
  using Sample = hn::TFromD<D>;
  if constexpr (hn::MaxLanes(D()) * sizeof(Sample) > 16) {
    const hn::RebindToSigned<D> whole;
    const auto frame = hn::ShiftRight<1>(hn::Iota(whole, 0));
    const auto read = hn::ZeroExtendVector(d, hn::LoadU(hn::Half<D>(), values));
    return hn::TableLookupLanes(read, hn::IndicesFromVec(d, frame));
  } else if constexpr (sizeof(Sample) == 8) {
    return hn::Set(d, *values);
  } else {
    double two;
    std::memcpy(&two, values, sizeof(two));
    const auto twice = hn::BitCast(d, hn::Set(hn::Repartition<double, D>(), two));
    return hn::InterleaveLower(d, twice, twice);
  }
}

void SpreadDoubles(const float* HWY_RESTRICT mono, double* HWY_RESTRICT out, std::size_t frames) {
  const Narrow<double> d;
  for (std::size_t i = 0; i < frames; ++i) {
    hn::StoreU(hn::Set(d, static_cast<double>(mono[i])), d, out + 2 * i);
  }
}
void SpreadFloats(const float* HWY_RESTRICT mono, float* HWY_RESTRICT out, std::size_t frames) {
  ForFrames<float>(frames, [=](auto d, std::size_t i)
                               HWY_ATTR { hn::StoreU(PerFrame(d, mono + i), d, out + 2 * i); });
}

void SplitDoubles(const double* HWY_RESTRICT stereo, double* HWY_RESTRICT left,
                  double* HWY_RESTRICT right, std::size_t frames) {
  const Narrow<double> d;
  for (std::size_t i = 0; i < frames; i += 2) {
    const auto first = hn::LoadU(d, stereo + 2 * i), second = hn::LoadU(d, stereo + 2 * i + 2);
    hn::StoreU(hn::InterleaveLower(d, first, second), d, left + i);
    hn::StoreU(hn::InterleaveUpper(d, first, second), d, right + i);
  }
}
void SplitFloats(const float* HWY_RESTRICT stereo, double* HWY_RESTRICT left,
                 double* HWY_RESTRICT right, std::size_t frames) {
  const auto split = [=](auto d, std::size_t i) HWY_ATTR {
    const hn::Rebind<float, decltype(d)> singles;
    hn::Vec<decltype(singles)> l, r;
    hn::LoadInterleaved2(singles, stereo + 2 * i, l, r);
    hn::StoreU(hn::PromoteTo(d, l), d, left + i);
    hn::StoreU(hn::PromoteTo(d, r), d, right + i);
  };
  const Wide<double> wide;
  std::size_t i = 0;
  for (; i + hn::Lanes(wide) <= frames; i += hn::Lanes(wide)) split(wide, i);
  for (; i < frames; i += 2) split(Narrow<double>(), i);
}

template <class Sample>
HWY_INLINE void Weigh(const Sample* HWY_RESTRICT in, const Sample* HWY_RESTRICT window,
                      Sample* HWY_RESTRICT out, std::size_t frames, std::size_t ears) {
  if (ears == 1) {
    for (std::size_t i = 0; i < frames; ++i) out[i] = in[i] * window[i];
    return;
  }
  ForFrames<Sample>(frames, [=](auto d, std::size_t i) HWY_ATTR {
    hn::StoreU(hn::Mul(hn::LoadU(d, in + 2 * i), PerFrame(d, window + i)), d, out + 2 * i);
  });
}

template <class Sample>
HWY_INLINE void OverlapAdd(const Sample* HWY_RESTRICT in, const Sample* HWY_RESTRICT window,
                           const Sample* HWY_RESTRICT tail, const Sample* HWY_RESTRICT scale,
                           Sample* HWY_RESTRICT out, std::size_t frames, std::size_t ears) {
  if (ears == 1) {
    for (std::size_t i = 0; i < frames; ++i) out[i] = (tail[i] + in[i] * window[i]) * scale[i];
    return;
  }
  ForFrames<Sample>(frames, [=](auto d, std::size_t i) HWY_ATTR {
    const auto weighed_in =
        hn::MulAdd(hn::LoadU(d, in + 2 * i), PerFrame(d, window + i), hn::LoadU(d, tail + 2 * i));
    hn::StoreU(hn::Mul(weighed_in, PerFrame(d, scale + i)), d, out + 2 * i);
  });
}

void WeighDoubles(const double* in, const double* window, double* out, std::size_t frames,
                  std::size_t ears) {
  Weigh(in, window, out, frames, ears);
}
void WeighFloats(const float* in, const float* window, float* out, std::size_t frames,
                 std::size_t ears) {
  Weigh(in, window, out, frames, ears);
}
void OverlapAddDoubles(const double* in, const double* window, const double* tail,
                       const double* scale, double* out, std::size_t frames, std::size_t ears) {
  OverlapAdd(in, window, tail, scale, out, frames, ears);
}
void OverlapAddFloats(const float* in, const float* window, const float* tail, const float* scale,
                      float* out, std::size_t frames, std::size_t ears) {
  OverlapAdd(in, window, tail, scale, out, frames, ears);
}

}  // namespace HWY_NAMESPACE
}  // namespace bbplay::dsp
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace bbplay::dsp {

HWY_EXPORT(SpreadDoubles);
HWY_EXPORT(SpreadFloats);
HWY_EXPORT(SplitDoubles);
HWY_EXPORT(SplitFloats);
HWY_EXPORT(WeighDoubles);
HWY_EXPORT(WeighFloats);
HWY_EXPORT(OverlapAddDoubles);
HWY_EXPORT(OverlapAddFloats);

namespace {

template <class Sample, class Other>
std::size_t ears_of(std::span<Sample> frames, std::span<Other> per_frame) {
  assert(frames.size() == per_frame.size() || frames.size() == 2 * per_frame.size());
  assert(per_frame.size() % 2 == 0);
  return frames.size() == per_frame.size() ? 1 : 2;
}

}  // namespace

void spread(std::span<const float> mono, std::span<float> frames) noexcept {
  if (ears_of(frames, mono) == 1) {
    std::copy(mono.begin(), mono.end(), frames.begin());
  } else {
    HWY_DYNAMIC_DISPATCH(SpreadFloats)(mono.data(), frames.data(), mono.size());
  }
}
void spread(std::span<const float> mono, std::span<double> frames) noexcept {
  if (ears_of(frames, mono) == 1) {
    std::copy(mono.begin(), mono.end(), frames.begin());
  } else {
    HWY_DYNAMIC_DISPATCH(SpreadDoubles)(mono.data(), frames.data(), mono.size());
  }
}

void split(std::span<const float> frames, std::span<double> left,
           std::span<double> right) noexcept {
  assert(left.size() == right.size());
  if (ears_of(frames, left) == 1) {
    std::copy(frames.begin(), frames.end(), left.begin());
    std::copy(left.begin(), left.end(), right.begin());
  } else {
    HWY_DYNAMIC_DISPATCH(SplitFloats)(frames.data(), left.data(), right.data(), left.size());
  }
}
void split(std::span<const double> frames, std::span<double> left,
           std::span<double> right) noexcept {
  assert(left.size() == right.size());
  if (ears_of(frames, left) == 1) {
    std::copy(frames.begin(), frames.end(), left.begin());
    std::copy(left.begin(), left.end(), right.begin());
  } else {
    HWY_DYNAMIC_DISPATCH(SplitDoubles)(frames.data(), left.data(), right.data(), left.size());
  }
}

void weigh(std::span<const float> frames, std::span<const float> window,
           std::span<float> out) noexcept {
  assert(frames.size() == out.size());
  HWY_DYNAMIC_DISPATCH(WeighFloats)
  (frames.data(), window.data(), out.data(), window.size(), ears_of(frames, window));
}
void weigh(std::span<const double> frames, std::span<const double> window,
           std::span<double> out) noexcept {
  assert(frames.size() == out.size());
  HWY_DYNAMIC_DISPATCH(WeighDoubles)
  (frames.data(), window.data(), out.data(), window.size(), ears_of(frames, window));
}

void overlap_add(std::span<const float> frames, std::span<const float> window,
                 std::span<const float> tail, std::span<const float> scale,
                 std::span<float> out) noexcept {
  assert(window.size() == scale.size());
  assert(frames.size() == tail.size() && frames.size() == out.size());
  HWY_DYNAMIC_DISPATCH(OverlapAddFloats)
  (frames.data(), window.data(), tail.data(), scale.data(), out.data(), window.size(),
   ears_of(frames, window));
}
void overlap_add(std::span<const double> frames, std::span<const double> window,
                 std::span<const double> tail, std::span<const double> scale,
                 std::span<double> out) noexcept {
  assert(window.size() == scale.size());
  assert(frames.size() == tail.size() && frames.size() == out.size());
  HWY_DYNAMIC_DISPATCH(OverlapAddDoubles)
  (frames.data(), window.data(), tail.data(), scale.data(), out.data(), window.size(),
   ears_of(frames, window));
}

}  // namespace bbplay::dsp
#endif  // HWY_ONCE
