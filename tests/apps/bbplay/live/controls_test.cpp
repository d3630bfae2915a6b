// SPDX-License-Identifier: MIT
// Steered while it plays on a sound server.
#include <algorithm>
#include <cmath>
#include <ctime>
#include <random>
#include <string>
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
  const std::vector<std::string> keys = {" ", "\x1b[C", "\x1b[D",  "\x1b[A",  "\x1b[B", ",",
                                         ".", "+",      "-",       "m",       "i",      " ",
                                         "?", "\x1b[H", "\x1b[5~", "\x1b[6~", "g\r"};
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
  start.acts.front().once = "step 1/";  // its name leaves no room for more
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

/// When the first event of this name was told, in seconds since 1970.
double time_of(const std::string& events, const std::string& name) {
  const std::string begin = "\"event\":\"" + name + "\",\"time_s\":";
  const std::size_t at = events.find(begin);
  return at == events.npos ? 0 : std::stod(events.substr(at + begin.size()));
}

TEST_F(Device, IsSilentByTheHourOfUntilWhereverTheFadeBegins) {
  for (const int fade_s : {2, 100}) {  // there is time for the first one alone
    const int ahead_s = 8;
    const double until = static_cast<double>(std::time(nullptr)) + ahead_s;
    const Outcome outcome =
        in_rig({}, {"--status", "json", "--loop", "--fade-out", std::to_string(fade_s), "--until",
                    FakeClock::in(ahead_s), track_});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    const double stop = time_of(outcome.err, "stop"), end = time_of(outcome.err, "end");
    EXPECT_LT(stop, until - std::min(fade_s, 4));
    EXPECT_GT(end, until - 1.5) << "and not long before";
    EXPECT_LT(end, until + 0.5);
  }
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
