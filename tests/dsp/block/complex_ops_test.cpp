// SPDX-License-Identifier: MIT
#include "dsp/block/complex_ops.h"

#include <complex>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace bbplay::dsp {
namespace {

/// Noise within -1 .. 1; lengths below, at and above those of vectors.
template <class Part>
struct Parts {
  Parts(std::size_t count, unsigned seed) : re(count), im(count) {
    std::mt19937 engine(seed);
    std::uniform_real_distribution<Part> uniform(-1, 1);
    for (std::size_t i = 0; i < count; ++i) {
      re[i] = uniform(engine);
      im[i] = uniform(engine);
    }
  }
  ComplexSpan<Part> span() { return {re, im}; }
  ComplexSpan<const Part> view() const { return {re, im}; }
  std::complex<double> operator[](std::size_t i) const { return {double(re[i]), double(im[i])}; }

  std::vector<Part> re, im;
};

constexpr std::size_t kCounts[] = {0, 1, 3, 4, 8, 17, 256};

TEST(ComplexOps, AddRotatedIsAProductWithAConstant) {
  const std::complex<double> by(-0.75, 0.3);
  for (const std::size_t count : kCounts) {
    const Parts<float> x(count, 1);
    Parts<float> sum(count, 2);
    const Parts<float> before = sum;
    add_rotated(float(by.real()), float(by.imag()), x.view(), sum.span());
    for (std::size_t i = 0; i < count; ++i) {
      EXPECT_LT(std::abs(sum[i] - (before[i] + by * x[i])), 3e-7) << count << ' ' << i;
    }
  }
}

TEST(ComplexOps, AddProductTakesEitherDirection) {
  for (const std::size_t count : kCounts) {
    const Parts<float> x(count, 1);
    const Parts<double> by(count, 2);
    for (const bool conjugated : {false, true}) {
      Parts<double> sum(count, 3);
      const Parts<double> before = sum;
      add_product(by.view(), conjugated, x.view(), sum.span());
      for (std::size_t i = 0; i < count; ++i) {
        const auto factor = conjugated ? std::conj(by[i]) : by[i];
        EXPECT_LT(std::abs(sum[i] - (before[i] + factor * x[i])), 1e-15) << count << ' ' << i;
      }
    }
  }
}

}  // namespace
}  // namespace bbplay::dsp
