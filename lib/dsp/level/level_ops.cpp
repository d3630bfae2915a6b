// SPDX-License-Identifier: MIT
#include "bbplay/dsp/level_ops.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "dsp/level/level_ops.cpp"  // NOLINT: once per vector unit
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#ifndef BBPLAY_DSP_LEVEL_POINTS_BOUND
#define BBPLAY_DSP_LEVEL_POINTS_BOUND
namespace bbplay::dsp {

/// Places that are computed or left out together, and over which the signal bends as much as anywhere
/// among them.
constexpr std::size_t kPlaces = 16, kBentPlaces = 8 * kPlaces;

/// No point between two samples is beyond the larger of the two divided by `per_level`, plus `bend`
/// times the largest second difference of the samples that it hangs on.
struct PointsBound {
  float per_level = 0, bend = 0;
};

}  // namespace bbplay::dsp
#endif

HWY_BEFORE_NAMESPACE();
namespace bbplay::dsp {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// Points at the places 0 .. lanes - 1: the larger magnitude of those at a quarter and at three
/// quarters, |E + O| and |E - O|, is |E| + |O|.
template <class D>
HWY_INLINE hn::Vec<D> LargestBetween(D d, const float* x, const QuarterPoints& filter) {
  auto even = hn::Zero(d), odd = hn::Zero(d), half = hn::Zero(d);
  for (std::size_t tap = 0; tap < QuarterPoints::kTaps / 2; ++tap) {
    const auto a = hn::LoadU(d, x + tap), b = hn::LoadU(d, x + QuarterPoints::kTaps - 1 - tap);
    const auto sum = hn::Add(a, b);
    even = hn::MulAdd(hn::Set(d, filter.even[tap]), sum, even);
    half = hn::MulAdd(hn::Set(d, filter.half[tap]), sum, half);
    odd = hn::MulAdd(hn::Set(d, filter.odd[tap]), hn::Sub(a, b), odd);
  }
  return hn::Max(hn::Add(hn::Abs(even), hn::Abs(odd)), hn::Abs(half));
}

/// The largest second difference of x[0] .. x[count - 1].
template <class D>
HWY_INLINE float LargestBend(D d, const float* x, std::size_t count) {
  const std::size_t lanes = hn::Lanes(d);
  const std::size_t last = count - 2 - lanes;
  auto bend = hn::Zero(d);
  for (std::size_t k = 0; k < last + lanes; k += lanes) {
    const float* at = x + std::min(k, last);
    const auto outer = hn::Add(hn::LoadU(d, at), hn::LoadU(d, at + 2));
    bend = hn::Max(bend, hn::Abs(hn::NegMulAdd(hn::Set(d, 2.0f), hn::LoadU(d, at + 1), outer)));
  }
  return hn::GetLane(hn::MaxOfLanes(d, bend));
}

/// Whether all of the samples beside the places 0 .. kPlaces - 1 are at most `most`.
template <class D>
HWY_INLINE bool AreQuiet(D d, const float* x, float most) {
  constexpr std::size_t kSamples = kPlaces + 1;
  const std::size_t lanes = hn::Lanes(d);
  auto loudest = hn::Zero(d);
  for (std::size_t k = 0; k < kSamples; k += lanes) {
    const float* at = x + QuarterPoints::kTaps / 2 - 1 + std::min(k, kSamples - lanes);
    loudest = hn::Max(loudest, hn::Abs(hn::LoadU(d, at)));
  }
  return hn::AllTrue(d, hn::Le(loudest, hn::Set(d, most)));
}

float PeakBetween(const float* x, std::size_t places, const QuarterPoints& filter,
                  PointsBound bound, float least) {
  const hn::CappedTag<float, 16> d;
  constexpr std::size_t kMaxLanes = 16;
  static_assert(kPlaces % kMaxLanes == 0);
  const std::size_t lanes = hn::Lanes(d);
  auto largest = hn::Set(d, least);
  std::size_t i = 0;
  for (; i + kBentPlaces <= places; i += kBentPlaces) {
    const float beyond = bound.bend * LargestBend(d, x + i, kBentPlaces + QuarterPoints::kTaps - 1);
    const float most = (hn::GetLane(hn::MaxOfLanes(d, largest)) - beyond) * bound.per_level;
    for (std::size_t group = i; group < i + kBentPlaces; group += kPlaces) {
      if (AreQuiet(d, x + group, most)) continue;
      for (std::size_t k = 0; k < kPlaces; k += lanes) {
        largest = hn::Max(largest, LargestBetween(d, x + group + k, filter));
      }
    }
  }
  for (; i + lanes <= places; i += lanes) {
    largest = hn::Max(largest, LargestBetween(d, x + i, filter));
  }
  if (i < places) {
    float rest[kMaxLanes + QuarterPoints::kTaps - 1] = {};
    for (std::size_t k = 0; k < places - i + QuarterPoints::kTaps - 1; ++k) rest[k] = x[i + k];
    const auto points = LargestBetween(d, rest, filter);
    largest = hn::Max(largest, hn::IfThenElseZero(hn::FirstN(d, places - i), points));
  }
  return hn::GetLane(hn::MaxOfLanes(d, largest));
}

}  // namespace HWY_NAMESPACE
}  // namespace bbplay::dsp
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace bbplay::dsp {

HWY_EXPORT(PeakBetween);

namespace {

struct LineAndBend {
  double line, bend;
};

/// Taps are those of a straight line between the two samples in the middle, and what is left of them
/// once that has the same sum and the same first moment. The rest is a filter of second differences,
/// whose taps are its double sums.
LineAndBend line_and_bend(const std::array<double, QuarterPoints::kTaps>& taps) {
  constexpr std::size_t kMiddle = QuarterPoints::kTaps / 2 - 1;
  double sum = 0, moment = 0;
  for (std::size_t k = 0; k < taps.size(); ++k) {
    sum += taps[k];
    moment += taps[k] * (static_cast<double>(k) - kMiddle);
  }
  double once = 0, twice = 0, bend = 0;
  for (std::size_t k = 0; k < taps.size(); ++k) {
    const double line = k == kMiddle ? sum - moment : k == kMiddle + 1 ? moment : 0;
    once += taps[k] - line;
    twice += once;
    bend += std::abs(twice);
  }
  return {std::abs(sum - moment) + std::abs(moment), bend};
}

/// Of all three points: the third is the first one turned around.
PointsBound bound_of(const QuarterPoints& filter) {
  std::array<double, QuarterPoints::kTaps> quarter{}, half{};
  for (std::size_t tap = 0; tap < QuarterPoints::kTaps / 2; ++tap) {
    const std::size_t mirrored = QuarterPoints::kTaps - 1 - tap;
    quarter[tap] = double{filter.even[tap]} + double{filter.odd[tap]};
    quarter[mirrored] = double{filter.even[tap]} - double{filter.odd[tap]};
    half[tap] = half[mirrored] = filter.half[tap];
  }
  const LineAndBend a = line_and_bend(quarter), b = line_and_bend(half);
  constexpr double kRounding = 1 + 1e-5;  // of floats, with room to spare
  return {static_cast<float>(1 / (kRounding * std::max(a.line, b.line))),
          static_cast<float>(kRounding * std::max(a.bend, b.bend))};
}

}  // namespace

float peak_between(std::span<const float> x, const QuarterPoints& filter, float least) noexcept {
  if (x.size() < QuarterPoints::kTaps) return least;
  return HWY_DYNAMIC_DISPATCH(PeakBetween)(x.data(), x.size() - QuarterPoints::kTaps + 1, filter,
                                           bound_of(filter), least);
}

}  // namespace bbplay::dsp
#endif  // HWY_ONCE
