// SPDX-License-Identifier: MIT
// Per-target code: included once per vector unit by files that use hwy/foreach_target.h.
//
// The same stage of several strands of a notch cascade, a frame at a time.
#if defined(BBPLAY_NOTCH_STRANDS_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef BBPLAY_NOTCH_STRANDS_INL
#undef BBPLAY_NOTCH_STRANDS_INL
#else
#define BBPLAY_NOTCH_STRANDS_INL
#endif

#include <algorithm>
#include <cstddef>

#include <hwy/highway.h>

#include "dsp/noise/notch_ops.h"

HWY_BEFORE_NAMESPACE();
namespace bbplay::dsp {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Loops over the stages of a strand are unrolled by name: only then GCC sees soon enough that every
// state has a register of its own, and does not also write it to memory each frame.

/// What there is room for in a vector, 64 bytes at most.
template <class Sample, std::size_t kEars>
struct Strands {
  static constexpr std::size_t kMostLanes = notch_lanes(64, sizeof(Sample), kEars);
  using D = hn::CappedTag<Sample, kMostLanes>;
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

/// Notches as what is left when the narrow band that they take out, u, is subtracted:
///
///     u = (1 - g) x - z1,  y = x - u = g x + z1,  z1 = (p - z1) + c u,  p = p + e u
///
/// The states are z1 of transposed direct form II and p, the sum of its z1 and z2. These two are
/// nearly each other's opposite in low notches; their sum and e = c + 2g are small and keep the digits
/// that place the notch. So do they in single precision: all but x and y is as small as the band.
///
/// Every section runs with u / g and y / g, which saves a multiplication; the gains are made up for at
/// the end of the strand, and until then the states are those of a signal that lacks them.
template <class T, std::size_t kEars, std::size_t kStages>
class Notches {
 public:
  using Sample = T;
  using S = Strands<Sample, kEars>;
  using Vec = typename S::Vec;
  using Mask = typename S::Mask;
  static constexpr std::size_t kLag = 3;

  HWY_INLINE explicit Notches(const NotchLanes<Sample>& lanes) : lanes_(lanes) {
    const typename S::D d;
    const Vec one = hn::Set(d, 1);
    Vec g[kStages];
    Take(d, lanes.g, g);
    Take(d, lanes.c, c_);
    Take(d, lanes.half_width, half_width_);
    Take(d, lanes.stiffness, stiffness_);
    Take(d, lanes.z1, z1_);
    Take(d, lanes.z_sum, z_sum_);
    scale_ = one;
    Vec without_gain = one;
#pragma GCC unroll 8
    for (std::size_t s = 0; s < kStages; ++s) {
      gain_[s] = scale_ = hn::Mul(scale_, g[s]);
      without_gain = hn::MulAdd(without_gain, half_width_[s], without_gain);
      z1_[s] = hn::Mul(z1_[s], without_gain);
      z_sum_[s] = hn::Mul(z_sum_[s], without_gain);
    }
  }

  template <bool kAllAtWork>
  HWY_INLINE Vec Next(Mask at_work, Vec x) {
#pragma GCC unroll 8
    for (std::size_t s = 0; s < kStages; ++s) {
      const Vec u = hn::MulSub(half_width_[s], x, z1_[s]);
      x = hn::Add(x, z1_[s]);
      const Vec z2 = hn::Sub(z_sum_[s], z1_[s]);
      Renew<kAllAtWork>(at_work, hn::MulAdd(stiffness_[s], u, z_sum_[s]), z_sum_[s]);
      Renew<kAllAtWork>(at_work, hn::MulAdd(c_[s], u, z2), z1_[s]);
    }
    return hn::Mul(scale_, x);
  }

  HWY_INLINE void Save() const {
    const typename S::D d;
    Vec z1[kStages], z_sum[kStages];
#pragma GCC unroll 8
    for (std::size_t s = 0; s < kStages; ++s) {
      z1[s] = hn::Mul(z1_[s], gain_[s]);
      z_sum[s] = hn::Mul(z_sum_[s], gain_[s]);
    }
    GiveBack(d, z1, lanes_.z1);
    GiveBack(d, z_sum, lanes_.z_sum);
  }

 private:
  NotchLanes<Sample> lanes_;
  Vec half_width_[kStages], stiffness_[kStages], c_[kStages], z1_[kStages], z_sum_[kStages];
  Vec gain_[kStages], scale_;  // gain_: of a stage and those before it in its strand
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
      Vec z1 = hn::LoadU(d, lanes_.z1 + at), z_sum = hn::LoadU(d, lanes_.z_sum + at);
      const Vec u = hn::MulSub(hn::Mul(g, hn::LoadU(d, lanes_.half_width + at)), x, z1);
      const Vec z2 = hn::Sub(z_sum, z1);
      const Vec stiffness = hn::LoadU(d, lanes_.stiffness + at);
      Renew<kAllAtWork>(at_work, hn::MulAdd(stiffness, u, z_sum), z_sum);
      Renew<kAllAtWork>(at_work, hn::MulAdd(hn::LoadU(d, lanes_.c + at), u, z2), z1);
      x = hn::NegMulAdd(depth, u, x);
      Vec next_depth = depth;
      Renew<kAllAtWork>(at_work, hn::Add(depth, hn::LoadU(d, lanes_.depth_step + at)), next_depth);
      hn::StoreU(z1, d, lanes_.z1 + at);
      hn::StoreU(z_sum, d, lanes_.z_sum + at);
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

}  // namespace HWY_NAMESPACE
}  // namespace bbplay::dsp
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
