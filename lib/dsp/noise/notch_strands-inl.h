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
/// and so is what single precision rounds off. What is left comes as y = g x + z1, on which the next
/// stage has to wait for less long than on u and a difference.
template <std::size_t kEars, std::size_t kStages>
class FloatNotches {
 public:
  using Sample = float;
  using S = Strands<float, kEars>;
  using Vec = typename S::Vec;
  using Mask = typename S::Mask;
  static constexpr std::size_t kLag = 3;

  HWY_INLINE explicit FloatNotches(const NotchLanes<float>& lanes) : lanes_(lanes) {
    const typename S::D d;
    Take(d, lanes.g, g_);
    Take(d, lanes.c, c_);
    Take(d, lanes.z1, z1_);
    Take(d, lanes.z2, z2_);
#pragma GCC unroll 8
    for (std::size_t s = 0; s < kStages; ++s) {
      h_[s] = hn::Sub(hn::Set(d, 1), g_[s]);
      twice_g_[s] = hn::Add(g_[s], g_[s]);
    }
  }

  template <bool kAllAtWork>
  HWY_INLINE Vec Next(Mask at_work, Vec x) {
#pragma GCC unroll 8
    for (std::size_t s = 0; s < kStages; ++s) {
      const Vec u = hn::MulSub(h_[s], x, z1_[s]);
      const Vec z2 = hn::MulAdd(twice_g_[s], u, z1_[s]);
      x = hn::MulAdd(g_[s], x, z1_[s]);
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
  Vec h_[kStages], g_[kStages], twice_g_[kStages], c_[kStages], z1_[kStages], z2_[kStages];
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

}  // namespace HWY_NAMESPACE
}  // namespace bbplay::dsp
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
