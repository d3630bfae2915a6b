// SPDX-License-Identifier: MIT
#include "bbplay/playback/load_histogram.h"

#include <limits>

#include <gtest/gtest.h>

namespace bbplay {
namespace {

TEST(LoadHistogram, KnowsQuantilesToTheWidthOfAClassAndTheMaximumExactly) {
  LoadRecorder recorder;
  for (int i = 1; i <= 10'000; ++i) recorder.record(i * 1e-5);  // evenly up to a tenth
  recorder.record(0.7);
  const LoadHistogram histogram = recorder.snapshot();
  EXPECT_EQ(histogram.total(), 10'001u);
  EXPECT_EQ(histogram.max(), 0.7);
  for (const double share : {0.01, 0.5, 0.99, 0.999}) {
    EXPECT_GE(histogram.quantile(share), share * 0.1) << share;
    EXPECT_LE(histogram.quantile(share), share * 0.1 * 1.125 + 1e-5) << share;
  }
  EXPECT_EQ(histogram.quantile(1), 0.7);
}

TEST(LoadHistogram, CountsBetweenPowersOfTwo) {
  LoadRecorder recorder;
  for (const double load : {0.0, 0.01, 0.24, 0.25, 0.3, 0.49, 0.5, 3.0, 1e9}) recorder.record(load);
  const LoadHistogram histogram = recorder.snapshot();
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(histogram.between(0, 0.25), 3u);
  EXPECT_EQ(histogram.between(0.25, 0.5), 3u);
  EXPECT_EQ(histogram.between(0.5, kInfinity), 3u);
  EXPECT_EQ(histogram.between(0, kInfinity), histogram.total());
}

TEST(LoadHistogram, OfSeveralStreamsAddUp) {
  LoadRecorder one, other;
  one.record(0.1);
  other.record(0.2);
  LoadHistogram both = one.snapshot();
  both += other.snapshot();
  EXPECT_EQ(both.total(), 2u);
  EXPECT_EQ(both.max(), 0.2);
  EXPECT_EQ(LoadHistogram().quantile(0.999), 0);
}

}  // namespace
}  // namespace bbplay
