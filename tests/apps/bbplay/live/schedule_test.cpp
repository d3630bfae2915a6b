// SPDX-License-Identifier: MIT
// --at, --wait-device and --status, on a machine without sound.
#include <chrono>
#include <sstream>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "apps/bbplay/support/program.h"
#include "apps/bbplay/support/tracks.h"
#include "support/scratch_folder.h"
#include "terminal/clock.h"

namespace bbplay::test {
namespace {

using std::chrono::seconds;
using testing::HasSubstr;

/// As --at takes it.
std::string clock_in(seconds from_now) {
  std::string text = app::text_of(std::chrono::system_clock::now() + from_now).substr(4);
  text[10] = 'T';
  return text;
}

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

TEST_F(Schedule, PlayingBeginsWhenTheClockIsThere) {
  const Outcome outcome = bbplay({"--at", clock_in(seconds(3)), track_}, silent_machine_);
  EXPECT_THAT(outcome.err, HasSubstr("waiting for the clock to reach "));
  EXPECT_THAT(outcome.err, HasSubstr("no audio output device"));
  EXPECT_EQ(outcome.exit_code, 69);
  EXPECT_GE(outcome.seconds, 1.5);
}

TEST_F(Schedule, ASignalEndsTheWait) {
  for (const int signal : {SIGINT, SIGTERM}) {
    Start start = silent_machine_;
    start.signal = signal;
    start.signal_after_s = 0.5;
    const Outcome outcome = bbplay({"--at", clock_in(seconds(7'200)), track_}, start);
    EXPECT_EQ(outcome.exit_code, 128 + signal) << outcome.err;
    const Outcome device = bbplay({"--wait-device", "2:00:00", track_}, start);
    EXPECT_EQ(device.exit_code, 128 + signal) << device.err;
    EXPECT_THAT(device.err, HasSubstr("waiting for the audio device: this machine has no"));
  }
}

TEST_F(Schedule, StatusIsToldWhileWaiting) {
  Start start = silent_machine_;
  start.signal = SIGHUP;
  start.signal_after_s = 0.5;
  const Outcome outcome = bbplay({"--at", clock_in(seconds(2)), track_}, start);
  EXPECT_THAT(outcome.err, HasSubstr(" until "));
  EXPECT_EQ(outcome.exit_code, 69) << "SIGHUP does not end the wait";
}

TEST_F(Schedule, AClockThatIsSetMeanwhileCounts) {
  const std::string offset = (folder_ / "offset").string();
  put_bytes(offset, "+0\n");
  Start start = silent_machine_;
  start.environment.insert(start.environment.end(),
                           {"LD_PRELOAD=" BBPLAY_FAKETIME, "FAKETIME_TIMESTAMP_FILE=" + offset,
                            "FAKETIME_NO_CACHE=1", "FAKETIME_DONT_FAKE_MONOTONIC=1",
                            // A sanitizer insists on being loaded first.
                            "ASAN_OPTIONS=verify_asan_link_order=0"});
  // Two hours go by at once, as when the machine was asleep.
  std::thread sleep([&] {
    std::this_thread::sleep_for(seconds(1));
    put_bytes(offset, "+7200\n");
  });
  const Outcome outcome = bbplay({"--at", clock_in(seconds(7'200)), track_}, start);
  sleep.join();
  EXPECT_EQ(outcome.exit_code, 69) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("waiting for the clock to reach "));
  EXPECT_THAT(outcome.err, HasSubstr("no audio output device"));
}

TEST_F(Schedule, WhatIsOverIsRefused) {
  const Outcome at = bbplay({"--at", "2001-01-01T07:00", track_}, silent_machine_);
  EXPECT_EQ(at.exit_code, 64);
  EXPECT_THAT(at.err, HasSubstr("--at Mon 2001-01-01 07:00:00 is over"));
  const Outcome until = bbplay({"--until", "2001-01-01T07:00", track_}, silent_machine_);
  EXPECT_EQ(until.exit_code, 64);
  const Outcome crossed =
      bbplay({"--at", clock_in(seconds(60)), "--until", clock_in(seconds(30)), track_});
  EXPECT_EQ(crossed.exit_code, 64);
  EXPECT_THAT(crossed.err, HasSubstr("is not after --at"));
  EXPECT_EQ(bbplay({"--at", "seven", track_}).exit_code, 64);
}

TEST_F(Schedule, TheTrackIsReadBeforeTheWait) {
  put_bytes(track_, "{\"steps\": 3}");
  EXPECT_EQ(bbplay({"--at", clock_in(seconds(7'200)), track_}, silent_machine_).exit_code, 65);
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
      EXPECT_THAT(line, testing::MatchesRegex("\\{\"event\":\"[a-z-]+\",\"time\":.*\\}"));
    }
    EXPECT_GT(count, 0);
  }
}

}  // namespace
}  // namespace bbplay::test
