// SPDX-License-Identifier: MIT
#include "bbplay/dsp/k_weighting.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <tuple>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "dsp/level/k_weighting.cpp"  // NOLINT: once per vector unit
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace bbplay::dsp {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

constexpr std::size_t kParts = KWeighting::kParts, kPartFrames = KWeighting::kPartFrames;
constexpr std::size_t kRegisters = std::tuple_size_v<KWeighting::Memory>;

/// A value for each part, or for as many of them as a vector has lanes.
using Parts = hn::CappedTag<double, kParts>;
using PartsVec = hn::Vec<Parts>;
using Ears = hn::FixedTag<double, 2>;

/// A section at work. Transposed direct form II whose first register is kept as the difference of
/// what was fed to it and a1 y: the next output then waits for one multiply-add, not two.
template <class D>
struct RunningSection {
  using Vec = hn::Vec<D>;

  HWY_INLINE RunningSection(const KWeighting::Section& s, Vec first, Vec second)
      : b0(hn::Set(D(), s.b0)),
        b1(hn::Set(D(), s.b1)),
        b2(hn::Set(D(), s.b2)),
        a1(hn::Set(D(), s.a1)),
        a2(hn::Set(D(), s.a2)),
        fed(first),
        y(hn::Zero(D())),
        s2(second) {}

  HWY_INLINE Vec Next(Vec x) {
    y = hn::NegMulAdd(a1, y, hn::MulAdd(b0, x, fed));
    fed = hn::MulAdd(b1, x, s2);
    s2 = hn::NegMulAdd(a2, y, hn::Mul(b2, x));
    return y;
  }
  HWY_INLINE Vec First() const { return hn::NegMulAdd(a1, y, fed); }

  Vec b0, b1, b2, a1, a2, fed, y, s2;
};

/// Both sections, one behind the other, and the energy of what comes out.
template <class D>
struct RunningFilter {
  using Vec = hn::Vec<D>;

  /// memory  gives the vector of register i
  template <class MemoryAt>
  HWY_INLINE RunningFilter(const KWeighting::Filter& filter, MemoryAt memory)
      : shelf(filter.sections[0], memory(0), memory(1)),
        high_pass(filter.sections[1], memory(2), memory(3)),
        energy(hn::Zero(D())) {}

  HWY_INLINE void Hear(Vec x) {
    const Vec y = high_pass.Next(shelf.Next(x));
    energy = hn::MulAdd(y, y, energy);
  }

  RunningSection<D> shelf, high_pass;
  Vec energy;
};

/// Frame by frame, the ears side by side.
double EnergyInTurn(const KWeighting::Filter& filter, KWeighting::Memory* memories,
                    const float* left, const float* right, std::size_t frames) {
  const Ears d;
  RunningFilter<Ears> running(filter, [&](std::size_t i) HWY_ATTR {
    const double ears[] = {memories[0][i], memories[1][i]};
    return hn::LoadU(d, ears);
  });
  for (std::size_t i = 0; i < frames; ++i) {
    const double ears[] = {left[i], right[i]};
    running.Hear(hn::LoadU(d, ears));
  }
  const auto keep = [&](std::size_t i, hn::Vec<Ears> values) HWY_ATTR {
    double ears[2];
    hn::StoreU(values, d, ears);
    memories[0][i] = ears[0];
    memories[1][i] = ears[1];
  };
  keep(0, running.shelf.First());
  keep(1, running.shelf.s2);
  keep(2, running.high_pass.First());
  keep(3, running.high_pass.s2);
  return hn::GetLane(hn::SumOfLanes(d, running.energy));
}

/// A round of one ear on its way: frame i of part k at [i][k], and what the parts have to do with
/// the memory.
struct Round {
  HWY_ALIGN double frames[kPartFrames][kParts];
  HWY_ALIGN double registers[kRegisters][kParts];  // left behind by each part; then, begun with

  void Lay(const float* x) {
    for (std::size_t i = 0; i < kPartFrames; ++i) {
      for (std::size_t k = 0; k < kParts; ++k) frames[i][k] = x[k * kPartFrames + i];
    }
  }

  /// Goes on from what is left behind to what the parts begin with, and from the memory before the
  /// round to that after it.
  HWY_INLINE void Begin(const KWeighting::Filter& filter, KWeighting::Memory& memory) {
    for (std::size_t k = 0; k < kParts; ++k) {
      KWeighting::Memory next;
      for (std::size_t i = 0; i < kRegisters; ++i) {
        double sum = registers[i][k];
        for (std::size_t j = 0; j < kRegisters; ++j) sum += filter.carried[j][i] * memory[j];
        next[i] = sum;
      }
      for (std::size_t i = 0; i < kRegisters; ++i) registers[i][k] = memory[i];
      memory = next;
    }
  }
};

/// What each part leaves behind of its own frames.
HWY_INLINE void SumLeftBehind(const KWeighting::Filter& filter, Round& left, Round& right) {
  const Parts d;
  for (std::size_t k = 0; k < kParts; k += hn::Lanes(d)) {
    PartsVec of_left[kRegisters], of_right[kRegisters];
    for (PartsVec& sum : of_left) sum = hn::Zero(d);
    for (PartsVec& sum : of_right) sum = hn::Zero(d);
    for (std::size_t i = 0; i < kPartFrames; ++i) {
      const PartsVec l = hn::Load(d, left.frames[i] + k), r = hn::Load(d, right.frames[i] + k);
      for (std::size_t j = 0; j < kRegisters; ++j) {
        const PartsVec share = hn::Set(d, filter.left_behind[i][j]);
        of_left[j] = hn::MulAdd(share, l, of_left[j]);
        of_right[j] = hn::MulAdd(share, r, of_right[j]);
      }
    }
    for (std::size_t j = 0; j < kRegisters; ++j) {
      hn::Store(of_left[j], d, left.registers[j] + k);
      hn::Store(of_right[j], d, right.registers[j] + k);
    }
  }
}

double EnergyOfRounds(const KWeighting::Filter& filter, KWeighting::Memory* memories,
                      const float* left, const float* right, std::size_t rounds) {
  const Parts d;
  Round l, r;
  PartsVec energy = hn::Zero(d);
  for (std::size_t round = 0; round < rounds; ++round) {
    l.Lay(left + round * KWeighting::kRoundFrames);
    r.Lay(right + round * KWeighting::kRoundFrames);
    SumLeftBehind(filter, l, r);
    l.Begin(filter, memories[0]);
    r.Begin(filter, memories[1]);
    for (std::size_t k = 0; k < kParts; k += hn::Lanes(d)) {
      RunningFilter<Parts> of_left(
          filter, [&](std::size_t i) HWY_ATTR { return hn::Load(d, l.registers[i] + k); });
      RunningFilter<Parts> of_right(
          filter, [&](std::size_t i) HWY_ATTR { return hn::Load(d, r.registers[i] + k); });
      for (std::size_t i = 0; i < kPartFrames; ++i) {
        of_left.Hear(hn::Load(d, l.frames[i] + k));
        of_right.Hear(hn::Load(d, r.frames[i] + k));
      }
      energy = hn::Add(energy, hn::Add(of_left.energy, of_right.energy));
    }
  }
  return hn::GetLane(hn::SumOfLanes(d, energy));
}

}  // namespace HWY_NAMESPACE
}  // namespace bbplay::dsp
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace bbplay::dsp {

HWY_EXPORT(EnergyInTurn);
HWY_EXPORT(EnergyOfRounds);

namespace {

/// A rise by `gain_db` above `hz`.
KWeighting::Section shelf(double hz, double q, double gain_db, double rate) {
  const double k = std::tan(std::numbers::pi * hz / rate);
  const double high = std::pow(10, gain_db / 20);
  const double band = std::pow(high, 0.4996667741545416);
  const double a0 = 1 + k / q + k * k;
  KWeighting::Section s;
  s.b0 = (high + band * k / q + k * k) / a0;
  s.b1 = 2 * (k * k - high) / a0;
  s.b2 = (high - band * k / q + k * k) / a0;
  s.a1 = 2 * (k * k - 1) / a0;
  s.a2 = (1 - k / q + k * k) / a0;
  return s;
}

/// The numerator is (1, -2, 1), as in the standard, whatever the gain.
KWeighting::Section high_pass(double hz, double q, double rate) {
  const double k = std::tan(std::numbers::pi * hz / rate);
  const double a0 = 1 + k / q + k * k;
  KWeighting::Section s;
  s.b1 = -2;
  s.b2 = 1;
  s.a1 = 2 * (k * k - 1) / a0;
  s.a2 = (1 - k / q + k * k) / a0;
  return s;
}

/// A frame in transposed direct form II, which is what a memory means.
double pass(const KWeighting::Section& s, double x, double& s1, double& s2) noexcept {
  const double y = s.b0 * x + s1;
  s1 = s.b1 * x - s.a1 * y + s2;
  s2 = s.b2 * x - s.a2 * y;
  return y;
}

void hear(const std::array<KWeighting::Section, 2>& sections, double x,
          KWeighting::Memory& memory) noexcept {
  const double y = pass(sections[0], x, memory[0], memory[1]);
  pass(sections[1], y, memory[2], memory[3]);
}

KWeighting::Filter filter_of(const std::array<KWeighting::Section, 2>& sections) {
  KWeighting::Filter filter{sections, {}, {}};
  KWeighting::Memory memory{};
  hear(sections, 1, memory);
  for (std::size_t i = KWeighting::kPartFrames; i-- > 0; hear(sections, 0, memory)) {
    filter.left_behind[i] = memory;
  }
  for (std::size_t i = 0; i < memory.size(); ++i) {
    memory = {};
    memory[i] = 1;
    for (std::size_t frame = 0; frame < KWeighting::kPartFrames; ++frame) {
      hear(sections, 0, memory);
    }
    filter.carried[i] = memory;
  }
  return filter;
}

}  // namespace

KWeighting::KWeighting(int rate)
    : filter_(filter_of({shelf(1681.974450955533, 0.7071752369554196, 3.999843853973347, rate),
                         high_pass(38.13547087602444, 0.5003270373238773, rate)})) {}

double KWeighting::energy(ConstStereoBlock block) noexcept {
  const std::size_t rounds = block.frames() / kRoundFrames;
  double sum = HWY_DYNAMIC_DISPATCH(EnergyOfRounds)(filter_, memories_.data(), block.left.data(),
                                                    block.right.data(), rounds);
  const ConstStereoBlock rest = block.dropping(rounds * kRoundFrames);
  sum += HWY_DYNAMIC_DISPATCH(EnergyInTurn)(filter_, memories_.data(), rest.left.data(),
                                            rest.right.data(), rest.frames());
  // What fades away in silence becomes too small to be computed with quickly.
  constexpr double kNothing = 1e-30;
  for (Memory& memory : memories_) {
    for (double& x : memory) x = std::abs(x) < kNothing ? 0 : x;
  }
  return sum;
}

}  // namespace bbplay::dsp
#endif  // HWY_ONCE
