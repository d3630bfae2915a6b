// SPDX-License-Identifier: MIT
#include "dsp/transition_curve.h"

#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace bbplay::dsp {
namespace {

struct Example {
  const char* name;
  double seconds;
  int rate;
  TransitionTiming timing;
  std::int64_t frames() const { return static_cast<std::int64_t>(seconds * rate); }
};

std::vector<Example> examples() {
  std::vector<Example> all;
  for (const char* curve : {"linear", "logarithmic", "exponential"}) {
    all.push_back({"whole voice", 0.1, 4000, {0, std::nullopt, curve}});
    all.push_back({"window", 0.1, 4000, {0.02, 0.05, curve}});
    all.push_back({"fractional", 0.10013, 3999, {0.0111, std::nullopt, curve}});
    all.push_back({"under way", 0.1, 4000, {-0.05, 0.1, curve}});
    all.push_back({"over before it began", 0.1, 4000, {-0.5, 0.1, curve}});
    all.push_back({"longer than the rest", 0.1, 4000, {0.05, 9, curve}});
    all.push_back({"step", 0.1, 4000, {0.0501, 0, curve}});
    all.push_back({"step on a frame", 0.1, 4000, {0.05, 0, curve}});
    all.push_back({"never", 0.1, 4000, {5, std::nullopt, curve}});
    all.push_back({"negative duration", 0.1, 4000, {0.0251, -1, curve}});
    all.push_back({"one frame", 0.00025, 4000, {0, std::nullopt, curve}});
  }
  return all;
}

TEST(TransitionCurve, SumBeforeIsTheSumOfAlphaInClosedForm) {
  for (const Example& example : examples()) {
    const TransitionCurve curve(example.seconds, example.frames(), example.timing);
    double sum = 0;
    for (std::int64_t n = 0; n < example.frames() + 600; ++n) {
      ASSERT_NEAR(curve.sum_before(n), sum, 1e-10)
          << example.name << ' ' << example.timing.curve << " at " << n;
      sum += curve.at(n);
    }
  }
}

TEST(TransitionCurve, FillingInPiecesGivesTheSameAsOneFrameAtATime) {
  for (const Example& example : examples()) {
    const TransitionCurve curve(example.seconds, example.frames(), example.timing);
    std::int64_t first = 0;
    for (std::size_t length = 0; first < example.frames() + 300; length = (length * 7 + 3) % 97) {
      std::vector<double> alpha(length);
      curve.fill(first, alpha);
      for (const double value : alpha) {
        ASSERT_EQ(value, curve.at(first)) << example.name << ' ' << example.timing.curve << first;
        ++first;
      }
    }
  }
}

TEST(TransitionCurve, KnowsWhenItDoesNotMove) {
  const auto curve = [](TransitionTiming timing) { return TransitionCurve(0.1, 400, timing); };
  EXPECT_TRUE(TransitionCurve().is_constant());
  EXPECT_TRUE(curve({5, std::nullopt, "linear"}).is_constant());
  EXPECT_TRUE(curve({-1, 0.5, "linear"}).is_constant());
  EXPECT_EQ(curve({-1, 0.5, "linear"}).at(0), 1);
  EXPECT_TRUE(curve({-1, 0, "linear"}).is_constant());
  EXPECT_FALSE(curve({0, std::nullopt, "linear"}).is_constant());
  EXPECT_FALSE(curve({0.05, 0, "linear"}).is_constant());
}

TEST(TransitionCurve, NamesAreTrimmedAndMayBeInAnyCase) {
  const TransitionCurve plain(0.1, 400, {0, std::nullopt, "exponential"});
  const TransitionCurve spaced(0.1, 400, {0, std::nullopt, " Exponential\n"});
  for (std::int64_t i = 0; i < 400; ++i) EXPECT_EQ(plain.at(i), spaced.at(i));
}

TEST(TransitionCurve, SumOfEightHoursIsGoodToAMillionthOfAFrame) {
  const std::int64_t frames = std::int64_t{8} * 3600 * 48000;
  const TransitionCurve curve(8 * 3600, frames, {0, std::nullopt, "exponential"});
  // sum of (i/N)^2 below n = n: N/3 - 1/2 + 1/(6 N)
  const auto n = static_cast<long double>(frames);
  EXPECT_NEAR(curve.sum_before(frames), static_cast<double>(n / 3 - 0.5L + 1 / (6 * n)), 1e-6);
}

}  // namespace
}  // namespace bbplay::dsp
