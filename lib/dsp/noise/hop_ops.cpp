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

/// The frames of both ears that 128 bits hold.
template <class Sample>
using Frames = hn::FixedTag<Sample, 16 / sizeof(Sample)>;
template <class Sample>
constexpr std::size_t kFrames = 8 / sizeof(Sample);

/// One value per frame, for both ears.
HWY_INLINE hn::Vec<Frames<double>> PerFrame(const double* values) {
  return hn::Set(Frames<double>(), *values);
}
HWY_INLINE hn::Vec<Frames<float>> PerFrame(const float* values) {
  double two;
  std::memcpy(&two, values, sizeof(two));
  const Frames<float> d;
  const auto twice = hn::BitCast(d, hn::Set(Frames<double>(), two));
  return hn::InterleaveLower(d, twice, twice);
}

void SpreadDoubles(const float* HWY_RESTRICT mono, double* HWY_RESTRICT out, std::size_t frames) {
  const Frames<double> d;
  for (std::size_t i = 0; i < frames; ++i) {
    hn::StoreU(hn::Set(d, static_cast<double>(mono[i])), d, out + 2 * i);
  }
}
void SpreadFloats(const float* HWY_RESTRICT mono, float* HWY_RESTRICT out, std::size_t frames) {
  const Frames<float> d;
  for (std::size_t i = 0; i < frames; i += 2) hn::StoreU(PerFrame(mono + i), d, out + 2 * i);
}

void SplitDoubles(const double* HWY_RESTRICT stereo, double* HWY_RESTRICT left,
                  double* HWY_RESTRICT right, std::size_t frames) {
  const Frames<double> d;
  for (std::size_t i = 0; i < frames; i += 2) {
    const auto first = hn::LoadU(d, stereo + 2 * i), second = hn::LoadU(d, stereo + 2 * i + 2);
    hn::StoreU(hn::InterleaveLower(d, first, second), d, left + i);
    hn::StoreU(hn::InterleaveUpper(d, first, second), d, right + i);
  }
}
void SplitFloats(const float* HWY_RESTRICT stereo, double* HWY_RESTRICT left,
                 double* HWY_RESTRICT right, std::size_t frames) {
  const Frames<double> d;
  const hn::FixedTag<float, 2> frame;
  for (std::size_t i = 0; i < frames; i += 2) {
    const auto first = hn::PromoteTo(d, hn::LoadU(frame, stereo + 2 * i));
    const auto second = hn::PromoteTo(d, hn::LoadU(frame, stereo + 2 * i + 2));
    hn::StoreU(hn::InterleaveLower(d, first, second), d, left + i);
    hn::StoreU(hn::InterleaveUpper(d, first, second), d, right + i);
  }
}

template <class Sample>
HWY_INLINE void Weigh(const Sample* HWY_RESTRICT in, const Sample* HWY_RESTRICT window,
                      Sample* HWY_RESTRICT out, std::size_t frames, std::size_t ears) {
  if (ears == 1) {
    for (std::size_t i = 0; i < frames; ++i) out[i] = in[i] * window[i];
    return;
  }
  const Frames<Sample> d;
  for (std::size_t i = 0; i < frames; i += kFrames<Sample>) {
    hn::StoreU(hn::Mul(hn::LoadU(d, in + 2 * i), PerFrame(window + i)), d, out + 2 * i);
  }
}

template <class Sample>
HWY_INLINE void OverlapAdd(const Sample* HWY_RESTRICT in, const Sample* HWY_RESTRICT window,
                           const Sample* HWY_RESTRICT tail, const Sample* HWY_RESTRICT scale,
                           Sample* HWY_RESTRICT out, std::size_t frames, std::size_t ears) {
  if (ears == 1) {
    for (std::size_t i = 0; i < frames; ++i) out[i] = (tail[i] + in[i] * window[i]) * scale[i];
    return;
  }
  const Frames<Sample> d;
  for (std::size_t i = 0; i < frames; i += kFrames<Sample>) {
    const auto sum =
        hn::MulAdd(hn::LoadU(d, in + 2 * i), PerFrame(window + i), hn::LoadU(d, tail + 2 * i));
    hn::StoreU(hn::Mul(sum, PerFrame(scale + i)), d, out + 2 * i);
  }
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
