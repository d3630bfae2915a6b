// SPDX-License-Identifier: MIT
#include "dsp/block/vibrato_sine.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "dsp/block/turns.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "dsp/block/vibrato_sine.cpp"  // NOLINT: once per vector unit
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "dsp/block/fraction_sine-inl.h"

HWY_BEFORE_NAMESPACE();
namespace bbplay::dsp {
namespace HWY_NAMESPACE {

constexpr std::size_t kGroup = VibratoSine::kGroup;
constexpr std::size_t kGroups = 8;  // at a time

using GroupDoubles = hn::CappedTag<double, 8>;
using GroupFloats = hn::CappedTag<float, 16>;

/// What the phases of some groups are made of, in 2^-32 turns: that of the frame in the middle, a
/// quarter turn ahead, and what the vibrato adds j frames from there,
/// slope j + bend j^2 + twist j^3.
struct Groups {
  HWY_ALIGN std::int32_t middle[kGroups];
  HWY_ALIGN float slope[kGroups], bend[kGroups], twist[kGroups];

  /// Of the groups that begin at frame `first`.
  HWY_INLINE void Fill(const VibratoSine& sine, std::size_t first) {
    const GroupDoubles d;
    const hn::Rebind<float, GroupDoubles> f;
    const double radians = kRadiansPerTurn * sine.vibrato_step;
    const auto depth = hn::Set(d, sine.depth * 0x1p32);
    const auto slope_of = hn::Set(d, -radians), bend_of = hn::Set(d, radians * radians / 2);
    const auto twist_of = hn::Set(d, radians * radians * radians / 6);
    for (std::size_t g = 0; g < kGroups; g += hn::Lanes(d)) {
      const auto frame = hn::MulAdd(hn::Iota(d, static_cast<double>(g)), hn::Set(d, double{kGroup}),
                                    hn::Set(d, static_cast<double>(first + kGroup / 2)));
      const auto vibrato =
          hn::MulAdd(frame, hn::Set(d, sine.vibrato_step), hn::Set(d, sine.vibrato_phase));
      const auto wave = SinReducedDouble(d, ReduceTurns(d, vibrato));
      const auto quarter_on = hn::Add(vibrato, hn::Set(d, 0.25));
      const auto cosine = SinReducedDouble(d, ReduceTurns(d, quarter_on));
      const auto line = hn::MulAdd(frame, hn::Set(d, sine.step), hn::Set(d, sine.phase + 0.25));
      StoreFractions(d, hn::NegMulAdd(wave, hn::Set(d, sine.depth), line), middle + g);
      const auto swing = hn::Mul(cosine, depth);
      hn::Store(hn::DemoteTo(f, hn::Mul(swing, slope_of)), f, slope + g);
      hn::Store(hn::DemoteTo(f, hn::Mul(hn::Mul(wave, depth), bend_of)), f, bend + g);
      hn::Store(hn::DemoteTo(f, hn::Mul(swing, twist_of)), f, twist + g);
    }
  }
};

void FillVibratoSine(const VibratoSine& given, float* HWY_RESTRICT out, std::size_t count) {
  const GroupDoubles d;
  const GroupFloats f;
  const hn::RebindToSigned<GroupFloats> i32;
  const std::size_t lanes = hn::Lanes(f);
  VibratoSine sine = given;
  sine.phase = fraction_of_turn(given.phase);
  sine.step = fraction_of_turn(given.step);

  // The frames of a group, counted from its middle, and how far the line gets by then.
  HWY_ALIGN float place[kGroup];
  HWY_ALIGN std::int32_t line[kGroup];
  for (std::size_t k = 0; k < kGroup; ++k) {
    place[k] = static_cast<float>(k) - static_cast<float>(kGroup / 2);
  }
  for (std::size_t k = 0; k < kGroup; k += hn::Lanes(d)) {
    const auto frames = hn::Iota(d, static_cast<double>(k) - static_cast<double>(kGroup / 2));
    StoreFractions(d, hn::Mul(frames, hn::Set(d, sine.step)), line + k);
  }

  Groups groups;
  for (std::size_t done = 0; done < count; done += kGroups * kGroup) {
    groups.Fill(sine, done);
    const std::size_t here = std::min(kGroups, (count - done + kGroup - 1) / kGroup);
    for (std::size_t g = 0; g < here; ++g) {
      const auto middle = hn::Set(i32, groups.middle[g]);
      const auto slope = hn::Set(f, groups.slope[g]);
      const auto bend = hn::Set(f, groups.bend[g]);
      const auto twist = hn::Set(f, groups.twist[g]);
      HWY_ALIGN float tail[kGroup];
      const std::size_t at = done + g * kGroup;
      const bool is_whole = at + kGroup <= count;
      float* const to = is_whole ? out + at : tail;
      for (std::size_t k = 0; k < kGroup; k += lanes) {
        const auto j = hn::Load(f, place + k);
        const auto bent = hn::MulAdd(hn::MulAdd(twist, j, bend), j, slope);
        const auto moved = hn::NearestInt(hn::Mul(bent, j));
        const auto ahead = hn::Add(hn::Add(middle, hn::Load(i32, line + k)), moved);
        hn::StoreU(SinOfFractionAhead(f, ahead), f, to + k);
      }
      if (!is_whole) std::copy(tail, tail + (count - at), out + at);
    }
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace bbplay::dsp
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace bbplay::dsp {

HWY_EXPORT(FillVibratoSine);

bool VibratoSine::is_slow() const noexcept {
  constexpr double kMaxErrorTurns = 5e-9;
  constexpr double kMaxTurns = 0.1;  // further than that floats are too coarse
  // The first power that the cubic lacks.
  const double reach = 0.5 * kGroup * kRadiansPerTurn * std::abs(vibrato_step);
  const double lacking = std::abs(depth) * reach * reach * reach * reach / 24;
  return lacking < kMaxErrorTurns && std::abs(depth) * reach < kMaxTurns;
}

void vibrato_sine(const VibratoSine& sine, std::span<float> out) noexcept {
  HWY_DYNAMIC_DISPATCH(FillVibratoSine)(sine, out.data(), out.size());
}

}  // namespace bbplay::dsp
#endif  // HWY_ONCE
