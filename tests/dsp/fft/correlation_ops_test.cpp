// SPDX-License-Identifier: MIT
#include "dsp/fft/correlation_ops.h"

#include <cmath>
#include <complex>
#include <vector>

#include <gtest/gtest.h>

namespace bbplay::dsp {
namespace {

std::vector<float> wave(std::size_t count, double step) {
  std::vector<float> x(count);
  for (std::size_t i = 0; i < count; ++i) {
    x[i] = static_cast<float>(std::sin(step * static_cast<double>(i * i)));
  }
  return x;
}

TEST(SumOfProducts, IsTakenInTheSameOrderOnEveryUnit) {
  for (const std::size_t count : {0u, 1u, 15u, 16u, 17u, 1'000u}) {
    const std::vector<float> a = wave(count, 0.1), b = wave(count, 0.23);
    double sums[16] = {};
    const std::size_t whole = count / 16 * 16;
    for (std::size_t i = 0; i < count; ++i) {
      sums[i < whole ? i % 16 : 0] += static_cast<double>(a[i]) * static_cast<double>(b[i]);
    }
    for (std::size_t apart = 8; apart > 0; apart /= 2) {
      for (std::size_t k = 0; k < apart; ++k) sums[k] += sums[k + apart];
    }
    EXPECT_EQ(sum_of_products(a, b), sums[0]) << count;
  }
}

template <class Real>
void expect_correlation(double tolerance) {
  constexpr std::size_t kBins = 64;
  std::vector<Real> values[6];
  for (std::size_t n = 0; n < 6; ++n) {
    const std::vector<float> x = wave(kBins, 0.1 + 0.07 * static_cast<double>(n));
    values[n].assign(x.begin(), x.end());
  }
  const std::vector<Real> before_re = values[4], before_im = values[5];
  const auto split = [&](std::size_t n) {
    return Split<const Real>{values[n].data(), values[n + 1].data()};
  };
  add_correlation(kBins, split(0), split(2), Split<Real>{values[4].data(), values[5].data()});
  for (std::size_t k = 0; k < kBins; ++k) {
    const std::complex<double> a(values[0][k], values[1][k]), b(values[2][k], values[3][k]);
    // The first bin is two real ones.
    const std::complex<double> product =
        k == 0 ? std::complex(a.real() * b.real(), a.imag() * b.imag()) : a * std::conj(b);
    EXPECT_NEAR(values[4][k], static_cast<double>(before_re[k]) + product.real(), tolerance) << k;
    EXPECT_NEAR(values[5][k], static_cast<double>(before_im[k]) + product.imag(), tolerance) << k;
  }
}

TEST(AddCorrelation, MultipliesByTheConjugateOfEachBin) {
  expect_correlation<float>(5e-7);
  expect_correlation<double>(1e-15);
}

}  // namespace
}  // namespace bbplay::dsp
