// SPDX-License-Identifier: MIT
#include "dsp/block/exp_log.h"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace bbplay::test {
namespace {

TEST(Exponentials, AgreeWithTheLibraryAtAnyLength) {
  for (const std::size_t count : {1u, 2u, 3u, 7u, 8u, 100u, 257u}) {
    std::vector<double> x(count), out(count);
    for (std::size_t i = 0; i < count; ++i) x[i] = 40 * std::sin(static_cast<double>(i));
    dsp::exponential(x, out);
    for (std::size_t i = 0; i < count; ++i) EXPECT_NEAR(out[i] / std::exp(x[i]), 1, 1e-14);
    dsp::exponential(x, x);
    EXPECT_EQ(x, out);
  }
}

TEST(Exponentials, RaiseToAnyPower) {
  std::vector<double> base(1001), out(base.size());
  for (std::size_t i = 0; i < base.size(); ++i) base[i] = 1e-3 * (static_cast<double>(i) + 0.5);
  for (const double exponent : {-2.0, 0.0, 0.5, 1.3, 7.0}) {
    dsp::power(base, exponent, out);
    for (std::size_t i = 0; i < base.size(); ++i) {
      EXPECT_NEAR(out[i] / std::pow(base[i], exponent), 1, 1e-14) << base[i] << '^' << exponent;
    }
  }
}

TEST(Exponentials, StayFinite) {
  std::vector<double> x{-1e300, -701, 701, 1e300};
  dsp::exponential(x, x);
  EXPECT_LT(x[0], 1e-300);
  EXPECT_GT(x[0], 0);
  EXPECT_GT(x[3], 1e300);
  for (const double value : x) EXPECT_TRUE(std::isfinite(value));
}

}  // namespace
}  // namespace bbplay::test
