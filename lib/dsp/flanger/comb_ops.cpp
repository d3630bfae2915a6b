// SPDX-License-Identifier: MIT
#include "dsp/flanger/comb_ops.h"

#include <cstddef>

// foreach_target.h comes before everything that is made once per target
// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "dsp/flanger/comb_ops.cpp"  // NOLINT: once per vector unit
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
#include <hwy/contrib/math/math-inl.h>
#include "dsp/block/sine_polynomial-inl.h"
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace bbplay::dsp {
namespace HWY_NAMESPACE {

using Doubles = hn::ScalableTag<double>;
using Vec = hn::Vec<Doubles>;

template <class Wave, class Law>
HWY_INLINE void Fill(const DelaySweep& sweep, const double* HWY_RESTRICT turns,
                     double* HWY_RESTRICT delay, Wave wave, Law law) {
  const Doubles d;
  for (std::size_t i = 0; i < kQuantum; i += hn::Lanes(d)) {
    const auto frames = law(wave(hn::LoadU(d, turns + i)));
    const auto least = hn::Set(d, sweep.shortest);
    const auto most = hn::Set(d, sweep.longest);
    hn::StoreU(hn::Min(hn::Max(frames, least), most), d, delay + i);
  }
}

template <class Wave>
HWY_INLINE void FillByLaw(const DelaySweep& sweep, const double* turns, double* delay, Wave wave) {
  const double middle = sweep.middle;
  const double swing = sweep.swing;
  switch (sweep.law) {
    case DelaySweep::Law::linear:
      return Fill(sweep, turns, delay, wave, [=](Vec l) HWY_ATTR {
        const Doubles d;
        return hn::Add(hn::Set(d, middle), hn::Mul(hn::Set(d, swing), l));
      });
    case DelaySweep::Law::reciprocal: {
      const double least = sweep.least_reciprocal;
      const double shortest = sweep.shortest;
      return Fill(sweep, turns, delay, wave, [=](Vec l) HWY_ATTR {
        const Doubles d;
        const auto sum = hn::Add(hn::Set(d, middle), hn::Mul(hn::Set(d, swing), l));
        const auto k = hn::Max(sum, hn::Set(d, least));
        // A reciprocal that went through zero counts as the shortest delay.
        const auto negative = hn::Lt(k, hn::Zero(d));
        return hn::IfThenElse(negative, hn::Set(d, shortest), hn::Div(hn::Set(d, 1.0), k));
      });
    }
    case DelaySweep::Law::exponential:
      return Fill(sweep, turns, delay, wave, [=](Vec l) HWY_ATTR {
        const Doubles d;
        const auto up = hn::Add(l, hn::Set(d, 1.0));
        return hn::Mul(hn::Set(d, middle), hn::Exp(d, hn::Mul(hn::Set(d, swing), up)));
      });
  }
}

void FillDelay(const DelaySweep& sweep, const double* turns, double* delay) {
  if (sweep.wave == FlangerWave::sine) {
    FillByLaw(sweep, turns, delay, [](Vec turn) HWY_ATTR {
      const Doubles d;
      return SinReducedDouble(d, ReduceTurns(d, turn));
    });
  } else {
    FillByLaw(sweep, turns, delay, [](Vec turn) HWY_ATTR {
      const Doubles d;
      const auto from_middle = hn::Abs(hn::Sub(hn::Sub(turn, hn::Floor(turn)), hn::Set(d, 0.5)));
      return hn::Sub(hn::Mul(hn::Set(d, 4.0), from_middle), hn::Set(d, 1.0));
    });
  }
}

// The comb: a stereo frame is one vector of two doubles, because what goes round the loop is serial
// in time and can only be shared between the channels.
using Frame = hn::FixedTag<double, 2>;
using FrameFloats = hn::FixedTag<float, 2>;
using FrameVec = hn::Vec<Frame>;

HWY_INLINE FrameVec LoadFrame(const float* frame) {
  return hn::PromoteTo(Frame(), hn::LoadU(FrameFloats(), frame));
}
HWY_INLINE void StoreFrame(FrameVec frame, float* out) {
  hn::StoreU(hn::DemoteTo(FrameFloats(), frame), FrameFloats(), out);
}

template <int kTaps, bool kLinked>
HWY_INLINE FrameVec ReadLine(const float* now, const DelayTaps& left, const DelayTaps& right,
                             std::size_t i) {
  const Frame d;
  const float* newest = now - 2 * std::ptrdiff_t{left.age[i]};
  auto sum = hn::Zero(d);
  for (int tap = 0; tap < kTaps; ++tap) {
    if constexpr (kLinked) {
      sum = hn::MulAdd(hn::Set(d, left.weight[tap][i]), LoadFrame(newest - 2 * tap), sum);
    } else {
      const float* newest_right = now - 2 * std::ptrdiff_t{right.age[i]};
      HWY_ALIGN const double frame[2] = {static_cast<double>(newest[-2 * tap]),
                                         static_cast<double>(newest_right[1 - 2 * tap])};
      HWY_ALIGN const double weight[2] = {left.weight[tap][i], right.weight[tap][i]};
      sum = hn::MulAdd(hn::Load(d, weight), hn::Load(d, frame), sum);
    }
  }
  return sum;
}

/// What the loudness of a quantum is made up from: the sound before it is, and the energies of what
/// came in and of the sound. Both channels side by side.
struct Loudness {
  alignas(64) double sound[2 * kQuantum];
  alignas(64) float energy_in[2 * kQuantum], energy_out[2 * kQuantum];
};

constexpr double kNoEnergy = 1e-20;

/// As floats, which are exact enough for the square root of their ratio. A loop that explodes must
/// not get out of their range.
HWY_INLINE void StoreEnergy(FrameVec energy, float* out) {
  const Frame d;
  const auto most = hn::Set(d, 1e37);
  StoreFrame(hn::Add(hn::Min(energy, most), hn::Set(d, kNoEnergy)), out);
}

/// Gains that would bring the sound to the energy of what came in, in the place of its own energy.
/// Returns whether all of them are allowed.
bool AimGains(const CombSettings& settings, Loudness& loudness) {
  const hn::ScalableTag<float> f;
  const auto no_sound = hn::Set(f, static_cast<float>(2 * kNoEnergy));
  auto least = hn::Set(f, 1.0f), most = least;
  for (std::size_t i = 0; i < 2 * kQuantum; i += hn::Lanes(f)) {
    const auto energy_out = hn::Load(f, loudness.energy_out + i);
    const auto ratio = hn::Div(hn::Load(f, loudness.energy_in + i), energy_out);
    const auto gain =
        hn::IfThenElse(hn::Gt(energy_out, no_sound), hn::Sqrt(ratio), hn::Set(f, 1.0f));
    least = hn::Min(least, gain);
    most = hn::Max(most, gain);
    hn::Store(gain, f, loudness.energy_out + i);
  }
  const auto smallest = static_cast<double>(hn::GetLane(hn::MinOfLanes(f, least)));
  const auto largest = static_cast<double>(hn::GetLane(hn::MaxOfLanes(f, most)));
  return smallest >= settings.min_gain && largest <= settings.max_gain;
}

/// Smoothes the gains and applies them. As long as none of them leaves the allowed range, nor does
/// their mean, and a frame need not wait for the one before: four at a time do.
void MakeUpLoudness(const CombSettings& settings, CombState& state, Loudness& loudness,
                    float* HWY_RESTRICT out) {
  const Frame d;
  const auto pole = hn::Set(d, settings.loudness_pole);
  const auto rest = hn::Set(d, 1 - settings.loudness_pole);
  const auto min_gain = hn::Set(d, settings.min_gain);
  const auto max_gain = hn::Set(d, settings.max_gain);
  bool all_allowed = AimGains(settings, loudness);
  for (const double gain : state.gain) {
    all_allowed = all_allowed && gain >= settings.min_gain && gain <= settings.max_gain;
  }
  auto gain = hn::Load(d, state.gain);
  if (all_allowed) {
    constexpr std::size_t kStretch = 4;
    FrameVec left[kStretch];  // of the last gain
    left[0] = pole;
    for (std::size_t k = 1; k < kStretch; ++k) left[k] = hn::Mul(left[k - 1], pole);
    for (std::size_t i = 0; i < kQuantum; i += kStretch) {
      FrameVec own[kStretch];
      for (std::size_t k = 0; k < kStretch; ++k) {
        own[k] = hn::Mul(rest, LoadFrame(loudness.energy_out + 2 * (i + k)));
        if (k > 0) own[k] = hn::MulAdd(pole, own[k - 1], own[k]);
      }
      for (std::size_t k = 0; k < kStretch; ++k) {
        own[k] = hn::MulAdd(left[k], gain, own[k]);
        const auto sound = hn::Load(d, loudness.sound + 2 * (i + k));
        StoreFrame(hn::Mul(sound, own[k]), out + 2 * (i + k));
      }
      gain = own[kStretch - 1];
    }
  } else {
    for (std::size_t i = 0; i < kQuantum; ++i) {
      const auto target = LoadFrame(loudness.energy_out + 2 * i);
      gain = hn::MulAdd(pole, gain, hn::Mul(rest, target));
      gain = hn::Min(hn::Max(gain, min_gain), max_gain);
      StoreFrame(hn::Mul(hn::Load(d, loudness.sound + 2 * i), gain), out + 2 * i);
    }
  }
  hn::Store(gain, d, state.gain);
}

template <int kTaps, bool kLinked, bool kFeedsBack, bool kLoud>
HWY_INLINE void Comb(const CombSettings& settings, CombState& state, const DelayTaps& left,
                     const DelayTaps& right, float* now, float* HWY_RESTRICT out) {
  const Frame d;
  const auto hpf = hn::Set(d, settings.hpf);
  const auto lpf = hn::Set(d, settings.lpf);
  const auto lpf_rest = hn::Set(d, 1 - settings.lpf);
  const auto feedback = hn::Set(d, settings.feedback);
  const auto mix = hn::Set(d, settings.mix);
  const auto pole = hn::Set(d, settings.loudness_pole);
  const auto rest = hn::Set(d, 1 - settings.loudness_pole);
  Loudness loudness;
  auto high = hn::Load(d, state.high);
  auto last = hn::Load(d, state.last);
  auto low = hn::Load(d, state.low);
  auto energy_in = hn::Load(d, state.energy_in);
  auto energy_out = hn::Load(d, state.energy_out);
  for (std::size_t i = 0; i < kQuantum; ++i, now += 2) {
    const auto x = LoadFrame(now);
    const auto delayed = ReadLine<kTaps, kLinked>(now, left, right, i);
    if constexpr (kFeedsBack) {
      high = hn::MulAdd(hpf, high, hn::Mul(hpf, hn::Sub(delayed, last)));
      last = delayed;
      low = hn::MulAdd(lpf, low, hn::Mul(lpf_rest, high));
      StoreFrame(hn::MulAdd(feedback, low, x), now);
    }
    const auto y = hn::MulAdd(mix, delayed, x);
    if constexpr (kLoud) {
      energy_in = hn::MulAdd(pole, energy_in, hn::Mul(rest, hn::Mul(x, x)));
      energy_out = hn::MulAdd(pole, energy_out, hn::Mul(rest, hn::Mul(y, y)));
      StoreEnergy(energy_in, loudness.energy_in + 2 * i);
      StoreEnergy(energy_out, loudness.energy_out + 2 * i);
      hn::Store(y, d, loudness.sound + 2 * i);
    } else {
      StoreFrame(y, out + 2 * i);
    }
  }
  hn::Store(high, d, state.high);
  hn::Store(last, d, state.last);
  hn::Store(low, d, state.low);
  hn::Store(energy_in, d, state.energy_in);
  hn::Store(energy_out, d, state.energy_out);
  if constexpr (kLoud) MakeUpLoudness(settings, state, loudness, out);
}

template <int kTaps, bool kLinked>
void CombOf(const CombSettings& settings, CombState& state, const DelayTaps& left,
            const DelayTaps& right, float* now, float* out) {
  if (settings.feeds_back) {
    settings.makes_up_loudness
        ? Comb<kTaps, kLinked, true, true>(settings, state, left, right, now, out)
        : Comb<kTaps, kLinked, true, false>(settings, state, left, right, now, out);
  } else {
    settings.makes_up_loudness
        ? Comb<kTaps, kLinked, false, true>(settings, state, left, right, now, out)
        : Comb<kTaps, kLinked, false, false>(settings, state, left, right, now, out);
  }
}

void RunComb(const CombSettings& settings, CombState& state, const DelayTaps& left,
             const DelayTaps& right, float* now, float* out) {
  if (settings.taps == 2) {
    settings.linked ? CombOf<2, true>(settings, state, left, right, now, out)
                    : CombOf<2, false>(settings, state, left, right, now, out);
  } else {
    settings.linked ? CombOf<4, true>(settings, state, left, right, now, out)
                    : CombOf<4, false>(settings, state, left, right, now, out);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace bbplay::dsp
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace bbplay::dsp {

HWY_EXPORT(FillDelay);
HWY_EXPORT(RunComb);

void DelaySweep::fill(std::span<const double, kQuantum> turns,
                      std::span<double, kQuantum> delay) const noexcept {
  HWY_DYNAMIC_DISPATCH(FillDelay)(*this, turns.data(), delay.data());
}

void run_comb(const CombSettings& settings, CombState& state, const DelayTaps& left,
              const DelayTaps& right, float* now, float* out) noexcept {
  HWY_DYNAMIC_DISPATCH(RunComb)(settings, state, left, right, now, out);
}

}  // namespace bbplay::dsp
#endif  // HWY_ONCE
