// SPDX-License-Identifier: MIT
// Closed and failing standard streams.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "apps/bbplay/support/program.h"
#include "apps/bbplay/support/tracks.h"
#include "support/scratch_folder.h"

namespace bbplay::test {
namespace {

class Streams : public testing::Test {
 protected:
  void SetUp() override { put_bytes(track_, two_step_track(2, 8'000)); }

  const ScratchFolder folder_;
  const std::string track_ = (folder_ / "night.json").string();
  const std::string out_ = (folder_ / "out.wav").string();
};

TEST_F(Streams, ARenderDoesNotNeedAnyOfThem) {
  EXPECT_EQ(bbplay({"--render", out_, track_}).exit_code, 0);
  const std::string expected = bytes_of(out_);
  for (const std::vector<int>& closed : std::vector<std::vector<int>>{{0}, {1}, {2}, {0, 1, 2}}) {
    Start start;
    start.closed = closed;
    const Outcome outcome =
        bbplay({"--render", out_, "--force", "-v", "--progress", "always", track_}, start);
    EXPECT_EQ(outcome.exit_code, 0) << testing::PrintToString(closed) << outcome.err;
    EXPECT_TRUE(bytes_of(out_) == expected) << testing::PrintToString(closed);
  }
}

TEST_F(Streams, WhatIsAskedForOnAClosedOrFullStdoutIsAnIoError) {
  for (const std::vector<std::string>& arguments :
       std::vector<std::vector<std::string>>{{"--version"},
                                             {"--help"},
                                             {"--check", track_},
                                             {"--info", track_},
                                             {"--render", "-", track_}}) {
    Start closed;
    closed.closed = {1};
    EXPECT_EQ(bbplay(arguments, closed).exit_code, 74) << arguments[0];
    Start full;
    full.output_to = "/dev/full";
    EXPECT_EQ(bbplay(arguments, full).exit_code, 74) << arguments[0];
  }
}

TEST_F(Streams, ATrackFromAClosedStdinIsUnreadable) {
  Start start;
  start.closed = {0};
  EXPECT_EQ(bbplay({"--check", "-"}, start).exit_code, 66);
}

}  // namespace
}  // namespace bbplay::test
