// SPDX-License-Identifier: MIT
#include "dsp/noise/notch_ops.h"

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <cstring>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "dsp/noise/notch_ops.cpp"  // NOLINT: once per vector unit
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "dsp/noise/notch_strands-inl.h"

HWY_BEFORE_NAMESPACE();
namespace bbplay::dsp {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// A vector holds the ears of one stage and of as many others as there is room for: NotchLayout. Each
// strand filters what the strand before it put out `kLag` frames ago. So strands are at work side by
// side, and what goes from one to the next has time to get there.

/// A frame in all strands.
template <std::size_t kEars, class D>
HWY_INLINE hn::Vec<D> Spread(D d, const hn::TFromD<D>* frame) {
  if constexpr (kEars == 1) {
    return hn::Set(d, *frame);
  } else if constexpr (sizeof(*frame) == 8) {
    return hn::LoadDup128(d, frame);
  } else {
    double both;
    std::memcpy(&both, frame, sizeof(both));
    return hn::BitCast(d, hn::Set(hn::Repartition<double, D>(), both));
  }
}

template <std::size_t kEars, class D>
HWY_INLINE void StoreLastStrand(D d, hn::Vec<D> v, hn::TFromD<D>* frame) {
  if constexpr (hn::MaxLanes(D()) == kEars) {
    hn::StoreU(v, d, frame);
  } else {
    const hn::Half<D> half;
    StoreLastStrand<kEars>(half, hn::UpperHalf(half, v), frame);
  }
}

/// Hands on what goes through the strands.
template <class Sample, std::size_t kEars, std::size_t kLag>
class Relay {
 public:
  using S = Strands<Sample, kEars>;
  using D = typename S::D;
  using Vec = typename S::Vec;
  using Mask = typename S::Mask;
  using Index = hn::TFromD<hn::RebindToSigned<D>>;
  static constexpr std::size_t kBehind = kLag * (S::kCount - 1);  // from first strand to last

  HWY_INLINE Relay() {
    const D d;
    alignas(64) Index from[S::kLanes];
    alignas(64) Sample starts[S::kLanes];
    for (std::size_t i = 0; i < S::kLanes; ++i) {
      from[i] = static_cast<Index>(i < kEars ? i : i - kEars);
      starts[i] = static_cast<Sample>(kLag * (i / kEars));
    }
    strand_before_ = hn::SetTableIndices(d, from);
    start_ = hn::Load(d, starts);
    is_first_ = hn::FirstN(d, kEars);
#pragma GCC unroll 8
    for (Vec& out : under_way_) out = hn::Zero(d);
  }

  /// Strands that work on one of `frames` frames when the first of them is at `frame`.
  HWY_INLINE Mask AtWork(std::size_t frame, std::size_t frames) const {
    const D d;
    const Vec now = hn::Set(d, static_cast<Sample>(frame));
    const Vec end = hn::Add(start_, hn::Set(d, static_cast<Sample>(frames)));
    return hn::And(hn::Le(start_, now), hn::Lt(now, end));
  }
  /// What the strands take in: the first one a frame of the signal.
  HWY_INLINE Vec In(const Sample* frame) const {
    const D d;
    const Vec taken = Spread<kEars>(d, frame);
    constexpr std::size_t kBytes = S::kLanes * sizeof(Sample);
    constexpr std::size_t kStrandBytes = kEars * sizeof(Sample);
    if constexpr (S::kCount == 1) {
      return taken;
    } else if constexpr (kBytes > 32) {
      const Vec handed_on = hn::TableLookupLanes(under_way_[0], strand_before_);
      return hn::IfThenElse(is_first_, taken, handed_on);
    } else {
      // Without a way across the whole vector, which takes long, while the strands wait.
      Vec block_before = taken;
      if constexpr (kBytes == 32) block_before = hn::ConcatLowerLower(d, under_way_[0], taken);
      if constexpr (kStrandBytes == 16) {
        return block_before;
      } else {
        return hn::CombineShiftRightBytes<16 - kStrandBytes>(d, under_way_[0], block_before);
      }
    }
  }
  HWY_INLINE void Out(Vec out) {
#pragma GCC unroll 8
    for (std::size_t i = 0; i + 1 < kLag; ++i) under_way_[i] = under_way_[i + 1];
    under_way_[kLag - 1] = out;
  }

 private:
  Vec under_way_[kLag];  // the oldest first
  Vec start_;
  Mask is_first_;
  decltype(hn::SetTableIndices(D(), static_cast<const Index*>(nullptr))) strand_before_;
};

/// Frames at which all strands are at work, with some before and after at which only a few are.
template <std::size_t kEars, class Notches>
HWY_INLINE void RunGroup(Notches notches, typename Notches::Sample* samples, std::size_t frames) {
  using S = typename Notches::S;
  const typename S::D d;
  Relay<typename Notches::Sample, kEars, Notches::kLag> relay;
  constexpr std::size_t kBehind = decltype(relay)::kBehind;
  std::size_t n = 0;  // frame of the first strand
  const auto run_few_until = [&](std::size_t end) HWY_ATTR {
    for (; n < end; ++n) {
      const auto* const frame = samples + kEars * std::min(n, frames - 1);
      const auto out = notches.template Next<false>(relay.AtWork(n, frames), relay.In(frame));
      if (n >= kBehind) StoreLastStrand<kEars>(d, out, samples + kEars * (n - kBehind));
      relay.Out(out);
    }
  };
  run_few_until(kBehind);
  const auto all = hn::FirstN(d, hn::Lanes(d));
  for (; n < frames; ++n) {
    const auto out = notches.template Next<true>(all, relay.In(samples + kEars * n));
    StoreLastStrand<kEars>(d, out, samples + kEars * (n - kBehind));
    relay.Out(out);
  }
  run_few_until(frames + kBehind);
  notches.Save();
}

template <class Notches, std::size_t kEars, class Sample>
HWY_NOINLINE void RunStages(const NotchLanes<Sample>& lanes, Sample* samples, std::size_t frames) {
  RunGroup<kEars>(Notches(lanes), samples, frames);
}

/// All stages, group by group.
template <class Sample, std::size_t kEars>
void RunGroups(NotchLanes<Sample> lanes, std::size_t stages, Sample* samples, std::size_t frames) {
  using S = Strands<Sample, kEars>;
  static_assert(kMostNotchStages == 6);
  for (std::size_t left = (stages + S::kCount - 1) / S::kCount; left > 0;) {
    const std::size_t group = notch_group(left);
    switch (group) {
      case 1:
        RunStages<Notches<Sample, kEars, 1>, kEars>(lanes, samples, frames);
        break;
      case 2:
        RunStages<Notches<Sample, kEars, 2>, kEars>(lanes, samples, frames);
        break;
      case 3:
        RunStages<Notches<Sample, kEars, 3>, kEars>(lanes, samples, frames);
        break;
      case 4:
        RunStages<Notches<Sample, kEars, 4>, kEars>(lanes, samples, frames);
        break;
      case 5:
        RunStages<Notches<Sample, kEars, 5>, kEars>(lanes, samples, frames);
        break;
      default:
        RunStages<Notches<Sample, kEars, 6>, kEars>(lanes, samples, frames);
        break;
    }
    lanes = lanes.from(S::kLanes * group);
    left -= group;
  }
}

template <class Sample, std::size_t kEars>
void RunPartialGroups(NotchLanes<Sample> lanes, std::size_t stages, Sample* samples,
                      std::size_t frames) {
  using S = Strands<Sample, kEars>;
  for (std::size_t left = (stages + S::kCount - 1) / S::kCount; left > 0;) {
    const std::size_t group = notch_group(left);
    RunGroup<kEars>(PartialNotches<Sample, kEars>(lanes, group), samples, frames);
    lanes = lanes.from(S::kLanes * group);
    left -= group;
  }
}

void RunDoubles(const NotchLanes<double>& lanes, std::size_t stages, std::size_t ears,
                double* samples, std::size_t frames) {
  ears == 1 ? RunGroups<double, 1>(lanes, stages, samples, frames)
            : RunGroups<double, 2>(lanes, stages, samples, frames);
}
void RunFloats(const NotchLanes<float>& lanes, std::size_t stages, std::size_t ears, float* samples,
               std::size_t frames) {
  ears == 1 ? RunGroups<float, 1>(lanes, stages, samples, frames)
            : RunGroups<float, 2>(lanes, stages, samples, frames);
}
void RunPartialDoubles(const NotchLanes<double>& lanes, std::size_t stages, std::size_t ears,
                       double* samples, std::size_t frames) {
  ears == 1 ? RunPartialGroups<double, 1>(lanes, stages, samples, frames)
            : RunPartialGroups<double, 2>(lanes, stages, samples, frames);
}
void RunPartialFloats(const NotchLanes<float>& lanes, std::size_t stages, std::size_t ears,
                      float* samples, std::size_t frames) {
  ears == 1 ? RunPartialGroups<float, 1>(lanes, stages, samples, frames)
            : RunPartialGroups<float, 2>(lanes, stages, samples, frames);
}

std::size_t BytesOfVector() { return hn::MaxLanes(hn::CappedTag<std::uint8_t, 64>()); }

}  // namespace HWY_NAMESPACE
}  // namespace bbplay::dsp
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace bbplay::dsp {

HWY_EXPORT(RunDoubles);
HWY_EXPORT(RunFloats);
HWY_EXPORT(RunPartialDoubles);
HWY_EXPORT(RunPartialFloats);
HWY_EXPORT(BytesOfVector);

NotchLayout notch_layout_of_doubles(std::size_t stages, std::size_t ears) {
  const std::size_t bytes = HWY_DYNAMIC_DISPATCH(BytesOfVector)();
  return {stages, ears, notch_lanes(bytes, sizeof(double), ears)};
}
NotchLayout notch_layout_of_floats(std::size_t stages, std::size_t ears) {
  const std::size_t bytes = HWY_DYNAMIC_DISPATCH(BytesOfVector)();
  return {stages, ears, notch_lanes(bytes, sizeof(float), ears)};
}

void run_notches(const NotchLanes<double>& lanes, const NotchLayout& layout,
                 std::span<double> samples) noexcept {
  assert(samples.size() % layout.ears() == 0);
  if (samples.empty()) return;
  HWY_DYNAMIC_DISPATCH(RunDoubles)
  (lanes, layout.stages(), layout.ears(), samples.data(), samples.size() / layout.ears());
}
void run_notches(const NotchLanes<float>& lanes, const NotchLayout& layout,
                 std::span<float> samples) noexcept {
  assert(samples.size() % layout.ears() == 0);
  if (samples.empty()) return;
  HWY_DYNAMIC_DISPATCH(RunFloats)
  (lanes, layout.stages(), layout.ears(), samples.data(), samples.size() / layout.ears());
}

void run_partial_notches(const NotchLanes<double>& lanes, const NotchLayout& layout,
                         std::span<double> samples) noexcept {
  assert(samples.size() % layout.ears() == 0);
  if (samples.empty()) return;
  HWY_DYNAMIC_DISPATCH(RunPartialDoubles)
  (lanes, layout.stages(), layout.ears(), samples.data(), samples.size() / layout.ears());
}
void run_partial_notches(const NotchLanes<float>& lanes, const NotchLayout& layout,
                         std::span<float> samples) noexcept {
  assert(samples.size() % layout.ears() == 0);
  if (samples.empty()) return;
  HWY_DYNAMIC_DISPATCH(RunPartialFloats)
  (lanes, layout.stages(), layout.ears(), samples.data(), samples.size() / layout.ears());
}

}  // namespace bbplay::dsp
#endif  // HWY_ONCE
