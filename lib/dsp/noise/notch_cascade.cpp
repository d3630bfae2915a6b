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

#ifndef BBPLAY_NOTCH_CHAIN
#define BBPLAY_NOTCH_CHAIN
namespace bbplay::dsp {

/// Per lane: coefficients, states, and how much of the notch is there.
struct NotchChain {
  const double* g;
  const double* c;
  double* z1;
  double* z2;
  const double* depth;
  const double* depth_step;
};

/// Lanes are handed over in multiples of the widest vector used.
inline constexpr std::size_t kNotchLanes = 4;

}  // namespace bbplay::dsp
#endif

HWY_BEFORE_NAMESPACE();
namespace bbplay::dsp {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Lanes = hn::CappedTag<double, kNotchLanes>;
using V = hn::Vec<Lanes>;
constexpr std::size_t kWidth = hn::MaxLanes(Lanes());
static_assert(kWidth == 2 || kWidth == 4);
constexpr bool kTwoStages = kWidth == 4;  // per vector; the second one runs a sample behind

/// Input of the first vector: the new samples for its first stage, the first stage's last output
/// for its second.
HWY_INLINE V FirstInput(const double* stereo, V previous) {
  const Lanes d;
  if constexpr (kTwoStages) {
    const hn::Half<Lanes> half;
    return hn::Combine(d, hn::LowerHalf(half, previous), hn::LoadU(half, stereo));
  } else {
    return hn::LoadU(d, stereo);
  }
}

/// Input of a later vector: what left the vector before, and its own first stage's last output.
HWY_INLINE V NextInput(V before, V previous) {
  if constexpr (kTwoStages) {
    return hn::ConcatLowerUpper(Lanes(), previous, before);
  } else {
    return before;
  }
}

HWY_INLINE void StoreOutput(V y, double* stereo) {
  if constexpr (kTwoStages) {
    const hn::Half<Lanes> half;
    hn::StoreU(hn::UpperHalf(half, y), half, stereo);
  } else {
    hn::StoreU(y, Lanes(), stereo);
  }
}

/// `kVectors` vectors of stages at once over the whole of `stereo`, in place.
template <std::size_t kVectors, bool kPartly>
void RunGroup(const NotchChain& chain, double* stereo, std::size_t frames) {
  const Lanes d;
  V g[kVectors], c[kVectors], z1[kVectors], z2[kVectors], y[kVectors];
  V depth[kVectors], depth_step[kVectors];
  for (std::size_t v = 0; v < kVectors; ++v) {
    g[v] = hn::LoadU(d, chain.g + v * kWidth);
    c[v] = hn::LoadU(d, chain.c + v * kWidth);
    z1[v] = hn::LoadU(d, chain.z1 + v * kWidth);
    z2[v] = hn::LoadU(d, chain.z2 + v * kWidth);
    y[v] = hn::Zero(d);
    if constexpr (kPartly) {
      depth[v] = hn::LoadU(d, chain.depth + v * kWidth);
      depth_step[v] = hn::LoadU(d, chain.depth_step + v * kWidth);
    }
  }
  // The last lanes are this many frames behind the first ones.
  constexpr std::size_t kLag = kTwoStages ? kVectors : 0;

  // One frame through all vectors; `keep(v, new, old)` decides about the states.
  const auto step = [&](const double* in, auto keep) HWY_ATTR {
    V before = hn::Zero(d);
    for (std::size_t v = 0; v < kVectors; ++v) {
      const V x = v == 0 ? FirstInput(in, y[0]) : NextInput(before, y[v]);
      const V out = hn::MulAdd(g[v], x, z1[v]);
      const V notched = hn::Sub(x, out);
      // z1 = c (x - y) + z2,  z2 = g x - (2g - 1) y = g (x - y) + (1 - g) y
      const V new_z1 = hn::MulAdd(c[v], notched, z2[v]);
      const V new_z2 = hn::MulAdd(g[v], hn::Sub(notched, out), out);
      z1[v] = keep(v, new_z1, z1[v]);
      z2[v] = keep(v, new_z2, z2[v]);
      if constexpr (kPartly) {
        y[v] = hn::NegMulAdd(depth[v], notched, x);
        depth[v] = keep(v, hn::Add(depth[v], depth_step[v]), depth[v]);
      } else {
        y[v] = out;
      }
      before = y[v];
    }
  };
  const auto always = [](std::size_t, V updated, V) HWY_ATTR { return updated; };
  // A lane is at work while its own frame lies inside the block.
  const auto inside = [&](std::size_t n) HWY_ATTR {
    return [n, frames](std::size_t v, V updated, V old) HWY_ATTR {
      const Lanes dd;
      const hn::Half<Lanes> half;
      const double first = static_cast<double>(n) - static_cast<double>(v);
      const auto frame = hn::Combine(dd, hn::Set(half, first - 1), hn::Set(half, first));
      const auto active = hn::And(hn::Ge(frame, hn::Zero(dd)),
                                  hn::Lt(frame, hn::Set(dd, static_cast<double>(frames))));
      return hn::IfThenElse(active, updated, old);
    };
  };

  if constexpr (kLag == 0) {
    for (std::size_t n = 0; n < frames; ++n) {
      step(stereo + 2 * n, always);
      StoreOutput(y[kVectors - 1], stereo + 2 * n);
    }
  } else {
    constexpr double kSilence[2] = {};
    std::size_t n = 0;
    for (; n < kLag && n < frames; ++n) step(stereo + 2 * n, inside(n));
    for (; n < frames; ++n) {
      step(stereo + 2 * n, always);
      StoreOutput(y[kVectors - 1], stereo + 2 * (n - kLag));
    }
    for (; n < frames + kLag; ++n) {
      step(kSilence, inside(n));
      if (n >= kLag) StoreOutput(y[kVectors - 1], stereo + 2 * (n - kLag));
    }
  }

  for (std::size_t v = 0; v < kVectors; ++v) {
    hn::StoreU(z1[v], d, chain.z1 + v * kWidth);
    hn::StoreU(z2[v], d, chain.z2 + v * kWidth);
  }
}

constexpr std::size_t kMaxGroup = 6;

template <bool kPartly>
void RunChain(NotchChain chain, std::size_t lanes, double* stereo, std::size_t frames) {
  std::size_t vectors = lanes / kWidth;
  std::size_t groups = (vectors + kMaxGroup - 1) / kMaxGroup;
  for (; groups > 0; --groups) {
    const std::size_t count = (vectors + groups - 1) / groups;
    switch (count) {
      case 1:
        RunGroup<1, kPartly>(chain, stereo, frames);
        break;
      case 2:
        RunGroup<2, kPartly>(chain, stereo, frames);
        break;
      case 3:
        RunGroup<3, kPartly>(chain, stereo, frames);
        break;
      case 4:
        RunGroup<4, kPartly>(chain, stereo, frames);
        break;
      case 5:
        RunGroup<5, kPartly>(chain, stereo, frames);
        break;
      default:
        RunGroup<kMaxGroup, kPartly>(chain, stereo, frames);
        break;
    }
    const std::size_t done = count * kWidth;
    vectors -= count;
    chain = {chain.g + done,  chain.c + done,     chain.z1 + done,
             chain.z2 + done, chain.depth + done, chain.depth_step + done};
  }
}

void RunNotches(const NotchChain& chain, std::size_t lanes, double* stereo, std::size_t frames) {
  RunChain<false>(chain, lanes, stereo, frames);
}
void RunPartialNotches(const NotchChain& chain, std::size_t lanes, double* stereo,
                       std::size_t frames) {
  RunChain<true>(chain, lanes, stereo, frames);
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
  const NotchChain chain{g_.data(),  c_.data(),     z1_.data(),
                         z2_.data(), depth_.data(), depth_step_.data()};
  HWY_DYNAMIC_DISPATCH(RunNotches)(chain, lanes_, stereo.data(), stereo.size() / 2);
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
  const NotchChain chain{g_.data(),  c_.data(),     z1_.data(),
                         z2_.data(), depth_.data(), depth_step_.data()};
  HWY_DYNAMIC_DISPATCH(RunPartialNotches)(chain, lanes_, stereo.data(), stereo.size() / 2);
  for (const Depth& at : depths) set(at, 1, 0);
}

}  // namespace bbplay::dsp
#endif  // HWY_ONCE
