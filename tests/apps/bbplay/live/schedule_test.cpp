// SPDX-License-Identifier: MIT
// --at, --wait-device and --status, on a machine without sound.
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "apps/bbplay/support/fake_clock.h"
#include "apps/bbplay/support/program.h"
#include "apps/bbplay/support/tracks.h"
#include "support/scratch_folder.h"

namespace bbplay::test {
namespace {

using testing::HasSubstr;

constexpr int kTwoHours = 7'200;

class Schedule : public testing::Test {
 protected:
  void SetUp() override {
    put_bytes(track_, two_step_track(2, 8'000));
    silent_machine_.environment = {"ALSA_CONFIG_PATH=/dev/null", "JACK_NO_START_SERVER=1"};
  }

  const ScratchFolder folder_;
  const std::string track_ = (folder_ / "night.json").string();
  Start silent_machine_;
};

TEST_F(Schedule, PlayingBeginsWhenTheClockIsThereAlsoWhenItIsSet) {
  const FakeClock clock;
  Start start = silent_machine_;
  for (const std::string& variable : clock.environment()) start.environment.push_back(variable);
  // Two hours go by at once, as when the machine was asleep.
  start.acts = {{.once = "waiting for the clock to reach ", .signal = SIGUSR2},
                {.once = " until ", .run = [&] { clock.put_ahead(kTwoHours); }}};
  const Outcome outcome = bbplay({"--at", FakeClock::in(kTwoHours), track_}, start);
  EXPECT_EQ(outcome.exit_code, 69) << "SIGUSR2 asks for the status and does not end the wait";
  EXPECT_LT(outcome.err.find(" until "), outcome.err.find("no audio output device")) << outcome.err;
}

TEST_F(Schedule, ASignalEndsTheWait) {
  for (const int signal : {SIGINT, SIGTERM}) {
    Start start = silent_machine_;
    start.acts = {{.once = "waiting for the clock", .signal = signal}};
    const Outcome clock = bbplay({"--at", FakeClock::in(kTwoHours), track_}, start);
    EXPECT_EQ(clock.exit_code, 128 + signal) << clock.err;
    start.acts = {{.once = "waiting for the audio device: this machine has no", .signal = signal}};
    const Outcome device = bbplay({"--wait-device", "2:00:00", track_}, start);
    EXPECT_EQ(device.exit_code, 128 + signal) << device.err;
  }
}

TEST_F(Schedule, WhatIsOverIsRefused) {
  const Outcome at = bbplay({"--at", "2001-01-01T07:00", track_}, silent_machine_);
  EXPECT_EQ(at.exit_code, 64);
  EXPECT_THAT(at.err, HasSubstr("--at Mon 2001-01-01 07:00:00 is over"));
  const Outcome until = bbplay({"--until", "2001-01-01T07:00", track_}, silent_machine_);
  EXPECT_EQ(until.exit_code, 64);
  const Outcome crossed =
      bbplay({"--at", FakeClock::in(2 * kTwoHours), "--until", FakeClock::in(kTwoHours), track_});
  EXPECT_EQ(crossed.exit_code, 64);
  EXPECT_THAT(crossed.err, HasSubstr("is not after --at"));
  EXPECT_EQ(bbplay({"--at", "seven", track_}).exit_code, 64);
}

TEST_F(Schedule, TheTrackIsReadBeforeTheWait) {
  put_bytes(track_, "{\"steps\": 3}");
  EXPECT_EQ(bbplay({"--at", FakeClock::in(kTwoHours), track_}, silent_machine_).exit_code, 65);
}

TEST_F(Schedule, EveryLineForMachinesIsAnObject) {
  Start start = silent_machine_;
  start.input = "no json";
  for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{
           {track_}, {"-"}, {"--render", (folder_ / "out.wav").string(), "--stats", track_}}) {
    std::vector<std::string> all = {"--status", "json"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    const Outcome outcome = bbplay(all, start);
    std::istringstream lines(outcome.err);
    int count = 0;
    for (std::string line; std::getline(lines, line); ++count) {
      EXPECT_THAT(line,
                  testing::MatchesRegex("\\{\"version\":1,\"event\":\"[a-z-]+\",\"time_s\":.*\\}"));
    }
    EXPECT_GT(count, 0);
  }
}

}  // namespace
}  // namespace bbplay::test
