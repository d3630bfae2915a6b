// SPDX-License-Identifier: MIT
#include "dsp/oscillator/repeated_sum.h"

#include <vector>

#include <gtest/gtest.h>

namespace bbplay::dsp {
namespace {

TEST(RepeatedSum, HasEveryBitOfAddingOneByOne) {
  constexpr std::int64_t kAdditions = 2'000'000;
  const double steps[] = {6 * (1.0 / 44'100),
                          7.83 * (1.0 / 48'000),
                          40 * (1.0 / 8000),
                          1e-9 / 768'000,
                          0.25,
                          0x1.0000000000001p-13,
                          0x1.8000000000001p-9,  // halfway between two numbers again and again
                          0x1.fffffffffffffp-7,
                          3.5};
  for (const double step : steps) {
    const RepeatedSum closed(step, kAdditions);
    std::vector<double> sums(1000);
    double sum = 0;
    for (std::int64_t first = 0; first < kAdditions; first += 1000) {
      closed.fill(first, sums);
      for (const double value : sums) {
        ASSERT_EQ(value, sum) << step << " around " << first;
        sum += step;
      }
    }
    EXPECT_EQ(closed.after(kAdditions), sum) << step;
  }
}

TEST(RepeatedSum, StandsStillWhereAStepIsTooSmallToBeSeen) {
  // Up to a million times the step in single steps; far beyond, the closed form alone can tell.
  const std::int64_t many = std::int64_t{1} << 60;
  const RepeatedSum closed(1.0, many);
  EXPECT_EQ(closed.after(std::int64_t{1} << 53), 0x1p53);
  EXPECT_EQ(closed.after(many), 0x1p53) << "2^53 + 1 is rounded down to 2^53";
}

}  // namespace
}  // namespace bbplay::dsp
