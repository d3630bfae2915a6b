// SPDX-License-Identifier: MIT
#include "dsp/noise/notch_cascade.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "dsp/noise/notch_cascade.cpp"  // NOLINT: once per vector unit
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#ifndef BBPLAY_NOTCH_LANES
#define BBPLAY_NOTCH_LANES
namespace bbplay::dsp {

/// Per lane: coefficients, states, and how much of the notch is there.
struct NotchLanes {
  const double* g;
  const double* c;
  double* z1;
  double* z2;
  const double* depth;
  const double* depth_step;

  NotchLanes from(std::size_t lane) const noexcept {
    return {g + lane, c + lane, z1 + lane, z2 + lane, depth + lane, depth_step + lane};
  }
};

/// Lanes are handed over in multiples of the widest vector used.
inline constexpr std::size_t kNotchLanes = 4;

}  // namespace bbplay::dsp
#endif

HWY_BEFORE_NAMESPACE();
namespace bbplay::dsp {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Stages run in groups small enough for their states to stay in registers. Where a vector has four
// lanes it holds both ears of two stages, one from either half of the group: the group is two
// strands of stages, and the second strand filters in place what the first one wrote kLag frames
// before. So a vector never waits for a shuffle, nor a frame for the one before it.
using Ears = hn::FixedTag<double, 2>;
using Lanes = hn::CappedTag<double, kNotchLanes>;
constexpr std::size_t kStrands = hn::MaxLanes(Lanes()) / 2;
static_assert(kStrands == 1 || kStrands == 2);
constexpr std::size_t kLag = 2;
constexpr std::size_t kMaxStages = 6;  // of a strand
// Loops over the stages of a strand are unrolled by name: only then GCC sees soon enough that every
// state has a register of its own, and does not also write it to memory each frame.

/// Two ears of a stage, or of that stage and the one `strand` stages on.
template <class D>
HWY_INLINE hn::Vec<D> LoadStages(D d, const double* lane, std::size_t strand) {
  if constexpr (hn::MaxLanes(D()) == 4) {
    return hn::Combine(d, hn::LoadU(Ears(), lane + 2 * strand), hn::LoadU(Ears(), lane));
  } else {
    return hn::LoadU(d, lane);
  }
}
template <class D>
HWY_INLINE void StoreStages(hn::Vec<D> v, D d, double* lane, std::size_t strand) {
  if constexpr (hn::MaxLanes(D()) == 4) {
    hn::StoreU(hn::LowerHalf(Ears(), v), Ears(), lane);
    hn::StoreU(hn::UpperHalf(Ears(), v), Ears(), lane + 2 * strand);
  } else {
    hn::StoreU(v, d, lane);
  }
}

/// Notches that are wholly there. Every section runs with a numerator of (1, c/g, 1), which saves a
/// fifth of the work; the gains g are made up for at the end of the group, and until then the
/// states are those of a signal that lacks them.
template <std::size_t kStages>
class WholeNotches {
 public:
  explicit WholeNotches(const NotchLanes& lanes) : lanes_(lanes) {
    for (std::size_t i = 0; i < kCount; ++i) {
      const double before = i < 2 ? 1 : gain_[i - 2];
      gain_[i] = before * lanes.g[i];
      b_[i] = lanes.c[i] / lanes.g[i];
      k_[i] = 2 * lanes.g[i] - 1;
      z1_[i] = lanes.z1[i] / gain_[i];
      z2_[i] = lanes.z2[i] / gain_[i];
    }
    for (std::size_t i = 0; i < kCount; ++i) scale_[i] = i < kCount - 2 ? 1 : gain_[i];
  }
  void Save() const {
    for (std::size_t i = 0; i < kCount; ++i) {
      lanes_.z1[i] = z1_[i] * gain_[i];
      lanes_.z2[i] = z2_[i] * gain_[i];
    }
  }

  /// The stages from lane `first` on at work.
  template <class D>
  struct Running {
    using V = hn::Vec<D>;
    HWY_INLINE Running(WholeNotches& notches, std::size_t first) : of(notches), lane(first) {
      const D d;
#pragma GCC unroll 8
      for (std::size_t s = 0; s < kStages; ++s) {
        const std::size_t i = lane + 2 * s;
        b[s] = LoadStages(d, of.b_ + i, kStages);
        c[s] = LoadStages(d, of.lanes_.c + i, kStages);
        k[s] = LoadStages(d, of.k_ + i, kStages);
        z1[s] = LoadStages(d, of.z1_ + i, kStages);
        z2[s] = LoadStages(d, of.z2_ + i, kStages);
      }
      scale = LoadStages(d, of.scale_ + lane + 2 * (kStages - 1), kStages);
    }
    HWY_INLINE V Next(V x) {
#pragma GCC unroll 8
      for (std::size_t s = 0; s < kStages; ++s) {
        const V y = hn::Add(x, z1[s]);
        z1[s] = hn::NegMulAdd(c[s], y, hn::MulAdd(b[s], x, z2[s]));
        z2[s] = hn::NegMulAdd(k[s], y, x);
        x = y;
      }
      return hn::Mul(scale, x);
    }
    HWY_INLINE void Save() const {
#pragma GCC unroll 8
      for (std::size_t s = 0; s < kStages; ++s) {
        StoreStages(z1[s], D(), of.z1_ + lane + 2 * s, kStages);
        StoreStages(z2[s], D(), of.z2_ + lane + 2 * s, kStages);
      }
    }

    WholeNotches& of;
    std::size_t lane;
    V b[kStages], c[kStages], k[kStages], z1[kStages], z2[kStages], scale;
  };

 private:
  static constexpr std::size_t kCount = 2 * kStrands * kStages;
  NotchLanes lanes_;
  double gain_[kCount], scale_[kCount], b_[kCount], k_[kCount], z1_[kCount], z2_[kCount];
};

/// Notches that are only partly there: out = in + depth (notch(in) - in).
template <std::size_t kStages>
class PartialNotches {
 public:
  explicit PartialNotches(const NotchLanes& lanes) : lanes_(lanes) {
    for (std::size_t i = 0; i < kCount; ++i) depth_[i] = lanes.depth[i];
  }
  void Save() const {}

  template <class D>
  struct Running {
    using V = hn::Vec<D>;
    HWY_INLINE Running(PartialNotches& notches, std::size_t first) : of(notches), lane(first) {
      const D d;
#pragma GCC unroll 8
      for (std::size_t s = 0; s < kStages; ++s) {
        const std::size_t i = lane + 2 * s;
        g[s] = LoadStages(d, of.lanes_.g + i, kStages);
        c[s] = LoadStages(d, of.lanes_.c + i, kStages);
        z1[s] = LoadStages(d, of.lanes_.z1 + i, kStages);
        z2[s] = LoadStages(d, of.lanes_.z2 + i, kStages);
        depth[s] = LoadStages(d, of.depth_ + i, kStages);
        depth_step[s] = LoadStages(d, of.lanes_.depth_step + i, kStages);
      }
    }
    HWY_INLINE V Next(V x) {
#pragma GCC unroll 8
      for (std::size_t s = 0; s < kStages; ++s) {
        const V y = hn::MulAdd(g[s], x, z1[s]);
        const V notched = hn::Sub(x, y);
        // z1 = c (x - y) + z2,  z2 = g x - (2g - 1) y = g (x - y) + (1 - g) y
        z1[s] = hn::MulAdd(c[s], notched, z2[s]);
        z2[s] = hn::MulAdd(g[s], hn::Sub(notched, y), y);
        x = hn::NegMulAdd(depth[s], notched, x);
        depth[s] = hn::Add(depth[s], depth_step[s]);
      }
      return x;
    }
    HWY_INLINE void Save() const {
#pragma GCC unroll 8
      for (std::size_t s = 0; s < kStages; ++s) {
        const std::size_t i = lane + 2 * s;
        StoreStages(z1[s], D(), of.lanes_.z1 + i, kStages);
        StoreStages(z2[s], D(), of.lanes_.z2 + i, kStages);
        StoreStages(depth[s], D(), of.depth_ + i, kStages);
      }
    }

    PartialNotches& of;
    std::size_t lane;
    V g[kStages], c[kStages], z1[kStages], z2[kStages], depth[kStages], depth_step[kStages];
  };

 private:
  static constexpr std::size_t kCount = 2 * kStrands * kStages;
  NotchLanes lanes_;
  double depth_[kCount];  // of the next frame
};

/// The strand that begins at `lane`, alone.
template <class Notches>
void RunStrand(Notches& notches, std::size_t lane, double* stereo, std::size_t frames) {
  const Ears ears;
  typename Notches::template Running<Ears> strand(notches, lane);
  for (std::size_t n = 0; n < frames; ++n, stereo += 2) {
    hn::StoreU(strand.Next(hn::LoadU(ears, stereo)), ears, stereo);
  }
  strand.Save();
}

/// Both strands of `stages` stages each, the second one kLag frames behind.
template <class D, class Notches>
void RunStrands(D d, Notches& notches, std::size_t stages, double* stereo, std::size_t frames) {
  const hn::Half<D> ears;
  const std::size_t lag = frames < kLag ? frames : kLag;
  RunStrand(notches, 0, stereo, lag);
  {
    typename Notches::template Running<D> strands(notches, 0);
    for (std::size_t n = kLag; n < frames; ++n) {
      double* const first = stereo + 2 * n;
      double* const second = first - 2 * kLag;
      const auto in = hn::Combine(d, hn::LoadU(ears, second), hn::LoadU(ears, first));
      const auto out = strands.Next(in);
      hn::StoreU(hn::LowerHalf(ears, out), ears, first);
      hn::StoreU(hn::UpperHalf(ears, out), ears, second);
    }
    strands.Save();
  }
  RunStrand(notches, 2 * stages, stereo + 2 * (frames - lag), lag);
}

template <template <std::size_t> class Notches, std::size_t kStages>
void RunGroup(const NotchLanes& lanes, double* stereo, std::size_t frames) {
  Notches<kStages> notches(lanes);
  if constexpr (kStrands == 1) {
    RunStrand(notches, 0, stereo, frames);
  } else {
    RunStrands(Lanes(), notches, kStages, stereo, frames);
  }
  notches.Save();
}

/// All stages, in groups of about the same size.
template <template <std::size_t> class Notches>
void RunGroups(NotchLanes lanes, std::size_t count, double* stereo, std::size_t frames) {
  std::size_t left = count / (2 * kStrands);  // stages of a strand
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

void RunNotches(const NotchLanes& lanes, std::size_t count, double* stereo, std::size_t frames) {
  RunGroups<WholeNotches>(lanes, count, stereo, frames);
}
void RunPartialNotches(const NotchLanes& lanes, std::size_t count, double* stereo,
                       std::size_t frames) {
  RunGroups<PartialNotches>(lanes, count, stereo, frames);
}

}  // namespace HWY_NAMESPACE
}  // namespace bbplay::dsp
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace bbplay::dsp {

HWY_EXPORT(RunNotches);
HWY_EXPORT(RunPartialNotches);

NotchSection NotchSection::at(double hz, double q, double rate) noexcept {
  const double w = 2 * std::numbers::pi * hz / rate;
  const double half_width = std::min(0.5 * w / std::max(q, 0.1), 0.49 * std::numbers::pi);
  const double g = 1 / (1 + std::tan(half_width));
  return {g, -2 * g * std::cos(w)};
}

NotchCascade::NotchCascade(std::size_t stages)
    : stages_(stages),
      lanes_((2 * stages + kNotchLanes - 1) / kNotchLanes * kNotchLanes),
      g_(lanes_, 1.0),
      c_(lanes_),
      z1_(lanes_),
      z2_(lanes_),
      parked1_(lanes_),
      parked2_(lanes_),
      depth_(lanes_, 1.0),
      depth_step_(lanes_),
      state_(lanes_, Stage::never_run) {}

void NotchCascade::tune(std::size_t stage, Ear ear, NotchSection section) noexcept {
  const std::size_t i = lane(stage, ear);
  g_[i] = section.g;
  c_[i] = section.c;
  if (state_[i] == Stage::parked) {
    z1_[i] = parked1_[i];
    z2_[i] = parked2_[i];
    state_[i] = Stage::running;
  } else if (state_[i] == Stage::never_run) {
    state_[i] = Stage::fresh;
    any_fresh_ = true;
  }
}

void NotchCascade::bypass(std::size_t stage, Ear ear) noexcept {
  const std::size_t i = lane(stage, ear);
  if (state_[i] == Stage::running) {
    parked1_[i] = z1_[i];
    parked2_[i] = z2_[i];
    state_[i] = Stage::parked;
  } else if (state_[i] == Stage::fresh) {
    state_[i] = Stage::never_run;
  }
  // With these and states of 0 the section is the identity.
  g_[i] = 1;
  c_[i] = z1_[i] = z2_[i] = 0;
}

void NotchCascade::remove(std::size_t stage, Ear ear) noexcept {
  bypass(stage, ear);
  state_[lane(stage, ear)] = Stage::never_run;
}

void NotchCascade::clear() noexcept {
  for (std::size_t stage = 0; stage < stages_; ++stage) {
    for (const Ear ear : kBothEars) remove(stage, ear);
  }
  any_fresh_ = false;
}

bool NotchCascade::is_bypassed(std::size_t stage, Ear ear) const noexcept {
  const Stage state = state_[lane(stage, ear)];
  return state == Stage::never_run || state == Stage::parked;
}

bool NotchCascade::has_run(std::size_t stage, Ear ear) const noexcept {
  const Stage state = state_[lane(stage, ear)];
  return state == Stage::running || state == Stage::parked;
}

void NotchCascade::settle(double left, double right) noexcept {
  if (!any_fresh_) return;
  any_fresh_ = false;
  double x[] = {left, right};
  for (std::size_t i = 0; i < 2 * stages_; ++i) {
    double& in = x[i % 2];
    if (state_[i] == Stage::fresh) {
      z1_[i] = z2_[i] = NotchSection{g_[i], c_[i]}.settled(in);
      state_[i] = Stage::running;
    }
    in = g_[i] * in + z1_[i];
  }
}

void NotchCascade::process(std::span<double> stereo) noexcept {
  assert(!any_fresh_ && stereo.size() % 2 == 0);
  const NotchLanes lanes{g_.data(),  c_.data(),     z1_.data(),
                         z2_.data(), depth_.data(), depth_step_.data()};
  HWY_DYNAMIC_DISPATCH(RunNotches)(lanes, lanes_, stereo.data(), stereo.size() / 2);
}

void NotchCascade::process(std::span<double> stereo, std::span<const Depth> depths) noexcept {
  if (depths.empty()) return process(stereo);
  assert(!any_fresh_ && stereo.size() % 2 == 0);
  const auto set = [&](const Depth& at, double from, double step) {
    for (const Ear ear : kBothEars) {
      depth_[lane(at.stage, ear)] = from;
      depth_step_[lane(at.stage, ear)] = step;
    }
  };
  for (const Depth& at : depths) set(at, at.from, at.step);
  const NotchLanes lanes{g_.data(),  c_.data(),     z1_.data(),
                         z2_.data(), depth_.data(), depth_step_.data()};
  HWY_DYNAMIC_DISPATCH(RunPartialNotches)(lanes, lanes_, stereo.data(), stereo.size() / 2);
  for (const Depth& at : depths) set(at, 1, 0);
}

}  // namespace bbplay::dsp
#endif  // HWY_ONCE
