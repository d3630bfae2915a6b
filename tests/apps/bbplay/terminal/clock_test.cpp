// SPDX-License-Identifier: MIT
#include "terminal/clock.h"

#include <cstdlib>
#include <ctime>

#include <gtest/gtest.h>

namespace bbplay::app {
namespace {

/// Local time is that of a place which changes its clocks.
class Clock : public testing::Test {
 protected:
  void SetUp() override {
    if (const char* zone = std::getenv("TZ")) before_ = zone;
    set_zone("CET-1CEST,M3.5.0,M10.5.0/3");
  }
  void TearDown() override { set_zone(before_); }

  static WallTime at(const std::string& text) { return moment_of(*parse_clock(text), {}); }
  static double hours(WallTime::duration time) {
    return std::chrono::duration<double, std::ratio<3600>>(time).count();
  }

 private:
  static void set_zone(const std::string& zone) {
    zone.empty() ? ::unsetenv("TZ") : ::setenv("TZ", zone.c_str(), 1);
    ::tzset();
  }
  std::string before_;
};

TEST_F(Clock, ReadsTimesOfDayAndMoments) {
  const auto early = parse_clock("07:00");
  ASSERT_TRUE(early);
  EXPECT_FALSE(early->dated());
  EXPECT_EQ(early->hour, 7);
  EXPECT_EQ(parse_clock("7:05:09")->second, 9);
  EXPECT_TRUE(parse_clock("2026-11-23T07:00")->dated());
  EXPECT_EQ(at("2026-11-23T07:00"), at("2026-11-23 07:00:00"));
  EXPECT_TRUE(parse_clock("2028-02-29T23:59:59"));
}

TEST_F(Clock, RefusesWhatDoesNotExist) {
  for (const auto text : {"", "7", "24:00", "07:60", "07:00:60", "noon", "07:00pm", " 07:00",
                          "2026-02-29T07:00", "2026-11-31T07:00", "2026-11-23", "-1:00"}) {
    EXPECT_FALSE(parse_clock(text)) << text;
  }
}

TEST_F(Clock, ATimeOfDayIsTheNextOne) {
  const auto seven = *parse_clock("07:00");
  EXPECT_EQ(moment_of(seven, at("2026-11-23T06:59:59")), at("2026-11-23T07:00"));
  EXPECT_EQ(moment_of(seven, at("2026-11-23T07:00")), at("2026-11-24T07:00"));
  EXPECT_EQ(moment_of(seven, at("2026-12-31T12:00")), at("2027-01-01T07:00"));
}

TEST_F(Clock, ANightIsAsLongAsItIsWhenClocksChange) {
  const auto seven = *parse_clock("07:00");
  const auto night = [&](const std::string& bedtime) {
    return hours(moment_of(seven, at(bedtime)) - at(bedtime));
  };
  EXPECT_EQ(night("2026-07-01T23:00"), 8);
  EXPECT_EQ(night("2026-03-28T23:00"), 7);
  EXPECT_EQ(night("2026-10-24T23:00"), 9);
  // 02:30 is skipped in spring: the clock shows 03:30 at that moment.
  const auto skipped = *parse_clock("02:30");
  EXPECT_EQ(hours(moment_of(skipped, at("2026-03-29T01:00")) - at("2026-03-29T01:00")), 1.5);
}

TEST_F(Clock, SaysWhatTheWallShows) {
  EXPECT_EQ(text_of(at("2026-11-23T07:00")), "Mon 2026-11-23 07:00:00");
}

}  // namespace
}  // namespace bbplay::app
