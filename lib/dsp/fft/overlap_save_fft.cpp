// SPDX-License-Identifier: MIT
#include "dsp/fft/overlap_save_fft.h"

#include <cassert>
#include <cmath>
#include <numbers>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "dsp/fft/overlap_save_fft.cpp"  // NOLINT: once per vector unit
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "dsp/fft/complex_vectors-inl.h"

HWY_BEFORE_NAMESPACE();
namespace bbplay::dsp {
namespace HWY_NAMESPACE {

static_assert(kWorkGap == kBinGroup, "what work_size() reckons with");

// The inverse transform is the forward one backwards: first the butterflies, then the twiddles. Its
// turns go the other way, which they do as well when real and imaginary parts change places; so
// that is how it calls the same code.

/// Twiddle p of every power, for all lanes or for neighbouring parts.
template <class D>
struct PartTwiddles {
  HWY_INLINE PartTwiddles() {}
  Complex<D> power[3];
};
template <class D>
HWY_INLINE PartTwiddles<D> TwiddlesOf(D d, const float* table, std::size_t parts,
                                      std::size_t part) {
  PartTwiddles<D> out;
  for (std::size_t r = 0; r < 3; ++r) {
    out.power[r] = Broadcast(d, {table + 2 * r * parts, table + (2 * r + 1) * parts}, part);
  }
  return out;
}
template <class D>
HWY_INLINE PartTwiddles<D> TwiddlesFrom(D d, const float* table, std::size_t parts,
                                        std::size_t part) {
  PartTwiddles<D> out;
  for (std::size_t r = 0; r < 3; ++r) {
    out.power[r] = Load(d, {table + 2 * r * parts, table + (2 * r + 1) * parts}, part);
  }
  return out;
}

template <bool kInverse, class D>
HWY_INLINE void Step(Complex<D> (&x)[4], const PartTwiddles<D>& twiddles) {
  const D d;
  if constexpr (kInverse) Butterfly<D>(x);
  for (std::size_t r = 1; r < 4; ++r) x[r] = Times(d, x[r], twiddles.power[r - 1]);
  if constexpr (!kInverse) Butterfly<D>(x);
}

/// A pass over parts of 4 `stride` values each.
template <bool kInverse, class D>
HWY_INLINE void MiddlePass(D d, std::size_t parts, std::size_t stride, const float* table,
                           Split<float> x) {
  for (std::size_t p = 0; p < parts; ++p) {
    const PartTwiddles<D> twiddles = TwiddlesOf(d, table, parts, p);
    const Split<float> part{x.re + 4 * stride * p, x.im + 4 * stride * p};
    for (std::size_t q = 0; q < stride; q += hn::Lanes(d)) {
      Complex<D> turned[4];
      for (std::size_t r = 0; r < 4; ++r) {
        turned[r] = Load(d, {part.re, part.im}, q + r * stride);
      }
      Step<kInverse, D>(turned, twiddles);
      for (std::size_t r = 0; r < 4; ++r) {
        hn::StoreU(turned[r].re, d, part.re + q + r * stride);
        hn::StoreU(turned[r].im, d, part.im + q + r * stride);
      }
    }
  }
}

template <bool kInverse>
void MiddlePasses(std::size_t parts, std::size_t stride, const float* table, Split<float> x) {
  // NOLINTNEXTLINE(bugprone-branch-clone): one and the same where vectors have 4 lanes
  if (stride == 4) {
    MiddlePass<kInverse>(hn::CappedTag<float, 4>(), parts, stride, table, x);
  } else {
    MiddlePass<kInverse>(Wide<float>(), parts, stride, table, x);
  }
}

/// Place of bin `bin` and those behind it.
HWY_INLINE std::size_t PlaceOf(std::size_t bin, std::size_t stride) {
  return bin / kBinGroup * stride + bin % kBinGroup;
}

/// Parts of four neighbours become four bins that are a quarter of the spectrum apart.
void ToSpectrum(std::size_t quarter, const float* table, Split<const float> x,
                SpectrumAt<float> spectrum) {
  const Wide<float> d;
  for (std::size_t p = 0; p < quarter; p += hn::Lanes(d)) {
    Complex<Wide<float>> turned[4];
    hn::LoadInterleaved4(d, x.re + 4 * p, turned[0].re, turned[1].re, turned[2].re, turned[3].re);
    hn::LoadInterleaved4(d, x.im + 4 * p, turned[0].im, turned[1].im, turned[2].im, turned[3].im);
    Step<false, Wide<float>>(turned, TwiddlesFrom(d, table, quarter, p));
    for (std::size_t r = 0; r < 4; ++r) {
      float* const to = spectrum.first + PlaceOf(r * quarter + p, spectrum.stride);
      hn::StoreU(turned[r].re, d, to);
      hn::StoreU(turned[r].im, d, to + kBinGroup);
    }
  }
}

/// And back, real and imaginary parts having changed places.
void FromSpectrum(std::size_t quarter, const float* table, SpectrumAt<const float> spectrum,
                  Split<float> x) {
  const Wide<float> d;
  for (std::size_t p = 0; p < quarter; p += hn::Lanes(d)) {
    Complex<Wide<float>> turned[4];
    for (std::size_t r = 0; r < 4; ++r) {
      const float* const from = spectrum.first + PlaceOf(r * quarter + p, spectrum.stride);
      turned[r] = Load(d, {from + kBinGroup, from}, 0);
    }
    Step<true, Wide<float>>(turned, TwiddlesFrom(d, table, quarter, p));
    hn::StoreInterleaved4(turned[0].re, turned[1].re, turned[2].re, turned[3].re, d, x.re + 4 * p);
    hn::StoreInterleaved4(turned[0].im, turned[1].im, turned[2].im, turned[3].im, d, x.im + 4 * p);
  }
}

/// The first pass, whose only part is the whole signal.
template <std::size_t kRadix>
HWY_INLINE void FirstPass(std::size_t stride, const float* table, Split<const float> signal,
                          Split<float> out) {
  const Wide<float> d;
  const Split<const float> powers{table, table + kRadix - 1};
  for (std::size_t q = 0; q < stride; q += hn::Lanes(d)) {
    Complex<Wide<float>> x[kRadix];
    x[0] = Load(d, signal, q);
    for (std::size_t r = 1; r < kRadix; ++r) {
      x[r] = Times(d, Load(d, signal, q + r * stride), Broadcast(d, powers, r - 1));
    }
    Butterfly<Wide<float>>(x);
    for (std::size_t r = 0; r < kRadix; ++r) {
      hn::StoreU(x[r].re, d, out.re + q + r * stride);
      hn::StoreU(x[r].im, d, out.im + q + r * stride);
    }
  }
}

/// And back. Of the result only the part is wanted that began as the imaginary one and has become
/// the real one.
template <std::size_t kRadix>
HWY_INLINE void LastPass(std::size_t stride, const float* table, Split<const float> in,
                         float* out) {
  const Wide<float> d;
  const Split<const float> powers{table, table + kRadix - 1};
  for (std::size_t q = 0; q < stride; q += hn::Lanes(d)) {
    Complex<Wide<float>> x[kRadix];
    for (std::size_t r = 0; r < kRadix; ++r) x[r] = Load(d, in, q + r * stride);
    Butterfly<Wide<float>>(x);
    hn::StoreU(x[0].re, d, out + q);
    for (std::size_t r = 1; r < kRadix; ++r) {
      const Complex<Wide<float>> w = Broadcast(d, powers, r - 1);
      hn::StoreU(hn::MulSub(x[r].re, w.re, hn::Mul(x[r].im, w.im)), d, out + q + r * stride);
    }
  }
}

void First(std::size_t radix, std::size_t stride, const float* table, Split<const float> signal,
           Split<float> out) {
  radix == 4 ? FirstPass<4>(stride, table, signal, out) : FirstPass<8>(stride, table, signal, out);
}
void Last(std::size_t radix, std::size_t stride, const float* table, Split<const float> in,
          float* out) {
  radix == 4 ? LastPass<4>(stride, table, in, out) : LastPass<8>(stride, table, in, out);
}
void MiddleForward(std::size_t parts, std::size_t stride, const float* table, Split<float> x) {
  MiddlePasses<false>(parts, stride, table, x);
}
void MiddleInverse(std::size_t parts, std::size_t stride, const float* table, Split<float> x) {
  MiddlePasses<true>(parts, stride, table, x);
}

}  // namespace HWY_NAMESPACE
}  // namespace bbplay::dsp
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace bbplay::dsp {

HWY_EXPORT(First);
HWY_EXPORT(Last);
HWY_EXPORT(MiddleForward);
HWY_EXPORT(MiddleInverse);
HWY_EXPORT(ToSpectrum);
HWY_EXPORT(FromSpectrum);

namespace {

/// exp(-2 pi i turns)
void set_turn(double turns, float& re, float& im) {
  const double angle = -2 * std::numbers::pi * turns;
  re = static_cast<float>(std::cos(angle));
  im = static_cast<float>(std::sin(angle));
}

/// How far the frequencies of the whole signal lie beside whole numbers: this is what makes the ring
/// change its sign.
constexpr double kOffset = -0.25;

}  // namespace

OverlapSaveFft::OverlapSaveFft(std::size_t block) : block_(block), first_radix_(4) {
  assert(block >= 64 && (block & (block - 1)) == 0);
  for (std::size_t size = block; size > 1; size /= 4) {
    if (size == 2) first_radix_ = 8;
  }
  // A pass of radix R over a part of frequencies beside whole numbers by f turns its values by m f/R,
  // m = 0 .. R - 1, and leaves R parts beside them by (r + f)/R.
  const auto radix = static_cast<double>(first_radix_);
  twiddles_.resize(2 * (first_radix_ - 1));
  for (std::size_t m = 1; m < first_radix_; ++m) {
    set_turn(static_cast<double>(m) * kOffset / radix, twiddles_[m - 1],
             twiddles_[first_radix_ - 1 + m - 1]);
  }
  std::vector<double> offsets(first_radix_);
  for (std::size_t r = 0; r < first_radix_; ++r) {
    offsets[r] = (static_cast<double>(r) + kOffset) / radix;
  }
  while (offsets.size() < block) {
    const std::size_t parts = offsets.size(), at = twiddles_.size();
    passes_.push_back({parts, at});
    twiddles_.resize(at + 6 * parts);
    std::vector<double> next;
    next.reserve(4 * parts);
    for (std::size_t p = 0; p < parts; ++p) {
      for (std::size_t m = 1; m < 4; ++m) {
        float* const power = twiddles_.data() + at + 2 * (m - 1) * parts + p;
        set_turn(static_cast<double>(m) * offsets[p] / 4, power[0], power[parts]);
      }
      for (std::size_t r = 0; r < 4; ++r) next.push_back((static_cast<double>(r) + offsets[p]) / 4);
    }
    offsets = std::move(next);
  }
}

void OverlapSaveFft::forward(std::span<const float> earlier, std::span<const float> later,
                             SpectrumAt<float> spectrum, std::span<float> work) const noexcept {
  assert(earlier.size() == block_ && later.size() == block_ && work.size() >= work_size());
  const Split<float> x{work.data(), work.data() + block_ + kBinGroup};
  HWY_DYNAMIC_DISPATCH(First)
  (first_radix_, block_ / first_radix_, twiddles_.data(), {earlier.data(), later.data()}, x);
  const Pass& last = passes_.back();
  for (const Pass& pass : std::span(passes_).first(passes_.size() - 1)) {
    HWY_DYNAMIC_DISPATCH(MiddleForward)
    (pass.parts, block_ / (4 * pass.parts), twiddles_.data() + pass.at, x);
  }
  HWY_DYNAMIC_DISPATCH(ToSpectrum)
  (last.parts, twiddles_.data() + last.at, {x.re, x.im}, spectrum);
}

void OverlapSaveFft::inverse(SpectrumAt<const float> spectrum, std::span<float> later,
                             std::span<float> work) const noexcept {
  assert(later.size() == block_ && work.size() >= work_size());
  const Split<float> x{work.data(), work.data() + block_ + kBinGroup};
  const Pass& last = passes_.back();
  HWY_DYNAMIC_DISPATCH(FromSpectrum)(last.parts, twiddles_.data() + last.at, spectrum, x);
  for (std::size_t k = passes_.size() - 1; k-- > 0;) {
    const Pass& pass = passes_[k];
    HWY_DYNAMIC_DISPATCH(MiddleInverse)
    (pass.parts, block_ / (4 * pass.parts), twiddles_.data() + pass.at, x);
  }
  HWY_DYNAMIC_DISPATCH(Last)
  (first_radix_, block_ / first_radix_, twiddles_.data(), {x.re, x.im}, later.data());
}

}  // namespace bbplay::dsp
#endif  // HWY_ONCE
