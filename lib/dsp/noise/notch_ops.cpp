// SPDX-License-Identifier: MIT
#include "dsp/noise/notch_ops.h"

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <cstring>
#include <iterator>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "dsp/noise/notch_ops.cpp"  // NOLINT: once per vector unit
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace bbplay::dsp {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// A vector holds the ears of one stage and of as many others as there is room for: NotchLayout. Each
// strand filters what the strand before it put out `kLag` frames ago. So strands are at work side by
// side, and what goes from one to the next has time to get there.
//
// Loops over the stages of a strand are unrolled by name: only then GCC sees soon enough that every
// state has a register of its own, and does not also write it to memory each frame.

/// What there is room for in a vector, 64 bytes at most.
template <class Sample, std::size_t kEars>
struct Strands {
  using D = hn::CappedTag<Sample, 64 / sizeof(Sample)>;
  using Vec = hn::Vec<D>;
  using Mask = hn::Mask<D>;
  static constexpr std::size_t kLanes = hn::MaxLanes(D());
  static constexpr std::size_t kCount = kLanes / kEars;
  static_assert(kLanes % kEars == 0);
};

template <class D, std::size_t kStages>
HWY_INLINE void Take(D d, const hn::TFromD<D>* lanes, hn::Vec<D> (&vectors)[kStages]) {
#pragma GCC unroll 8
  for (std::size_t s = 0; s < kStages; ++s) vectors[s] = hn::LoadU(d, lanes + s * hn::MaxLanes(d));
}
template <class D, std::size_t kStages>
HWY_INLINE void GiveBack(D d, const hn::Vec<D> (&vectors)[kStages], hn::TFromD<D>* lanes) {
#pragma GCC unroll 8
  for (std::size_t s = 0; s < kStages; ++s) hn::StoreU(vectors[s], d, lanes + s * hn::MaxLanes(d));
}

/// A new state, where the strand is at work.
template <bool kAllAtWork, class Vec, class Mask>
HWY_INLINE void Renew(Mask at_work, Vec value, Vec& state) {
  state = kAllAtWork ? value : hn::IfThenElse(at_work, value, state);
}

/// Notches in double. Every section runs with a numerator of (1, c/g, 1), which saves a fifth of the
/// work; the gains g are made up for at the end of the strand, and until
/// then the states are those of a signal that lacks them.
template <std::size_t kEars, std::size_t kStages>
class ExactNotches {
 public:
  using Sample = double;
  using S = Strands<double, kEars>;
  using Vec = typename S::Vec;
  using Mask = typename S::Mask;
  static constexpr std::size_t kLag = 3;

  HWY_INLINE explicit ExactNotches(const NotchLanes<double>& lanes) : lanes_(lanes) {
    const typename S::D d;
    Vec g[kStages];
    Take(d, lanes.g, g);
    Take(d, lanes.c, c_);
    Take(d, lanes.z1, z1_);
    Take(d, lanes.z2, z2_);
    scale_ = hn::Set(d, 1);
#pragma GCC unroll 8
    for (std::size_t s = 0; s < kStages; ++s) {
      gain_[s] = scale_ = hn::Mul(scale_, g[s]);
      b_[s] = hn::Div(c_[s], g[s]);
      k_[s] = hn::MulSub(hn::Set(d, 2), g[s], hn::Set(d, 1));
      const Vec inverse = hn::Div(hn::Set(d, 1), gain_[s]);
      z1_[s] = hn::Mul(z1_[s], inverse);
      z2_[s] = hn::Mul(z2_[s], inverse);
    }
  }

  template <bool kAllAtWork>
  HWY_INLINE Vec Next(Mask at_work, Vec x) {
#pragma GCC unroll 8
    for (std::size_t s = 0; s < kStages; ++s) {
      const Vec y = hn::Add(x, z1_[s]);
      Renew<kAllAtWork>(at_work, hn::NegMulAdd(c_[s], y, hn::MulAdd(b_[s], x, z2_[s])), z1_[s]);
      Renew<kAllAtWork>(at_work, hn::NegMulAdd(k_[s], y, x), z2_[s]);
      x = y;
    }
    return hn::Mul(scale_, x);
  }

  HWY_INLINE void Save() const {
    const typename S::D d;
    Vec z1[kStages], z2[kStages];
#pragma GCC unroll 8
    for (std::size_t s = 0; s < kStages; ++s) {
      z1[s] = hn::Mul(z1_[s], gain_[s]);
      z2[s] = hn::Mul(z2_[s], gain_[s]);
    }
    GiveBack(d, z1, lanes_.z1);
    GiveBack(d, z2, lanes_.z2);
  }

 private:
  NotchLanes<double> lanes_;
  Vec b_[kStages], c_[kStages], k_[kStages], z1_[kStages], z2_[kStages];
  Vec gain_[kStages], scale_;  // gain_: of a stage and those before it in its strand
};

/// Notches as what is left when the narrow band that they take out, u, is subtracted:
///
///     u = (1 - g) x - z1,  y = x - u,  z1 = c u + z2,  z2 = 2g u + z1
///
/// These are the states of transposed direct form II again. All but x and y is as small as the band,
/// and so is what single precision rounds off.
template <std::size_t kEars, std::size_t kStages>
class FloatNotches {
 public:
  using Sample = float;
  using S = Strands<float, kEars>;
  using Vec = typename S::Vec;
  using Mask = typename S::Mask;
  static constexpr std::size_t kLag = 4;

  HWY_INLINE explicit FloatNotches(const NotchLanes<float>& lanes) : lanes_(lanes) {
    const typename S::D d;
    Take(d, lanes.g, g_);
    Take(d, lanes.c, c_);
    Take(d, lanes.z1, z1_);
    Take(d, lanes.z2, z2_);
#pragma GCC unroll 8
    for (std::size_t s = 0; s < kStages; ++s) {
      h_[s] = hn::Sub(hn::Set(d, 1), g_[s]);
      g_[s] = hn::Add(g_[s], g_[s]);
    }
  }

  template <bool kAllAtWork>
  HWY_INLINE Vec Next(Mask at_work, Vec x) {
#pragma GCC unroll 8
    for (std::size_t s = 0; s < kStages; ++s) {
      const Vec u = hn::MulSub(h_[s], x, z1_[s]);
      const Vec z2 = hn::MulAdd(g_[s], u, z1_[s]);
      x = hn::Sub(x, u);
      Renew<kAllAtWork>(at_work, hn::MulAdd(c_[s], u, z2_[s]), z1_[s]);
      Renew<kAllAtWork>(at_work, z2, z2_[s]);
    }
    return x;
  }

  HWY_INLINE void Save() const {
    GiveBack(typename S::D(), z1_, lanes_.z1);
    GiveBack(typename S::D(), z2_, lanes_.z2);
  }

 private:
  NotchLanes<float> lanes_;
  Vec h_[kStages], g_[kStages], c_[kStages], z1_[kStages], z2_[kStages];  // g_: twice that
};

/// The same with stages that are only partly there, which happens so seldom that their states may
/// stand in memory.
template <class T, std::size_t kEars>
class PartialNotches {
 public:
  using Sample = T;
  using S = Strands<T, kEars>;
  using Vec = typename S::Vec;
  using Mask = typename S::Mask;
  static constexpr std::size_t kLag = 4;

  PartialNotches(const NotchLanes<T>& lanes, std::size_t stages) : lanes_(lanes), stages_(stages) {
    std::copy_n(lanes.depth, stages * S::kLanes, depth_);
  }

  template <bool kAllAtWork>
  HWY_INLINE Vec Next(Mask at_work, Vec x) {
    const typename S::D d;
    for (std::size_t at = 0; at < stages_ * S::kLanes; at += S::kLanes) {
      const Vec g = hn::LoadU(d, lanes_.g + at), depth = hn::LoadU(d, depth_ + at);
      Vec z1 = hn::LoadU(d, lanes_.z1 + at), z2 = hn::LoadU(d, lanes_.z2 + at);
      const Vec u = hn::MulSub(hn::Sub(hn::Set(d, 1), g), x, z1);
      const Vec next_z2 = hn::MulAdd(hn::Add(g, g), u, z1);
      Renew<kAllAtWork>(at_work, hn::MulAdd(hn::LoadU(d, lanes_.c + at), u, z2), z1);
      Renew<kAllAtWork>(at_work, next_z2, z2);
      x = hn::NegMulAdd(depth, u, x);
      Vec next_depth = depth;
      Renew<kAllAtWork>(at_work, hn::Add(depth, hn::LoadU(d, lanes_.depth_step + at)), next_depth);
      hn::StoreU(z1, d, lanes_.z1 + at);
      hn::StoreU(z2, d, lanes_.z2 + at);
      hn::StoreU(next_depth, d, depth_ + at);
    }
    return x;
  }

  void Save() const {}

 private:
  NotchLanes<T> lanes_;
  std::size_t stages_;
  T depth_[kMostNotchStages * S::kLanes];
};

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
    if constexpr (S::kCount == 1) return taken;
    const Vec handed_on = hn::TableLookupLanes(under_way_[0], strand_before_);
    return hn::IfThenElse(is_first_, taken, handed_on);
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
template <template <std::size_t, std::size_t> class Notches, std::size_t kEars, class Sample>
void RunGroups(NotchLanes<Sample> lanes, std::size_t stages, Sample* samples, std::size_t frames) {
  using S = Strands<Sample, kEars>;
  static_assert(kMostNotchStages == 6);
  for (std::size_t left = (stages + S::kCount - 1) / S::kCount; left > 0;) {
    const std::size_t group = notch_group(left);
    switch (group) {
      case 1:
        RunStages<Notches<kEars, 1>, kEars>(lanes, samples, frames);
        break;
      case 2:
        RunStages<Notches<kEars, 2>, kEars>(lanes, samples, frames);
        break;
      case 3:
        RunStages<Notches<kEars, 3>, kEars>(lanes, samples, frames);
        break;
      case 4:
        RunStages<Notches<kEars, 4>, kEars>(lanes, samples, frames);
        break;
      case 5:
        RunStages<Notches<kEars, 5>, kEars>(lanes, samples, frames);
        break;
      default:
        RunStages<Notches<kEars, 6>, kEars>(lanes, samples, frames);
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
  ears == 1 ? RunGroups<ExactNotches, 1>(lanes, stages, samples, frames)
            : RunGroups<ExactNotches, 2>(lanes, stages, samples, frames);
}
void RunFloats(const NotchLanes<float>& lanes, std::size_t stages, std::size_t ears, float* samples,
               std::size_t frames) {
  ears == 1 ? RunGroups<FloatNotches, 1>(lanes, stages, samples, frames)
            : RunGroups<FloatNotches, 2>(lanes, stages, samples, frames);
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

std::size_t BytesOfVector() { return sizeof(double) * Strands<double, 2>::kLanes; }

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
  return {stages, ears, HWY_DYNAMIC_DISPATCH(BytesOfVector)() / sizeof(double)};
}
NotchLayout notch_layout_of_floats(std::size_t stages, std::size_t ears) {
  return {stages, ears, HWY_DYNAMIC_DISPATCH(BytesOfVector)() / sizeof(float)};
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
