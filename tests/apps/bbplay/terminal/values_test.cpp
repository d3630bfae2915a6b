// SPDX-License-Identifier: MIT
#include "terminal/values.h"

#include <gtest/gtest.h>

namespace bbplay::app {
namespace {

TEST(Values, TimesAreSecondsOrClockTimes) {
  EXPECT_EQ(parse_time("90"), 90);
  EXPECT_EQ(parse_time("90.5"), 90.5);
  EXPECT_EQ(parse_time("0"), 0);
  EXPECT_EQ(parse_time(".5"), 0.5);
  EXPECT_EQ(parse_time("1:30"), 90);
  EXPECT_EQ(parse_time("75:00"), 4500);
  EXPECT_EQ(parse_time("1:02:03.25"), 3723.25);
  for (const auto wrong : {"", ":", "1:", ":30", "1:60", "1:2:3:4", "-1", "+1", "1.5:30", "1e3",
                           "inf", "nan", "90s", " 90", "1:-5", "0x10"}) {
    EXPECT_FALSE(parse_time(wrong)) << wrong;
  }
}

TEST(Values, LevelsAreLinearOrDecibelsUpToFullScale) {
  EXPECT_EQ(parse_level("0.25"), 0.25);
  EXPECT_EQ(parse_level("1"), 1);
  EXPECT_EQ(parse_level("0dB"), 1);
  EXPECT_NEAR(*parse_level("-12dB"), 0.251189, 1e-6);
  EXPECT_NEAR(*parse_level("-6 dB"), 0.501187, 1e-6);
  for (const auto wrong : {"", "dB", "1.01", "-0.1", "1dB", "loud", "0.5x"}) {
    EXPECT_FALSE(parse_level(wrong)) << wrong;
  }
}

TEST(Values, GainsAreDecibels) {
  EXPECT_EQ(parse_gain("-3"), -3);
  EXPECT_EQ(parse_gain("+1.5dB"), 1.5);
  EXPECT_FALSE(parse_gain("+-1"));
  EXPECT_FALSE(parse_gain("x"));
}

TEST(Values, TimesBecomeTheNearestFrame) {
  EXPECT_EQ(frames_in(61.7, 44'100), 2'720'970);
  EXPECT_EQ(frames_in(0.7, 44'100), 30'870) << "although the product is 30869.999...";
  EXPECT_EQ(frames_in(0, 44'100), 0);
}

TEST(Values, ClockTextCarriesMinutesAndHours) {
  EXPECT_EQ(clock_text(0), "0:00.0");
  EXPECT_EQ(clock_text(59.99), "0:59.9");
  EXPECT_EQ(clock_text(3723.25), "1:02:03.2");
  EXPECT_EQ(clock_text(-1), "0:00.0");
}

}  // namespace
}  // namespace bbplay::app
