// SPDX-License-Identifier: MIT
#include "dsp/filter/biquad_cascade.h"

#include <algorithm>
#include <cassert>
#include <type_traits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "dsp/filter/biquad_cascade.cpp"  // NOLINT: once per vector unit
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace bbplay::dsp {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Pair = hn::FixedTag<double, 2>;  // left and right
using PairVec = hn::Vec<Pair>;

/// The sections with their memories, all in registers: GCC sees that, and does not also write them
/// to memory each frame, only if the loops over the sections are unrolled by name.
template <std::size_t kCount>
struct Running {
  PairVec b0[kCount], b1[kCount], b2[kCount], a1[kCount], a2[kCount];
  PairVec fed1[kCount], fed2[kCount], y1[kCount], y2[kCount];

  HWY_INLINE Running(const BiquadCascade& cascade, const CascadeState& state) {
    const Pair d;
#pragma GCC unroll 4
    for (std::size_t s = 0; s < kCount; ++s) {
      b0[s] = hn::Set(d, cascade[s].b0);
      b1[s] = hn::Set(d, cascade[s].b1);
      b2[s] = hn::Set(d, cascade[s].b2);
      a1[s] = hn::Set(d, cascade[s].a1);
      a2[s] = hn::Set(d, cascade[s].a2);
      fed1[s] = hn::Load(d, &state.memories[s].fed1.left);
      fed2[s] = hn::Load(d, &state.memories[s].fed2.left);
      y1[s] = hn::Load(d, &state.memories[s].y1.left);
      y2[s] = hn::Load(d, &state.memories[s].y2.left);
    }
  }

  HWY_INLINE PairVec Next(PairVec x) {
#pragma GCC unroll 4
    for (std::size_t s = 0; s < kCount; ++s) {
      const PairVec older = hn::NegMulAdd(a2[s], y2[s], hn::MulAdd(b0[s], x, fed1[s]));
      fed1[s] = hn::MulAdd(b1[s], x, fed2[s]);
      fed2[s] = hn::Mul(b2[s], x);
      y2[s] = y1[s];
      x = y1[s] = hn::NegMulAdd(a1[s], y1[s], older);
    }
    return x;
  }

  HWY_INLINE void Save(CascadeState& state) const {
    const Pair d;
#pragma GCC unroll 4
    for (std::size_t s = 0; s < kCount; ++s) {
      hn::Store(fed1[s], d, &state.memories[s].fed1.left);
      hn::Store(fed2[s], d, &state.memories[s].fed2.left);
      hn::Store(y1[s], d, &state.memories[s].y1.left);
      hn::Store(y2[s], d, &state.memories[s].y2.left);
    }
  }
};

/// Frame is const when the frames are only listened to.
template <std::size_t kCount, int kStep, class Frame>
void SweepSections(const BiquadCascade& cascade, CascadeState& state, Frame* frames,
                   std::size_t count) {
  const Pair d;
  Running<kCount> running(cascade, state);
  Frame* frame = kStep > 0 ? frames : frames + count;
  for (std::size_t i = 0; i < count; ++i) {
    if constexpr (kStep < 0) --frame;
    const PairVec out = running.Next(hn::Load(d, &frame->left));
    if constexpr (!std::is_const_v<Frame>) hn::Store(out, d, &frame->left);
    if constexpr (kStep > 0) ++frame;
  }
  running.Save(state);
}

template <int kStep, class Frame>
void Sweep(const BiquadCascade& cascade, CascadeState& state, Frame* frames, std::size_t count) {
  switch (cascade.size()) {
    case 1:
      return SweepSections<1, kStep>(cascade, state, frames, count);
    case 2:
      return SweepSections<2, kStep>(cascade, state, frames, count);
    case 3:
      return SweepSections<3, kStep>(cascade, state, frames, count);
    case 4:
      return SweepSections<4, kStep>(cascade, state, frames, count);
    default:
      return;
  }
}

void FilterForward(const BiquadCascade& c, CascadeState& s, StereoFrame* frames, std::size_t n) {
  Sweep<1>(c, s, frames, n);
}
void FilterBackward(const BiquadCascade& c, CascadeState& s, StereoFrame* frames, std::size_t n) {
  Sweep<-1>(c, s, frames, n);
}
void ListenForward(const BiquadCascade& c, CascadeState& s, const StereoFrame* frames,
                   std::size_t n) {
  Sweep<1>(c, s, frames, n);
}
void ListenBackward(const BiquadCascade& c, CascadeState& s, const StereoFrame* frames,
                    std::size_t n) {
  Sweep<-1>(c, s, frames, n);
}

}  // namespace HWY_NAMESPACE
}  // namespace bbplay::dsp
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace bbplay::dsp {

HWY_EXPORT(FilterForward);
HWY_EXPORT(FilterBackward);
HWY_EXPORT(ListenForward);
HWY_EXPORT(ListenBackward);

BiquadCascade::BiquadCascade(std::span<const Section> sections) : size_(sections.size()) {
  assert(sections.size() <= kMaxSections);
  std::copy(sections.begin(), sections.end(), sections_.begin());
}

CascadeState::CascadeState(const BiquadCascade& cascade, StereoFrame constant) {
  for (std::size_t s = 0; s < cascade.size(); ++s) {
    const Section& c = cascade[s];
    const double gain = (c.b0 + c.b1 + c.b2) / (1 + c.a1 + c.a2);
    const auto times = [&](double factor) {
      return StereoFrame{factor * constant.left, factor * constant.right};
    };
    const StereoFrame out = times(gain);
    memories[s] = {.fed1 = times(c.b1 + c.b2), .fed2 = times(c.b2), .y1 = out, .y2 = out};
    constant = out;
  }
}

void filter_forward(const BiquadCascade& cascade, CascadeState& state,
                    std::span<StereoFrame> frames) noexcept {
  HWY_DYNAMIC_DISPATCH(FilterForward)(cascade, state, frames.data(), frames.size());
}
void filter_backward(const BiquadCascade& cascade, CascadeState& state,
                     std::span<StereoFrame> frames) noexcept {
  HWY_DYNAMIC_DISPATCH(FilterBackward)(cascade, state, frames.data(), frames.size());
}
void listen_forward(const BiquadCascade& cascade, CascadeState& state,
                    std::span<const StereoFrame> frames) noexcept {
  HWY_DYNAMIC_DISPATCH(ListenForward)(cascade, state, frames.data(), frames.size());
}
void listen_backward(const BiquadCascade& cascade, CascadeState& state,
                     std::span<const StereoFrame> frames) noexcept {
  HWY_DYNAMIC_DISPATCH(ListenBackward)(cascade, state, frames.data(), frames.size());
}

}  // namespace bbplay::dsp
#endif  // HWY_ONCE
