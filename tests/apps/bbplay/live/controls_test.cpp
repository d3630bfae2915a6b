// SPDX-License-Identifier: MIT
// Steered while it plays on a sound server.
#include <cmath>
#include <random>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "apps/bbplay/support/fake_clock.h"
#include "apps/bbplay/support/rig.h"

namespace bbplay::test {
namespace {

using testing::HasSubstr;

/// `count` keys of all that steer, some of them escape sequences, a few after each status line.
std::vector<Act> random_keys(int count) {
  const std::vector<std::string> keys = {" ", "\x1b[C", "\x1b[D", "\x1b[A", "\x1b[B", ",",
                                         ".", "+",      "-",      "m",      "i",      " "};
  std::minstd_rand random(20'061);
  std::vector<Act> acts;
  for (int i = 0; i < count; ++i) {
    acts.push_back({.once = i % 3 == 0 ? "\r" : "", .keys = keys[random() % keys.size()]});
  }
  return acts;
}

TEST_F(Device, ManyRandomKeysAndThenAStopAreObeyed) {
  Start start;
  start.on_terminal = true;
  start.acts = random_keys(120);
  start.acts.front().once = kPlaying;
  start.acts.push_back({.once = "\r", .keys = "q"});
  const Outcome outcome = in_rig(
      {}, {"--stats", "--loop", BBPLAY_SOURCE_DIR "/data/tracks/induction-10-steps.json"}, start);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr(" 0 late blocks"));
  EXPECT_TRUE(outcome.terminal_changed);
  EXPECT_TRUE(outcome.terminal_restored);
}

TEST_F(Device, APauseLongerThanTheBufferLosesNothing) {
  const std::vector<float> render = rendered();
  Start start;
  start.on_terminal = true;
  start.acts = {{.once = "step 2/2", .keys = " "}, {.once = "paused"}};
  // A line takes a tenth of a second: ten times the buffer.
  for (int line = 0; line < 20; ++line) start.acts.push_back({.once = "\r"});
  start.acts.push_back({.keys = " "});
  const Outcome outcome =
      in_rig({"--rate", "44100", "--capture", path("capture.f32")}, {"--stats", track_}, start);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr(" 0 underruns"));
  const std::vector<float> recording = captured();
  const auto head = std::search(recording.begin(), recording.end(), render.begin(),
                                render.begin() + kRigRate / 4);
  ASSERT_NE(head, recording.end());
  const auto tail = render.end() - kRigRate / 2;
  const auto end = std::search(head, recording.end(), tail, render.end());
  ASSERT_NE(end, recording.end());
  // Between the two, the pause is heard.
  EXPECT_GT(end - head, tail - render.begin() + 2 * kRigRate);
}

TEST_F(Device, SignalsPauseResumeAndAskForTheStatus) {
  Start start;
  start.acts = {{.once = "\"event\":\"start\"", .signal = SIGUSR1},
                {.once = "\"event\":\"pause\"", .signal = SIGUSR2},
                {.once = "\"event\":\"asked\"", .signal = SIGUSR1},
                {.once = "\"event\":\"resume\"", .signal = SIGUSR2},
                {.once = "\"event\":\"asked\""}};
  const Outcome outcome = in_rig({}, {"--status", "json", track_}, start);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.err, testing::ContainsRegex("\"event\":\"asked\"[^\n]*\"state\":\"paused\""));
  EXPECT_THAT(outcome.err,
              testing::ContainsRegex("\"event\":\"asked\"[^\n]*\"state\":\"playing\""));
}

TEST_F(Device, WithoutATerminalNothingIsSaid) {
  const Outcome outcome = in_rig({}, {"--duration", "0.5", track_});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_EQ(outcome.err, "");
}

TEST_F(Device, UntilAMomentOfTheClock) {
  const FakeClock clock;
  Start start;
  start.acts = {
      {.once = "\"event\":\"status\""},
      {.once = "\"event\":\"step\"", .run = [&] { clock.put_ahead(7'200); }},
  };
  std::vector<std::string> command = clock.environment();
  command.insert(command.begin(), "env");
  command.insert(command.end(), {bbplay_path(), "--status", "json", "--loop", "--fade-out", "0.3",
                                 "--until", FakeClock::in(7'200), track_});
  const Outcome outcome = command_in_rig({}, command, start);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  for (const auto event : {"start", "status", "step", "stop", "end"}) {
    EXPECT_THAT(outcome.err, HasSubstr("\"event\":\"" + std::string(event) + "\",\"time_s\":"));
  }
  EXPECT_THAT(outcome.err, HasSubstr("\"state\":\"stopping\""));
  EXPECT_THAT(outcome.err,
              testing::ContainsRegex("\"event\":\"end\"[^\n]*\"reason\":\"until\"\\}\n[^\n]*"
                                     "\"reason\":\"until\",\"exit_code\":0\\}\n$"));
}

TEST_F(Device, AKeyIsAReasonToEnd) {
  Start start;
  start.on_terminal = true;
  start.acts = {{.once = "\"event\":\"start\"", .keys = "q"}};
  const Outcome outcome = in_rig({}, {"--status", "json", track_, track_}, start);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.err, testing::ContainsRegex("\"reason\":\"key\",\"exit_code\":0\\}\r\n$"));
}

struct Setting {
  const char* server;
  const char* block;
};

class BlockSizes : public Device, public testing::WithParamInterface<Setting> {};

TEST_P(BlockSizes, PlayWithoutAGap) {
  const auto [server, block] = GetParam();
  const bool jack = std::string(server) == "jack";
  std::vector<std::string> rig = {"--rate", "44100"};
  if (jack) {
    rig.insert(rig.end(), {"--jack", "--period", block});
  } else {
    rig.insert(rig.end(), {"--capture", path("capture.f32")});
  }
  const Outcome outcome = in_rig(rig, {"--device", jack ? "system" : "default", "--block-size",
                                       block, "--duration", "1.5", "--stats", track_});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr(" 0 late blocks"));
  // At 1.5 ms per block, the JACK server itself is late now and then without real-time priority.
  const bool fit_for_any_server = !jack || std::string(block) != "64";
  if (fit_for_any_server) {
    EXPECT_THAT(outcome.err, HasSubstr(" 0 underruns"));
  }
  EXPECT_THAT(outcome.err, HasSubstr("66150 frames"));
  EXPECT_THAT(outcome.err, HasSubstr("blocks of up to " + std::string(block) + " frames"));
  if (!jack) expect_recorded(captured(), rendered({"--duration", "1.5"}));
}

INSTANTIATE_TEST_SUITE_P(Pulse, BlockSizes,
                         testing::Values(Setting{"pulse", "64"}, Setting{"pulse", "256"},
                                         Setting{"pulse", "1024"}));
INSTANTIATE_TEST_SUITE_P(Jack, BlockSizes,
                         testing::Values(Setting{"jack", "64"}, Setting{"jack", "256"},
                                         Setting{"jack", "1024"}));

}  // namespace
}  // namespace bbplay::test
