// SPDX-License-Identifier: MIT
#include "bbplay/dsp/fft.h"

#include <bit>
#include <cassert>
#include <cmath>
#include <numbers>
#include <utility>

#include "bbplay/dsp/block_ops.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "dsp/fft/fft.cpp"  // NOLINT: once per vector unit
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "dsp/fft/complex_vectors-inl.h"

HWY_BEFORE_NAMESPACE();
namespace bbplay::dsp {
namespace HWY_NAMESPACE {
/// First pass: neighbouring butterflies have neighbouring inputs and twiddles, and their outputs
/// interleave.
template <class Real>
void FirstPass(std::size_t bins, const Split<const Real>* twiddles, Split<const Real> in,
               Split<Real> out) {
  const Wide<Real> d;
  const std::size_t quarter = bins / 4;
  for (std::size_t p = 0; p < quarter; p += hn::Lanes(d)) {
    Complex<Wide<Real>> x[4];
    for (std::size_t r = 0; r < 4; ++r) x[r] = Load(d, in, p + r * quarter);
    Butterfly<Wide<Real>>(x);
    for (std::size_t r = 1; r < 4; ++r) x[r] = Times(d, x[r], Load(d, twiddles[r - 1], p));
    hn::StoreInterleaved4(x[0].re, x[1].re, x[2].re, x[3].re, d, out.re + 4 * p);
    hn::StoreInterleaved4(x[0].im, x[1].im, x[2].im, x[3].im, d, out.im + 4 * p);
  }
}

/// A later pass: `stride` neighbouring butterflies share their twiddles.
template <class D, class Real = hn::TFromD<D>>
void Radix4Pass(D d, std::size_t bins, std::size_t stride, const Split<const Real>* twiddles,
                Split<const Real> in, Split<Real> out) {
  const std::size_t groups = bins / (4 * stride);
  for (std::size_t p = 0; p < groups; ++p) {
    Complex<D> w[3];
    for (std::size_t r = 0; r < 3; ++r) w[r] = Broadcast(d, twiddles[r], p * stride);
    for (std::size_t q = 0; q < stride; q += hn::Lanes(d)) {
      Complex<D> x[4];
      for (std::size_t r = 0; r < 4; ++r) x[r] = Load(d, in, q + stride * (p + r * groups));
      Butterfly<D>(x);
      for (std::size_t r = 1; r < 4; ++r) x[r] = Times(d, x[r], w[r - 1]);
      for (std::size_t r = 0; r < 4; ++r) {
        hn::StoreU(x[r].re, d, out.re + q + stride * (4 * p + r));
        hn::StoreU(x[r].im, d, out.im + q + stride * (4 * p + r));
      }
    }
  }
}

template <class Real>
void Radix2Pass(std::size_t bins, Split<const Real> in, Split<Real> out) {
  const Wide<Real> d;
  const std::size_t half = bins / 2;
  for (std::size_t q = 0; q < half; q += hn::Lanes(d)) {
    const auto a = Load(d, in, q);
    const auto b = Load(d, in, q + half);
    hn::StoreU(hn::Add(a.re, b.re), d, out.re + q);
    hn::StoreU(hn::Add(a.im, b.im), d, out.im + q);
    hn::StoreU(hn::Sub(a.re, b.re), d, out.re + q + half);
    hn::StoreU(hn::Sub(a.im, b.im), d, out.im + q + half);
  }
}

/// Complex transform of `x`; `y` is as large. The result stands in the returned one of the two.
template <class Real>
Split<Real> Transform(std::size_t bins, const Split<const Real>* twiddles, Split<Real> x,
                      Split<Real> y) {
  const auto constant = [](Split<Real> s) { return Split<const Real>{s.re, s.im}; };
  FirstPass(bins, twiddles, constant(x), y);
  std::swap(x, y);
  std::size_t stride = 4;
  for (; stride * 4 <= bins; stride *= 4) {
    // NOLINTNEXTLINE(bugprone-branch-clone): one and the same where vectors have 4 lanes
    if (stride == 4) {
      Radix4Pass(hn::CappedTag<Real, 4>(), bins, stride, twiddles, constant(x), y);
    } else {
      Radix4Pass(Wide<Real>(), bins, stride, twiddles, constant(x), y);
    }
    std::swap(x, y);
  }
  if (stride < bins) {
    Radix2Pass(bins, constant(x), y);
    std::swap(x, y);
  }
  return x;
}

/// Calls `visit(k, z, mirror)` for vectors that cover the bins 1 .. bins - 1 of a half-size
/// spectrum; lane by lane, mirror is bin `bins - k`.
template <class Real, class Visit>
HWY_INLINE void ForMirroredPairs(std::size_t bins, Split<const Real> z, Visit&& visit) {
  const Wide<Real> d;
  const std::size_t lanes = hn::Lanes(d);
  for (std::size_t k = 1; k < bins; k += lanes) {
    if (k + lanes > bins) k = bins - lanes;
    const auto mirror = Load(d, z, bins - k - (lanes - 1));
    visit(k, Load(d, z, k),
          Complex<Wide<Real>>{hn::Reverse(d, mirror.re), hn::Reverse(d, mirror.im)});
  }
}

template <class Real>
void Forward(std::size_t bins, const Split<const Real>* twiddles, Split<const Real> half_turns,
             const Real* signal, Split<Real> spectrum, Real* work) {
  const Wide<Real> d;
  const std::size_t part = bins + kWorkGap;
  const Split<Real> x{work, work + part};
  const Split<Real> y{work + 2 * part, work + 3 * part};
  for (std::size_t i = 0; i < bins; i += hn::Lanes(d)) {
    hn::Vec<Wide<Real>> even, odd;
    hn::LoadInterleaved2(d, signal + 2 * i, even, odd);
    hn::StoreU(even, d, x.re + i);
    hn::StoreU(odd, d, x.im + i);
  }
  const Split<Real> z = Transform(bins, twiddles, x, y);
  const auto half = hn::Set(d, static_cast<Real>(0.5));
  ForMirroredPairs(bins, Split<const Real>{z.re, z.im},
                   [&](std::size_t k, auto a, auto b) HWY_ATTR {
                     // X = E + w O with E = (a + b*) / 2 and O = (a - b*) / 2i.
                     const Complex<Wide<Real>> e{hn::Mul(half, hn::Add(a.re, b.re)),
                                                 hn::Mul(half, hn::Sub(a.im, b.im))};
                     const Complex<Wide<Real>> o{hn::Mul(half, hn::Add(a.im, b.im)),
                                                 hn::Mul(half, hn::Sub(b.re, a.re))};
                     const auto turned = Times(d, o, Load(d, half_turns, k));
                     hn::StoreU(hn::Add(e.re, turned.re), d, spectrum.re + k);
                     hn::StoreU(hn::Add(e.im, turned.im), d, spectrum.im + k);
                   });
  spectrum.re[0] = z.re[0] + z.im[0];
  spectrum.im[0] = z.re[0] - z.im[0];
}

template <class Real>
void Inverse(std::size_t bins, const Split<const Real>* twiddles, Split<const Real> half_turns,
             Split<const Real> spectrum, Real* signal, Real* work) {
  const Wide<Real> d;
  const std::size_t part = bins + kWorkGap;
  const Split<Real> x{work, work + part};
  const Split<Real> y{work + 2 * part, work + 3 * part};
  const auto half = hn::Set(d, static_cast<Real>(0.5));
  ForMirroredPairs(bins, spectrum, [&](std::size_t k, auto a, auto b) HWY_ATTR {
    // z = E + i O with E = (a + b*) / 2 and O = w* (a - b*) / 2.
    const Complex<Wide<Real>> e{hn::Mul(half, hn::Add(a.re, b.re)),
                                hn::Mul(half, hn::Sub(a.im, b.im))};
    const Complex<Wide<Real>> o{hn::Mul(half, hn::Sub(a.re, b.re)),
                                hn::Mul(half, hn::Add(a.im, b.im))};
    const auto w = Load(d, half_turns, k);
    const auto turned = Times(d, o, Complex<Wide<Real>>{w.re, hn::Neg(w.im)});
    hn::StoreU(hn::Sub(e.re, turned.im), d, x.re + k);
    hn::StoreU(hn::Add(e.im, turned.re), d, x.im + k);
  });
  x.re[0] = static_cast<Real>(0.5) * (spectrum.re[0] + spectrum.im[0]);
  x.im[0] = static_cast<Real>(0.5) * (spectrum.re[0] - spectrum.im[0]);
  // With real and imaginary part exchanged the forward transform is the inverse one.
  const Split<Real> z = Transform(bins, twiddles, {x.im, x.re}, {y.im, y.re});
  for (std::size_t i = 0; i < bins; i += hn::Lanes(d)) {
    hn::StoreInterleaved2(hn::LoadU(d, z.im + i), hn::LoadU(d, z.re + i), d, signal + 2 * i);
  }
}

void ForwardFloat(std::size_t bins, const Split<const float>* twiddles,
                  Split<const float> half_turns, const float* signal, Split<float> spectrum,
                  float* work) {
  Forward<float>(bins, twiddles, half_turns, signal, spectrum, work);
}
void ForwardDouble(std::size_t bins, const Split<const double>* twiddles,
                   Split<const double> half_turns, const double* signal, Split<double> spectrum,
                   double* work) {
  Forward<double>(bins, twiddles, half_turns, signal, spectrum, work);
}
void InverseFloat(std::size_t bins, const Split<const float>* twiddles,
                  Split<const float> half_turns, Split<const float> spectrum, float* signal,
                  float* work) {
  Inverse<float>(bins, twiddles, half_turns, spectrum, signal, work);
}
void InverseDouble(std::size_t bins, const Split<const double>* twiddles,
                   Split<const double> half_turns, Split<const double> spectrum, double* signal,
                   double* work) {
  Inverse<double>(bins, twiddles, half_turns, spectrum, signal, work);
}

}  // namespace HWY_NAMESPACE
}  // namespace bbplay::dsp
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace bbplay::dsp {

HWY_EXPORT(ForwardFloat);
HWY_EXPORT(ForwardDouble);
HWY_EXPORT(InverseFloat);
HWY_EXPORT(InverseDouble);

namespace {

template <class Real>
struct TwiddleViews {
  Split<const Real> powers[3];
  explicit TwiddleViews(const std::vector<Real>& table) {
    const std::size_t quarter = table.size() / 6;
    for (std::size_t r = 0; r < 3; ++r) {
      powers[r] = {table.data() + 2 * r * quarter, table.data() + (2 * r + 1) * quarter};
    }
  }
};

}  // namespace

template <class Real>
RealFft<Real>::RealFft(std::size_t size)
    : size_(size), twiddles_(3 * size / 4), half_twiddles_(size) {
  assert(size >= 128 && (size & (size - 1)) == 0);
  const std::size_t n = bins();
  // The cosines and sines of a quarter turn, ends included, hold all the others.
  const std::size_t quarter = size / 4;
  std::vector<double> turns(quarter + 16), sines(turns.size());
  for (std::size_t k = 0; k <= quarter; ++k) {
    turns[k] = static_cast<double>(k) / static_cast<double>(size);
  }
  sin_turns(turns, sines);
  const int quarter_bits = std::countr_zero(quarter);
  const auto set = [&](std::vector<Real>& table, std::size_t re, std::size_t im, std::size_t k) {
    const std::size_t within = k & (quarter - 1);
    const double sine = sines[within], cosine = sines[quarter - within];
    const double re_by_quarter[] = {cosine, -sine, -cosine, sine};
    const double im_by_quarter[] = {-sine, -cosine, sine, cosine};
    table[re] = static_cast<Real>(re_by_quarter[k >> quarter_bits]);
    table[im] = static_cast<Real>(im_by_quarter[k >> quarter_bits]);
  };
  for (std::size_t r = 0; r < 3; ++r) {
    for (std::size_t p = 0; p < n / 4; ++p) {
      set(twiddles_, 2 * r * (n / 4) + p, (2 * r + 1) * (n / 4) + p, 2 * (r + 1) * p);
    }
  }
  for (std::size_t k = 0; k < n; ++k) set(half_twiddles_, k, n + k, k);
}

template <class Real>
void RealFft<Real>::forward(std::span<const Real> signal, std::span<Real> re, std::span<Real> im,
                            std::span<Real> work) const noexcept {
  assert(signal.size() == size_ && re.size() == bins() && im.size() == bins());
  assert(work.size() >= work_size());
  const TwiddleViews<Real> views(twiddles_);
  const Split<const Real> half{half_twiddles_.data(), half_twiddles_.data() + bins()};
  const Split<Real> spectrum{re.data(), im.data()};
  if constexpr (sizeof(Real) == sizeof(float)) {
    HWY_DYNAMIC_DISPATCH(ForwardFloat)
    (bins(), views.powers, half, signal.data(), spectrum, work.data());
  } else {
    HWY_DYNAMIC_DISPATCH(ForwardDouble)
    (bins(), views.powers, half, signal.data(), spectrum, work.data());
  }
}

template <class Real>
void RealFft<Real>::inverse(std::span<const Real> re, std::span<const Real> im,
                            std::span<Real> signal, std::span<Real> work) const noexcept {
  assert(signal.size() == size_ && re.size() == bins() && im.size() == bins());
  assert(work.size() >= work_size());
  const TwiddleViews<Real> views(twiddles_);
  const Split<const Real> half{half_twiddles_.data(), half_twiddles_.data() + bins()};
  const Split<const Real> spectrum{re.data(), im.data()};
  if constexpr (sizeof(Real) == sizeof(float)) {
    HWY_DYNAMIC_DISPATCH(InverseFloat)
    (bins(), views.powers, half, spectrum, signal.data(), work.data());
  } else {
    HWY_DYNAMIC_DISPATCH(InverseDouble)
    (bins(), views.powers, half, spectrum, signal.data(), work.data());
  }
}

template class RealFft<float>;
template class RealFft<double>;

}  // namespace bbplay::dsp
#endif  // HWY_ONCE
