// SPDX-License-Identifier: MIT
#include "dsp/filter/biquad_cascade.h"

#include <algorithm>
#include <cassert>
#include <cstdint>
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
using Wide = hn::CappedTag<double, 8>;
using WideVec = hn::Vec<Wide>;
constexpr bool kHasCells = hn::MaxLanes(Wide()) == CascadeCell::kFrames;
using Four = hn::CappedTag<double, 4>;
constexpr bool kHasPairs = hn::MaxLanes(Four()) == 4;

/// The sections with their memories, all in registers: GCC sees that, and does not also write them
/// to memory each frame, only if the loops over the sections are unrolled by name.
template <std::size_t kCount>
struct Running {
  PairVec b0[kCount], b1[kCount], b2[kCount], a1[kCount], a2[kCount];
  PairVec fed1[kCount], fed2[kCount], y1[kCount], y2[kCount];

  HWY_INLINE Running(const Section* sections, const CascadeState::Memory* memories) {
    const Pair d;
#pragma GCC unroll 4
    for (std::size_t s = 0; s < kCount; ++s) {
      b0[s] = hn::Set(d, sections[s].b0);
      b1[s] = hn::Set(d, sections[s].b1);
      b2[s] = hn::Set(d, sections[s].b2);
      a1[s] = hn::Set(d, sections[s].a1);
      a2[s] = hn::Set(d, sections[s].a2);
      fed1[s] = hn::Load(d, &memories[s].fed1.left);
      fed2[s] = hn::Load(d, &memories[s].fed2.left);
      y1[s] = hn::Load(d, &memories[s].y1.left);
      y2[s] = hn::Load(d, &memories[s].y2.left);
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

  HWY_INLINE void Save(CascadeState::Memory* memories) const {
    const Pair d;
#pragma GCC unroll 4
    for (std::size_t s = 0; s < kCount; ++s) {
      hn::Store(fed1[s], d, &memories[s].fed1.left);
      hn::Store(fed2[s], d, &memories[s].fed2.left);
      hn::Store(y1[s], d, &memories[s].y1.left);
      hn::Store(y2[s], d, &memories[s].y2.left);
    }
  }
};

/// Two sections in the halves of a vector, which take the time of one. The second one is some frames
/// behind: what it waits for from the first, which is four operations long, is then there.
template <class D>
struct RunningPair {
  static constexpr std::size_t kBehind = 4;  // frames
  using Vec = hn::Vec<D>;
  Vec b0, b1, b2, a1, a2;
  Vec fed1, fed2, y1, y2;

  HWY_INLINE RunningPair(const BiquadCascade& cascade, const CascadeState& state) {
    const Section &first = cascade[0], &second = cascade[1];
    b0 = InHalves(first.b0, second.b0);
    b1 = InHalves(first.b1, second.b1);
    b2 = InHalves(first.b2, second.b2);
    a1 = InHalves(first.a1, second.a1);
    a2 = InHalves(first.a2, second.a2);
    fed1 = InHalves(state, &CascadeState::Memory::fed1);
    fed2 = InHalves(state, &CascadeState::Memory::fed2);
    y1 = InHalves(state, &CascadeState::Memory::y1);
    y2 = InHalves(state, &CascadeState::Memory::y2);
  }

  /// Takes a frame; the output is that of kBehind frames before, `handed_over` what the first section
  /// made of that one, and then of this.
  HWY_INLINE PairVec Next(PairVec frame, PairVec& handed_over) {
    const Vec x = hn::Combine(D(), handed_over, frame);
    const Vec older = hn::NegMulAdd(a2, y2, hn::MulAdd(b0, x, fed1));
    fed1 = hn::MulAdd(b1, x, fed2);
    fed2 = hn::Mul(b2, x);
    y2 = y1;
    y1 = hn::NegMulAdd(a1, y1, older);
    handed_over = hn::LowerHalf(Pair(), y1);
    return hn::UpperHalf(Pair(), y1);
  }

  HWY_INLINE void Save(CascadeState& state) const {
    Put(fed1, state, &CascadeState::Memory::fed1);
    Put(fed2, state, &CascadeState::Memory::fed2);
    Put(y1, state, &CascadeState::Memory::y1);
    Put(y2, state, &CascadeState::Memory::y2);
  }

 private:
  using Part = StereoFrame CascadeState::Memory::*;

  HWY_INLINE static Vec InHalves(double first, double second) {
    const Pair p;
    return hn::Combine(D(), hn::Set(p, second), hn::Set(p, first));
  }
  HWY_INLINE static Vec InHalves(const CascadeState& state, Part part) {
    const Pair p;
    return hn::Combine(D(), hn::Load(p, &(state.memories[1].*part).left),
                       hn::Load(p, &(state.memories[0].*part).left));
  }
  HWY_INLINE static void Put(Vec both, CascadeState& state, Part part) {
    const Pair p;
    hn::Store(hn::LowerHalf(p, both), p, &(state.memories[0].*part).left);
    hn::Store(hn::UpperHalf(p, both), p, &(state.memories[1].*part).left);
  }
};

/// One or two sections over cells of frames, where a vector holds four frames of both ears.
template <int kStep>
class RunningCells {
 public:
  HWY_INLINE RunningCells(const BiquadCascade& cascade, const CascadeState& state) {
    const Wide d;
    const CascadeCell& cell = cascade.cell();
    const auto in_order = Order<1>(), in_time = Order<kStep>();
#pragma GCC unroll 4
    for (std::size_t k = 0; k < kHalf; ++k) {
      const double* const response = cell.response.data() + CascadeCell::kSilence - k;
      near_[k] = ForBothEars(response, in_time);
      far_[k] = ForBothEars(response + kHalf, in_time);
      early_[k] = ForBothEars(cell.outputs_of_state[k].data(), in_time);
      late_[k] = ForBothEars(cell.outputs_of_state[k].data() + kHalf, in_time);
      kept_[k] = ForBothEars(cell.states_of_state[k].data(), in_order);
      const auto begin = static_cast<std::int64_t>(2 * k);
      alignas(64) const std::int64_t pair[] = {begin, begin + 1, begin, begin + 1,
                                               begin, begin + 1, begin, begin + 1};
      pair_[k] = hn::SetTableIndices(d, pair);
    }
#pragma GCC unroll 8
    for (std::size_t k = 0; k < CascadeCell::kFrames; ++k) {
      fed_[k] = ForBothEars(cell.states_of_frame[k].data(), in_order);
    }
    alignas(64) StereoFrame states[CascadeCell::kStates];
    for (std::size_t s = 0; s < cascade.size(); ++s) {
      const CascadeState::Memory& memory = state.memories[s];
      const Section& c = cascade[s];
      const Pair p;
      const auto y1 = hn::Load(p, &memory.y1.left), y2 = hn::Load(p, &memory.y2.left);
      const auto a1 = hn::Set(p, c.a1), a2 = hn::Set(p, c.a2);
      const auto fed1 = hn::Load(p, &memory.fed1.left), fed2 = hn::Load(p, &memory.fed2.left);
      hn::Store(hn::NegMulAdd(a1, y1, hn::NegMulAdd(a2, y2, fed1)), p, &states[2 * s].left);
      hn::Store(hn::NegMulAdd(a2, y1, fed2), p, &states[2 * s + 1].left);
    }
    states_ = hn::Load(d, &states[0].left);
  }

  /// The cell whose first frame in memory is given. Frame is const when it is only listened to.
  template <class Frame>
  HWY_INLINE void Next(Frame* frames) {
    const Wide d;
    WideVec x[CascadeCell::kFrames], state[CascadeCell::kStates];
#pragma GCC unroll 8
    for (std::size_t k = 0; k < CascadeCell::kFrames; ++k) {
      const std::size_t place = kStep > 0 ? k : CascadeCell::kFrames - 1 - k;
      x[k] = hn::LoadDup128(d, &frames[place].left);
    }
#pragma GCC unroll 4
    for (std::size_t k = 0; k < kHalf; ++k) state[k] = hn::TableLookupLanes(states_, pair_[k]);
    if constexpr (!std::is_const_v<Frame>) {
      const WideVec early = Sum(near_, x, hn::Zero(d));
      const WideVec late = Sum(near_, x + kHalf, Sum(far_, x, hn::Zero(d)));
      const std::size_t first = kStep > 0 ? 0 : kHalf;
      hn::StoreU(Sum(early_, state, early), d, &frames[first].left);
      hn::StoreU(Sum(late_, state, late), d, &frames[kHalf - first].left);
    }
    // The one sum that the next cell waits for is made in two halves.
    const WideVec fed = Sum(fed_ + kHalf, x + kHalf, Sum(fed_, x, hn::Zero(d)));
    const WideVec even = hn::MulAdd(kept_[2], state[2], hn::MulAdd(kept_[0], state[0], fed));
    const WideVec odd = hn::MulAdd(kept_[3], state[3], hn::Mul(kept_[1], state[1]));
    states_ = hn::Add(even, odd);
  }

  HWY_INLINE void Save(const BiquadCascade& cascade, CascadeState& state) const {
    alignas(64) StereoFrame states[CascadeCell::kStates];
    hn::Store(states_, Wide(), &states[0].left);
    for (std::size_t s = 0; s < cascade.size(); ++s) {
      state.memories[s] = {.fed1 = states[2 * s], .fed2 = states[2 * s + 1], .y1 = {}, .y2 = {}};
    }
  }

 private:
  static constexpr std::size_t kHalf = CascadeCell::kFrames / 2;
  static_assert(kHalf == CascadeCell::kStates);
  using Indices = decltype(hn::SetTableIndices(Wide(), static_cast<std::int64_t*>(nullptr)));

  /// Each of four values twice, in their order or in reversed time.
  template <int kDirection>
  HWY_INLINE static Indices Order() {
    alignas(64) std::int64_t from[2 * kHalf];
    for (std::size_t i = 0; i < 2 * kHalf; ++i) {
      from[i] = static_cast<std::int64_t>(kDirection > 0 ? i / 2 : kHalf - 1 - i / 2);
    }
    return hn::SetTableIndices(Wide(), from);
  }
  HWY_INLINE static WideVec ForBothEars(const double* four, Indices order) {
    const hn::Half<Wide> half;
    return hn::TableLookupLanes(hn::ZeroExtendVector(Wide(), hn::LoadU(half, four)), order);
  }
  HWY_INLINE static WideVec Sum(const WideVec* weights, const WideVec* values, WideVec sum) {
#pragma GCC unroll 4
    for (std::size_t k = 0; k < kHalf; ++k) sum = hn::MulAdd(weights[k], values[k], sum);
    return sum;
  }

  WideVec near_[kHalf], far_[kHalf];      // of frames for the same half of the cell, and the next
  WideVec early_[kHalf], late_[kHalf];    // of states for either half of the outputs
  WideVec kept_[kHalf], fed_[2 * kHalf];  // of states and frames for the states
  Indices pair_[kHalf];
  WideVec states_;
};

/// Frame is const when the frames are only listened to.
template <int kStep, class Frame>
void SweepCells(const BiquadCascade& cascade, CascadeState& state, Frame* frames,
                std::size_t count) {
  RunningCells<kStep> running(cascade, state);
  for (; count > 0; count -= CascadeCell::kFrames) {
    if constexpr (kStep > 0) {
      running.Next(frames);
      frames += CascadeCell::kFrames;
    } else {
      running.Next(frames + count - CascadeCell::kFrames);
    }
  }
  running.Save(cascade, state);
}

/// Frame after frame.
template <std::size_t kCount, int kStep, class Frame>
void SweepSections(const BiquadCascade& cascade, CascadeState& state, Frame* frames,
                   std::size_t count) {
  const Pair d;
  Running<kCount> running(cascade.sections().data(), state.memories.data());
  Frame* frame = kStep > 0 ? frames : frames + count;
  for (std::size_t i = 0; i < count; ++i) {
    if constexpr (kStep < 0) --frame;
    const PairVec out = running.Next(hn::Load(d, &frame->left));
    if constexpr (!std::is_const_v<Frame>) hn::Store(out, d, &frame->left);
    if constexpr (kStep > 0) ++frame;
  }
  running.Save(state.memories.data());
}

/// The same for two sections, bit for bit.
template <int kStep, class Frame>
void SweepPair(const BiquadCascade& cascade, CascadeState& state, Frame* frames,
               std::size_t count) {
  using BothSections = RunningPair<Four>;
  constexpr std::size_t kBehind = BothSections::kBehind;
  const Pair d;
  const auto load = [d](const StereoFrame& frame) { return hn::Load(d, &frame.left); };
  const auto put = [d](PairVec out, Frame& frame) {
    if constexpr (!std::is_const_v<Frame>) hn::Store(out, d, &frame.left);
  };
  // What is left over comes first, one after the other.
  const std::size_t single = count < kBehind ? count : count % kBehind;
  SweepSections<2, kStep>(cascade, state, kStep > 0 ? frames : frames + count - single, single);
  if (count == single) return;
  Frame* frame = kStep > 0 ? frames + single : frames + count - single - 1;

  PairVec under_way[kBehind];
  Running<1> first(&cascade[0], &state.memories[0]);
#pragma GCC unroll 4
  for (std::size_t k = 0; k < kBehind; ++k) {
    under_way[k] = first.Next(load(frame[kStep * static_cast<int>(k)]));
  }
  first.Save(&state.memories[0]);

  constexpr auto kOn = kStep * static_cast<std::ptrdiff_t>(kBehind);
  BothSections both(cascade, state);
  for (std::size_t i = single + kBehind; i < count; i += kBehind, frame += kOn) {
#pragma GCC unroll 4
    for (std::size_t k = 0; k < kBehind; ++k) {
      Frame* const behind = frame + kStep * static_cast<std::ptrdiff_t>(k);
      put(both.Next(load(behind[kOn]), under_way[k]), *behind);
    }
  }
  both.Save(state);

  Running<1> second(&cascade[1], &state.memories[1]);
#pragma GCC unroll 4
  for (std::size_t k = 0; k < kBehind; ++k) {
    put(second.Next(under_way[k]), frame[kStep * static_cast<int>(k)]);
  }
  second.Save(&state.memories[1]);
}

template <int kStep, class Frame>
void Sweep(const BiquadCascade& cascade, CascadeState& state, Frame* frames, std::size_t count) {
  if constexpr (kHasCells) {
    const std::size_t in_cells = count / CascadeCell::kFrames * CascadeCell::kFrames;
    if (in_cells > 0 && cascade.size() > 0 && cascade.size() <= CascadeCell::kMaxSections) {
      count -= in_cells;
      SweepCells<kStep>(cascade, state, kStep > 0 ? frames : frames + count, in_cells);
      if constexpr (kStep > 0) frames += in_cells;
    }
  }
  switch (cascade.size()) {
    case 1:
      return SweepSections<1, kStep>(cascade, state, frames, count);
    case 2:
      if constexpr (kHasPairs) return SweepPair<kStep>(cascade, state, frames, count);
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
  if (size_ <= CascadeCell::kMaxSections) cell_ = CascadeCell(sections);
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
