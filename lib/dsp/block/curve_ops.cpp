// SPDX-License-Identifier: MIT
#include "dsp/block/curve_ops.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <numbers>

// foreach_target.h comes before everything that is made once per target
// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "dsp/block/curve_ops.cpp"  // NOLINT: once per vector unit
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
#include "dsp/block/sine_polynomial-inl.h"
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace bbplay::dsp {
namespace HWY_NAMESPACE {

using Doubles = hn::ScalableTag<double>;
using Floats = hn::ScalableTag<float>;

constexpr int kTerms = 8;

/// out = the matrix, which stands column by column, times x.
void TimesMatrix(const double* HWY_RESTRICT matrix, const double* HWY_RESTRICT x,
                 double* HWY_RESTRICT out) {
  const hn::CappedTag<double, kTerms> d;
  const int lanes = static_cast<int>(hn::Lanes(d));
  for (int row = 0; row < kTerms; row += lanes) {
    auto sum = hn::Mul(hn::LoadU(d, matrix + row), hn::Set(d, x[0]));
    for (int k = 1; k < kTerms; ++k) {
      sum = hn::MulAdd(hn::LoadU(d, matrix + k * kTerms + row), hn::Set(d, x[k]), sum);
    }
    hn::StoreU(sum, d, out + row);
  }
}

template <int kUsed, class V>
HWY_INLINE V AtPlace(const double* HWY_RESTRICT curve, V x) {
  const Doubles d;
  auto value = hn::Set(d, curve[kUsed - 1]);
  for (int k = kUsed - 2; k >= 0; --k) value = hn::MulAdd(value, x, hn::Set(d, curve[k]));
  return value;
}

/// kGainTerms  0: the gain stands still
template <int kPhaseTerms, int kGainTerms>
void SinesOf(const double* HWY_RESTRICT left_phase, const double* HWY_RESTRICT right_phase,
             const double* HWY_RESTRICT gains, float gain, float* HWY_RESTRICT left,
             float* HWY_RESTRICT right) {
  constexpr double kHalf = kCurveFrames / 2.0;
  const Doubles d;
  const Floats f;
  const hn::Rebind<float, Doubles> demoted;
  const int half = static_cast<int>(hn::Lanes(d)), lanes = static_cast<int>(hn::Lanes(f));
  const auto step = hn::Set(d, 1 / kHalf), first = hn::Set(d, (0.5 - kHalf) / kHalf);
  auto factor = hn::Set(f, gain);
  for (int i = 0; i < static_cast<int>(kCurveFrames); i += lanes) {
    const auto low = hn::MulAdd(hn::Iota(d, static_cast<double>(i)), step, first);
    const auto high = hn::MulAdd(hn::Iota(d, static_cast<double>(i + half)), step, first);
    if constexpr (kGainTerms > 0) {
      factor = hn::Combine(f, hn::DemoteTo(demoted, AtPlace<kGainTerms>(gains, high)),
                           hn::DemoteTo(demoted, AtPlace<kGainTerms>(gains, low)));
    }
    const auto sine_of = [&](const double* phase) HWY_ATTR {
      return SinOfPair(AtPlace<kPhaseTerms>(phase, low), AtPlace<kPhaseTerms>(phase, high));
    };
    hn::StoreU(hn::Mul(sine_of(left_phase), factor), f, left + i);
    hn::StoreU(hn::Mul(sine_of(right_phase), factor), f, right + i);
  }
}

void SinesWithGain(const double* left_phase, const double* right_phase, int terms, float gain,
                   float* left, float* right) {
  if (terms <= 6) return SinesOf<6, 0>(left_phase, right_phase, nullptr, gain, left, right);
  SinesOf<kTerms, 0>(left_phase, right_phase, nullptr, gain, left, right);
}
void SinesWithMovingGain(const double* left_phase, const double* right_phase, int terms,
                         const double* gains, int gain_terms, float* left, float* right) {
  if (terms <= 6 && gain_terms <= 4) {
    return SinesOf<6, 4>(left_phase, right_phase, gains, 1, left, right);
  }
  SinesOf<kTerms, kTerms>(left_phase, right_phase, gains, 1, left, right);
}

}  // namespace HWY_NAMESPACE
}  // namespace bbplay::dsp
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace bbplay::dsp {
namespace {

HWY_EXPORT(TimesMatrix);
HWY_EXPORT(SinesWithGain);
HWY_EXPORT(SinesWithMovingGain);

constexpr std::size_t kTerms = kCurvePlaces;
constexpr double kHalf = kCurveFrames / 2.0;
/// The last two coefficients by Chebyshev's polynomials, of a signal whose next one, as those of a
/// sine do, is smaller by another power: 1e-9 beyond them.
constexpr double kLastButOne = 3e-7, kLast = 1e-8;
/// Terms that are smaller altogether need not be looked at.
constexpr double kNoTerm = 1e-9;

/// Column by column: what each of its arguments adds to each of its results.
using Matrix = std::array<double, kTerms * kTerms>;

/// Made when the program starts; never changed.
struct Places {
  std::array<double, 2 * kTerms> frames{};
  Matrix terms{};                      // of a curve, from its values
  Matrix sums{};                       // at the places, from the values
  std::array<double, kTerms> whole{};  // sum of all frames, from the values

  Places() {
    std::array<double, kTerms> x{};
    for (std::size_t k = 0; k < kTerms; ++k) {
      x[k] = -std::cos(std::numbers::pi * static_cast<double>(2 * k + 1) / (2 * kTerms));
      frames[k] = kHalf - 0.5 + kHalf * x[k];
      frames[kTerms + k] = frames[k] + kCurveFrames;
    }
    // Chebyshev's polynomials, term by term.
    std::array<std::array<double, kTerms>, kTerms> chebyshev{};
    chebyshev[0][0] = chebyshev[1][1] = 1;
    for (std::size_t n = 2; n < kTerms; ++n) {
      for (std::size_t p = 0; p < kTerms; ++p) {
        chebyshev[n][p] = (p > 0 ? 2 * chebyshev[n - 1][p - 1] : 0) - chebyshev[n - 2][p];
      }
    }
    for (std::size_t k = 0; k < kTerms; ++k) {
      std::array<double, kTerms> curve{};  // 1 at place k, 0 at the others
      for (std::size_t n = 0; n < kTerms; ++n) {
        const double at_place =
            std::cos(static_cast<double>(n) * std::acos(x[k])) * (n > 0 ? 2 : 1) / kTerms;
        for (std::size_t p = 0; p < kTerms; ++p) curve[p] += at_place * chebyshev[n][p];
      }
      for (std::size_t p = 0; p < kTerms; ++p) terms[k * kTerms + p] = curve[p];
      const double begin = sum_until(curve, -1);
      for (std::size_t j = 0; j < kTerms; ++j) {
        sums[k * kTerms + j] = sum_until(curve, x[j] - 0.5 / kHalf) - begin + (j == k ? 0.5 : 0.0);
      }
      whole[k] = sum_until(curve, 1) - begin;
    }
  }

  /// The sum of the frames up to half a frame before x, less a constant: the integral, corrected by
  /// odd differentials (Euler and Maclaurin, between frames), which a polynomial has but few of.
  static double sum_until(const std::array<double, kTerms>& curve, double x) {
    double sum = 0;
    for (std::size_t p = 0; p < kTerms; ++p) {
      const auto power = static_cast<int>(p);
      sum += kHalf * curve[p] * std::pow(x, power + 1) / (power + 1);
    }
    constexpr std::array kCorrections{-1.0 / 24, 7.0 / 5'760, -31.0 / 967'680, 127.0 / 154'828'800};
    std::array<double, kTerms> differential = curve;
    const auto differentiate = [&differential] {  // by frames
      for (std::size_t p = 1; p < kTerms; ++p) {
        differential[p - 1] = differential[p] * static_cast<double>(p) / kHalf;
      }
      differential[kTerms - 1] = 0;
    };
    for (const double correction : kCorrections) {
      differentiate();
      double value = 0;
      for (std::size_t p = kTerms; p-- > 0;) value = value * x + differential[p];
      sum += correction * value;
      differentiate();
    }
    return sum;
  }
};

const Places kPlaces;

/// How many terms of a curve count.
int terms_of(const Curve& curve) noexcept {
  auto terms = static_cast<int>(curve.size());
  double rest = 0;
  while (terms > 1) {
    rest += std::abs(curve[static_cast<std::size_t>(terms - 1)]);
    if (rest > kNoTerm) break;
    --terms;
  }
  return terms;
}
int terms_of(const Curve& left, const Curve& right) noexcept {
  return std::max(terms_of(left), terms_of(right));
}

}  // namespace

std::span<const double, 2 * kCurvePlaces> curve_places() noexcept { return kPlaces.frames; }

Curve curve_through(std::span<const double, kCurvePlaces> values) noexcept {
  Curve out;
  HWY_DYNAMIC_DISPATCH(TimesMatrix)(kPlaces.terms.data(), values.data(), out.data());
  return out;
}

bool is_resolved(const Curve& curve) noexcept {
  return std::abs(curve[6]) / 32 <= kLastButOne && std::abs(curve[7]) / 64 <= kLast;
}

void sums_at_places(double start, double factor, std::span<const double, 2 * kCurvePlaces> values,
                    std::span<double, 2 * kCurvePlaces> out) noexcept {
  for (std::size_t half = 0; half < 2; ++half) {
    const double* const from = values.data() + half * kTerms;
    double* const to = out.data() + half * kTerms;
    HWY_DYNAMIC_DISPATCH(TimesMatrix)(kPlaces.sums.data(), from, to);
    double whole = 0;
    for (std::size_t k = 0; k < kTerms; ++k) {
      whole += kPlaces.whole[k] * from[k];
      to[k] = start + factor * to[k];
    }
    start += factor * whole;
  }
}

void sines_of_curves(const Curve& left_phase, const Curve& right_phase, float gain,
                     std::span<float> left, std::span<float> right) noexcept {
  assert(left.size() == kCurveFrames && right.size() == kCurveFrames);
  HWY_DYNAMIC_DISPATCH(SinesWithGain)
  (left_phase.data(), right_phase.data(), terms_of(left_phase, right_phase), gain, left.data(),
   right.data());
}

void sines_of_curves(const Curve& left_phase, const Curve& right_phase, const Curve& gain,
                     std::span<float> left, std::span<float> right) noexcept {
  assert(left.size() == kCurveFrames && right.size() == kCurveFrames);
  HWY_DYNAMIC_DISPATCH(SinesWithMovingGain)
  (left_phase.data(), right_phase.data(), terms_of(left_phase, right_phase), gain.data(),
   terms_of(gain), left.data(), right.data());
}

}  // namespace bbplay::dsp
#endif  // HWY_ONCE
