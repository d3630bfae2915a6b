// SPDX-License-Identifier: MIT
#include "dsp/noise/crossing_rate.h"

#include <limits>

#include <gtest/gtest.h>

namespace bbplay::dsp {
namespace {

constexpr double kUncut = std::numeric_limits<double>::infinity();

TEST(CrossingRate, IsTheWeightedProbabilityOfItsStretches) {
  const GaussianStretch stretches[] = {{0.1, 0.7, 3e5}, {0.05, 0.95, 1e5}};
  const CrossingRate rate(stretches, 0.85, kUncut);
  for (const double level : {0.0, 0.05, 0.2, 0.31, 0.45, 0.6}) {
    const double expected = 0.85 * (0.75 * up_crossing_probability(level / 0.1, 0.7) +
                                    0.25 * up_crossing_probability(level / 0.05, 0.95));
    EXPECT_NEAR(rate.at(level) / expected, 1, 2e-3) << level;
  }
  EXPECT_EQ(rate.at(-1), rate.at(0));
}

TEST(CrossingRate, NothingIsCrossedWhereNoiseIsCutOffOrAbsent) {
  const GaussianStretch stretch[] = {{0.3, 0.7, 1}};
  const CrossingRate cut(stretch, 1, 0.95);
  EXPECT_GT(cut.at(0.949), 0);
  EXPECT_EQ(cut.at(0.95), 0);
  EXPECT_EQ(CrossingRate().at(0), 0);
  const GaussianStretch silence[] = {{0, 0.7, 1}};
  EXPECT_EQ(CrossingRate(silence, 1, kUncut).at(0), 0);
}

}  // namespace
}  // namespace bbplay::dsp
