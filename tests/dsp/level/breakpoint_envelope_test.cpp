// SPDX-License-Identifier: MIT
#include "dsp/level/breakpoint_envelope.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include <gtest/gtest.h>

namespace bbplay::dsp {
namespace {

using Fades = FadedLevel::Fades;

/// Largest |level| among all frames that are heard, one by one.
double largest(const FadedLevel& level, std::int64_t begin, std::int64_t end) {
  double peak = 0;
  for (std::int64_t frame = begin; frame < end; ++frame) {
    peak = std::max(peak, std::abs(level.at(frame)));
  }
  return peak;
}

TEST(FadedLevel, APointAtTheEndOfTheFadeOutIsNotHeard) {
  // 12 s: up to 1 in 2 s while the drawn level falls by 0.7 in 6 s; at the end it is back at 1, but
  // faded out by then. Loudest after 2 s.
  constexpr int kRate = 1000;
  const std::vector<LevelPoint> points{{0, 1}, {6, 0.3}, {12, 1}};
  const FadedLevel level(points, kRate, {0, 12 * kRate, 2 * kRate, 3 * kRate});
  EXPECT_NEAR(level.peak(), 1 - 0.7 * 2 / 6, 1e-3);
  EXPECT_EQ(level.peak(), largest(level, 0, 12 * kRate));
}

TEST(FadedLevel, ThePeakIsTheLargestOfAllFrames) {
  struct Case {
    std::vector<LevelPoint> points;
    Fades fades;
  };
  const Case cases[] = {
      {{}, {0, 1000, 0, 0}},
      {{}, {0, 1000, 1000, 0}},
      {{}, {0, 1000, 700, 900}},                                        // fades that overlap
      {{{0, 1}, {1, 0}}, {0, 1000, 900, 0}},                            // loudest in between
      {{{0, 0}, {1, 2}}, {0, 1000, 0, 1000}},                           // likewise
      {{{0, 1}, {1, -1}}, {0, 1000, 600, 800}},                         // three lines
      {{{0, 0.2}, {0.4, 3}, {0.4, 0.1}, {1, 0.5}}, {0, 1000, 10, 20}},  // a jump
      {{{0.1234, 5}, {0.5006, -7}, {0.9, 1}}, {0, 1000, 300, 400}},     // between the frames
      {{{-3, 9}, {5, 1}}, {0, 1000, 1, 1}},                             // points outside
      {{{0, 8}, {0.5, 1}, {2, 30}}, {700, 1000, 100, 50}},  // what precedes the beginning
      {{{0.5, 2}}, {0, 1, 0, 0}},
  };
  for (const Case& c : cases) {
    const FadedLevel level(c.points, 1000, c.fades);
    EXPECT_EQ(level.peak(), largest(level, c.fades.begin, c.fades.end)) << &c - cases;
  }
  EXPECT_EQ(FadedLevel({}, 1000, {5, 5, 0, 0}).peak(), 0) << "nothing is heard";
}

TEST(FadedLevel, FindsThePeakOfManyHoursAtOnce) {
  const std::int64_t hours = std::int64_t{10} * 3600 * 48'000;
  const std::vector<LevelPoint> points{{0, 0}, {36'000, 1}};
  const FadedLevel level(points, 48'000, {0, hours, 0, hours});
  EXPECT_NEAR(level.peak(), 0.25, 1e-9);  // x (1 - x)
}

}  // namespace
}  // namespace bbplay::dsp
