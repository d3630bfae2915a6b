// SPDX-License-Identifier: MIT
#include "dsp/noise/notch_ops.h"

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <iterator>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "dsp/noise/notch_ops.cpp"  // NOLINT: once per vector unit
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace bbplay::dsp {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Stages run in groups small enough for their states to stay in registers. A vector holds both ears
// of one stage in 128 bits; wider ones hold as many stages as there is room for, from equal parts of
// the group, its strands: each strand filters what the strand before it put out kLag frames ago. So
// strands are at work side by side, and what goes from one to the next has time to get there.
using Lanes = hn::CappedTag<double, 2 * kNotchStageMultiple>;
using Vec = hn::Vec<Lanes>;
using Mask = hn::Mask<Lanes>;
using Ears = hn::FixedTag<double, 2>;
constexpr std::size_t kStrands = hn::MaxLanes(Lanes()) / 2;
static_assert(kStrands == 1 || kStrands == 2 || kStrands == 4);
constexpr std::size_t kLag = 3;
constexpr std::size_t kBehind = kLag * (kStrands - 1);  // frames from the first strand to the last
constexpr std::size_t kMaxStages = 6;                   // of a strand
// Loops over the stages of a strand are unrolled by name: only then GCC sees soon enough that every
// state has a register of its own, and does not also write it to memory each frame.

/// The same stage of every strand; strands stand `apart` values from one another.
template <class D>
HWY_INLINE hn::Vec<D> LoadStrands(D d, const double* lanes, std::size_t apart) {
  if constexpr (hn::MaxLanes(D()) == 2) {
    return hn::LoadU(d, lanes);
  } else {
    const hn::Half<D> half;
    const double* const upper = lanes + hn::MaxLanes(half) / 2 * apart;
    return hn::Combine(d, LoadStrands(half, upper, apart), LoadStrands(half, lanes, apart));
  }
}
template <class D>
HWY_INLINE void StoreStrands(hn::Vec<D> v, D d, double* lanes, std::size_t apart) {
  if constexpr (hn::MaxLanes(D()) == 2) {
    hn::StoreU(v, d, lanes);
  } else {
    const hn::Half<D> half;
    StoreStrands(hn::LowerHalf(half, v), half, lanes, apart);
    StoreStrands(hn::UpperHalf(half, v), half, lanes + hn::MaxLanes(half) / 2 * apart, apart);
  }
}
template <std::size_t kStages>
HWY_INLINE void Take(const double* lanes, Vec (&vectors)[kStages]) {
#pragma GCC unroll 8
  for (std::size_t s = 0; s < kStages; ++s) {
    vectors[s] = LoadStrands(Lanes(), lanes + 2 * s, 2 * kStages);
  }
}
template <std::size_t kStages>
HWY_INLINE void GiveBack(const Vec (&vectors)[kStages], double* lanes) {
#pragma GCC unroll 8
  for (std::size_t s = 0; s < kStages; ++s) {
    StoreStrands(vectors[s], Lanes(), lanes + 2 * s, 2 * kStages);
  }
}

/// A new state, where the strand is at work.
template <bool kAllAtWork>
HWY_INLINE void Renew(Mask at_work, Vec value, Vec& state) {
  state = kAllAtWork ? value : hn::IfThenElse(at_work, value, state);
}

/// Notches that are wholly there. Every section runs with a numerator of (1, c/g, 1), which saves a
/// fifth of the work; the gains g are made up for at the end of the group, and until then the
/// states are those of a signal that lacks them.
template <std::size_t kStages>
class WholeNotches {
 public:
  HWY_INLINE explicit WholeNotches(const NotchLanes& lanes) : lanes_(lanes) {
    const Lanes d;
    double gain[2 * kStrands * kStages];
    auto before = hn::Set(Ears(), 1);
    for (std::size_t i = 0; i < std::size(gain); i += 2) {
      before = hn::Mul(before, hn::LoadU(Ears(), lanes.g + i));
      hn::StoreU(before, Ears(), gain + i);
    }
    Vec g[kStages];
    Take(lanes.g, g);
    Take(lanes.c, c_);
    Take(lanes.z1, z1_);
    Take(lanes.z2, z2_);
    Take(gain, gain_);
#pragma GCC unroll 8
    for (std::size_t s = 0; s < kStages; ++s) {
      b_[s] = hn::Div(c_[s], g[s]);
      k_[s] = hn::MulSub(hn::Set(d, 2), g[s], hn::Set(d, 1));
      z1_[s] = hn::Div(z1_[s], gain_[s]);
      z2_[s] = hn::Div(z2_[s], gain_[s]);
    }
    const Mask before_last = hn::FirstN(d, 2 * (kStrands - 1));
    scale_ = hn::IfThenElse(before_last, hn::Set(d, 1), gain_[kStages - 1]);
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
    Vec z1[kStages], z2[kStages];
#pragma GCC unroll 8
    for (std::size_t s = 0; s < kStages; ++s) {
      z1[s] = hn::Mul(z1_[s], gain_[s]);
      z2[s] = hn::Mul(z2_[s], gain_[s]);
    }
    GiveBack(z1, lanes_.z1);
    GiveBack(z2, lanes_.z2);
  }

 private:
  NotchLanes lanes_;
  Vec b_[kStages], c_[kStages], k_[kStages], z1_[kStages], z2_[kStages];
  Vec gain_[kStages], scale_;  // gain_: of a stage and those before it
};

/// Notches that are only partly there: out = in + depth (notch(in) - in).
template <std::size_t kStages>
class PartialNotches {
 public:
  HWY_INLINE explicit PartialNotches(const NotchLanes& lanes) : lanes_(lanes) {
    Take(lanes.g, g_);
    Take(lanes.c, c_);
    Take(lanes.z1, z1_);
    Take(lanes.z2, z2_);
    Take(lanes.depth, depth_);
    Take(lanes.depth_step, depth_step_);
  }

  template <bool kAllAtWork>
  HWY_INLINE Vec Next(Mask at_work, Vec x) {
#pragma GCC unroll 8
    for (std::size_t s = 0; s < kStages; ++s) {
      const Vec y = hn::MulAdd(g_[s], x, z1_[s]);
      const Vec notched = hn::Sub(x, y);
      // z1 = c (x - y) + z2,  z2 = g x - (2g - 1) y = g (x - y) + (1 - g) y
      Renew<kAllAtWork>(at_work, hn::MulAdd(c_[s], notched, z2_[s]), z1_[s]);
      Renew<kAllAtWork>(at_work, hn::MulAdd(g_[s], hn::Sub(notched, y), y), z2_[s]);
      x = hn::NegMulAdd(depth_[s], notched, x);
      Renew<kAllAtWork>(at_work, hn::Add(depth_[s], depth_step_[s]), depth_[s]);
    }
    return x;
  }

  HWY_INLINE void Save() const {
    GiveBack(z1_, lanes_.z1);
    GiveBack(z2_, lanes_.z2);
  }

 private:
  NotchLanes lanes_;
  Vec g_[kStages], c_[kStages], z1_[kStages], z2_[kStages], depth_[kStages], depth_step_[kStages];
};

/// Both ears of the last strand.
template <class D>
HWY_INLINE hn::Vec<Ears> LastStrand(D /*d*/, hn::Vec<D> v) {
  if constexpr (hn::MaxLanes(D()) == 2) {
    return v;
  } else {
    const hn::Half<D> half;
    return LastStrand(half, hn::UpperHalf(half, v));
  }
}

/// Hands on what goes through the strands.
class Relay {
 public:
  HWY_INLINE Relay() {
    const Lanes d;
    alignas(64) std::int64_t from[2 * kStrands];
    alignas(64) double starts[2 * kStrands];
    for (std::size_t i = 0; i < 2 * kStrands; ++i) {
      from[i] = static_cast<std::int64_t>(i < 2 ? i : i - 2);
      starts[i] = static_cast<double>(kLag * (i / 2));
    }
    strand_before_ = hn::SetTableIndices(d, from);
    start_ = hn::Load(d, starts);
    is_first_ = hn::FirstN(d, 2);
#pragma GCC unroll 4
    for (Vec& out : under_way_) out = hn::Zero(d);
  }

  /// Strands that work on one of `frames` frames when the first of them is at `frame`.
  HWY_INLINE Mask AtWork(std::size_t frame, std::size_t frames) const {
    const Lanes d;
    const Vec now = hn::Set(d, static_cast<double>(frame));
    const Vec end = hn::Add(start_, hn::Set(d, static_cast<double>(frames)));
    return hn::And(hn::Le(start_, now), hn::Lt(now, end));
  }
  /// What the strands take in: the first one a frame of the signal.
  HWY_INLINE Vec In(const double* frame) const {
    const Lanes d;
    if constexpr (kStrands == 1) return hn::LoadU(d, frame);
    const Vec handed_on = hn::TableLookupLanes(under_way_[0], strand_before_);
    return hn::IfThenElse(is_first_, hn::LoadDup128(d, frame), handed_on);
  }
  HWY_INLINE void Out(Vec out) {
#pragma GCC unroll 4
    for (std::size_t i = 0; i + 1 < kLag; ++i) under_way_[i] = under_way_[i + 1];
    under_way_[kLag - 1] = out;
  }

 private:
  Vec under_way_[kLag];  // the oldest first
  Vec start_;
  Mask is_first_;
  decltype(hn::SetTableIndices(Lanes(), static_cast<const std::int64_t*>(nullptr))) strand_before_;
};

/// Frames at which all strands are at work, with some before and after at which only a few are.
template <template <std::size_t> class Notches, std::size_t kStages>
void RunGroup(const NotchLanes& lanes, double* stereo, std::size_t frames) {
  const Lanes d;
  Notches<kStages> notches(lanes);
  Relay relay;
  std::size_t n = 0;  // frame of the first strand
  const auto run_few_until = [&](std::size_t end) HWY_ATTR {
    for (; n < end; ++n) {
      const double* const frame = stereo + 2 * std::min(n, frames - 1);
      const Vec out = notches.template Next<false>(relay.AtWork(n, frames), relay.In(frame));
      if (n >= kBehind) hn::StoreU(LastStrand(d, out), Ears(), stereo + 2 * (n - kBehind));
      relay.Out(out);
    }
  };
  run_few_until(kBehind);
  const Mask all = hn::FirstN(d, hn::Lanes(d));
  for (; n < frames; ++n) {
    const Vec out = notches.template Next<true>(all, relay.In(stereo + 2 * n));
    hn::StoreU(LastStrand(d, out), Ears(), stereo + 2 * (n - kBehind));
    relay.Out(out);
  }
  run_few_until(frames + kBehind);
  notches.Save();
}

/// All stages, in groups of about the same size.
template <template <std::size_t> class Notches>
void RunGroups(NotchLanes lanes, std::size_t all, double* stereo, std::size_t frames) {
  std::size_t left = (all + kStrands - 1) / kStrands;  // stages of a strand
  for (std::size_t groups = (left + kMaxStages - 1) / kMaxStages; groups > 0; --groups) {
    const std::size_t stages = (left + groups - 1) / groups;
    switch (stages) {
      case 1:
        RunGroup<Notches, 1>(lanes, stereo, frames);
        break;
      case 2:
        RunGroup<Notches, 2>(lanes, stereo, frames);
        break;
      case 3:
        RunGroup<Notches, 3>(lanes, stereo, frames);
        break;
      case 4:
        RunGroup<Notches, 4>(lanes, stereo, frames);
        break;
      case 5:
        RunGroup<Notches, 5>(lanes, stereo, frames);
        break;
      default:
        RunGroup<Notches, kMaxStages>(lanes, stereo, frames);
        break;
    }
    left -= stages;
    lanes = lanes.from(2 * kStrands * stages);
  }
}

void RunNotches(const NotchLanes& lanes, std::size_t stages, double* stereo, std::size_t frames) {
  RunGroups<WholeNotches>(lanes, stages, stereo, frames);
}
void RunPartialNotches(const NotchLanes& lanes, std::size_t stages, double* stereo,
                       std::size_t frames) {
  RunGroups<PartialNotches>(lanes, stages, stereo, frames);
}

}  // namespace HWY_NAMESPACE
}  // namespace bbplay::dsp
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace bbplay::dsp {

HWY_EXPORT(RunNotches);
HWY_EXPORT(RunPartialNotches);

void run_notches(const NotchLanes& lanes, std::size_t stages, std::span<double> stereo) noexcept {
  assert(stereo.size() % 2 == 0);
  if (stereo.empty()) return;
  HWY_DYNAMIC_DISPATCH(RunNotches)(lanes, stages, stereo.data(), stereo.size() / 2);
}

void run_partial_notches(const NotchLanes& lanes, std::size_t stages,
                         std::span<double> stereo) noexcept {
  assert(stereo.size() % 2 == 0);
  if (stereo.empty()) return;
  HWY_DYNAMIC_DISPATCH(RunPartialNotches)(lanes, stages, stereo.data(), stereo.size() / 2);
}

}  // namespace bbplay::dsp
#endif  // HWY_ONCE
