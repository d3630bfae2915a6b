// SPDX-License-Identifier: MIT
#include "terminal/status.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "terminal/columns.h"

namespace bbplay::app {
namespace {

using testing::HasSubstr;
using testing::Not;

/// With everything that a line can tell.
PlayStatus busy() {
  PlayStatus status;
  status.track = "night";
  status.place = {2, 3};
  status.state = "paused";
  status.position_s = 3'723.45;
  status.end_s = 28'800;
  status.pass = 2;
  status.passes = 4;
  status.step = 3;
  status.steps = 12;
  status.step_name = "Down to theta, \xE9\x9D\x99\xE3\x81\x8B and slow";
  status.beat_hz = 6.25;
  status.gain_db = -3;
  status.muted = true;
  status.peak = 1.25;
  status.load = 0.04;
  status.is_exact = false;
  return status;
}

TEST(StatusLine, NeverTakesMoreColumnsThanThereAre) {
  for (std::size_t columns = 0; columns < 200; ++columns) {
    EXPECT_LE(columns_of(as_line(busy(), columns)), columns);
    EXPECT_LE(columns_of(as_line(TaskProgress{.task = "rendering",
                                              .track = "a rather long name",
                                              .place = {1, 2},
                                              .done = 0.5,
                                              .left_s = 90},
                                 columns)),
              columns);
  }
}

TEST(StatusLine, TellsEverythingWhereThereIsRoom) {
  EXPECT_EQ(
      as_line(busy()),
      "[2/3] 1:02:03.4 / 8:00:00.0  paused  clipping  muted  step 3/12  Down to theta, "
      "\xE9\x9D\x99\xE3\x81\x8B and slow  pass 2/4  6.25 Hz  provisional  -3 dB  peak   1.9 dB  "
      "load  4 %  xruns 0");
}

TEST(StatusLine, ShowsAGainThatWasChangedInFortyColumns) {
  PlayStatus status = busy();
  status.state = "playing";
  status.muted = false;
  status.peak = 0.5;
  status.passes = 1;
  EXPECT_EQ(as_line(status, 39), "[2/3] 1:02:03/8:00:00  step 3/12  -3 dB");
  status.place = {};
  EXPECT_EQ(as_line(status, 39), "1:02:03/8:00:00  step 3/12  -3 dB");
  status.position_s = 62;
  status.end_s = 600;
  status.step_name = "Deep";
  status.gain_db = 12;
  EXPECT_EQ(as_line(status, 39), "1:02/10:00  step 3/12  6.25 Hz  +12 dB");
  status.gain_db = -0.4;
  EXPECT_EQ(as_line(status, 39), "1:02.0 / 10:00.0  step 3/12  Deep");
}

TEST(StatusLine, KeepsWhereItIsAndWhatIsWrongInFortyColumns) {
  PlayStatus status = busy();
  status.gain_db = 0;
  EXPECT_EQ(as_line(status, 39), "[2/3] 1:02:03/8:00:00  paused  clipping");
  status.muted = false;
  status.peak = 0.5;
  EXPECT_EQ(as_line(status, 39), "[2/3] 1:02:03/8:00:00  paused  step 3");
  status.state = "playing";
  status.place = {};
  status.position_s = 62;
  status.end_s = 600;
  status.passes = 1;
  EXPECT_EQ(as_line(status, 39), "1:02.0 / 10:00.0  step 3/12  Down to t\xE2\x80\xA6");
  status.step_name = {};
  EXPECT_EQ(as_line(status, 39), "1:02.0 / 10:00.0  step 3/12  6.25 Hz");
}

TEST(StatusLine, GivesUpNumbersBeforeTheNameOfTheStep) {
  PlayStatus status = busy();
  status.gain_db = 0;
  status.muted = false;
  status.peak = 0.5;
  const std::string line = as_line(status, 79);
  EXPECT_THAT(line, HasSubstr("step 3/12  Down to theta"));
  EXPECT_THAT(line, HasSubstr("pass 2/4"));
  for (const auto given_up : {"load", "peak", "xruns", "dB"}) {
    EXPECT_THAT(line, Not(HasSubstr(given_up)));
  }
}

TEST(StatusLine, AsksForATime) {
  PlayStatus status = busy();
  status.prompt = "go to 1:3_";
  EXPECT_EQ(as_line(status), "go to 1:3_  up to 8:00:00.0  (Enter goes, Esc leaves)");
  EXPECT_EQ(as_line(status, 39), "go to 1:3_  up to 8:00:00.0");
}

TEST(TaskLine, SaysWhichOfSeveralTracksItIsAndShortensTheName) {
  TaskProgress progress{.task = "rendering", .track = "evening"};
  progress.done = 0.45;
  progress.left_s = 10;
  EXPECT_EQ(as_line(progress), "rendering evening: 45 %, 0:10.0 left");
  progress.place = {2, 3};
  EXPECT_EQ(as_line(progress), "[2/3] rendering evening: 45 %, 0:10.0 left");
  EXPECT_EQ(as_line(progress, 39), "[2/3] rendering eve\xE2\x80\xA6: 45 %, 0:10.0 left");
}

TEST(Columns, CountWideCharactersTwice) {
  EXPECT_EQ(columns_of("abc"), 3u);
  EXPECT_EQ(columns_of("\xC3\xA4\xE2\x80\xA6"), 2u);          // "ä…"
  EXPECT_EQ(columns_of("\xE9\x9D\x99\xF0\x9F\x8E\xA7"), 4u);  // an ideograph, headphones
  EXPECT_EQ(cut_to("\xE9\x9D\x99\xE3\x81\x8B\xE3\x81\xAA", 4), "\xE9\x9D\x99\xE2\x80\xA6");
  EXPECT_EQ(cut_to("slow down", 6), "slow\xE2\x80\xA6");
  EXPECT_EQ(cut_to("slow", 4), "slow");
}

}  // namespace
}  // namespace bbplay::app
