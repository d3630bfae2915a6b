// SPDX-License-Identifier: MIT
// Signals, wherever they meet the program. The device is one that takes everything at once.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "apps/bbplay/support/program.h"
#include "apps/bbplay/support/tracks.h"
#include "support/scratch_folder.h"

namespace bbplay::test {
namespace {

using testing::HasSubstr;
using testing::Not;

class Signals : public testing::Test {
 protected:
  void SetUp() override {
    put_bytes(track_, two_step_track(2, 8'000));
    put_bytes(folder_ / "alsa.conf", "pcm.!default { type null hint { show on description x } }\n");
    start_.environment = {"ALSA_CONFIG_PATH=" + (folder_ / "alsa.conf").string(),
                          "JACK_NO_START_SERVER=1", "HOME=/nonexistent",
                          "XDG_CONFIG_HOME=/nonexistent", "XDG_CACHE_HOME=/nonexistent"};
  }

  /// A pipe in the file system that nobody opens at the other end.
  std::string fifo() {
    const std::string path = (folder_ / ("pipe" + std::to_string(++fifos_))).string();
    EXPECT_EQ(::mkfifo(path.c_str(), 0600), 0);
    return path;
  }

  Outcome shell(const std::string& script) {
    return run({"bash", "-c", script, "bash", bbplay_path(), track_}, start_);
  }

  const ScratchFolder folder_;
  const std::string track_ = (folder_ / "night.json").string();
  const std::string out_ = (folder_ / "out.wav").string();
  Start start_;
  int fifos_ = 0;
};

TEST_F(Signals, EndWhateverIsWaitedFor) {
  const std::vector<std::vector<std::string>> waits = {
      {"--check", "-"},
      {"--check", fifo()},
      {"--config", fifo(), "--check", track_},
      {"--render", fifo(), "--force", track_},
      {"--render", "-", "--loop", track_},  // the test reads, and then no more
  };
  for (const auto& arguments : waits) {
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
      Start start = start_;
      start.input_stays_open = true;
      start.acts = {
          {.once_waiting = arguments[1] != "-" || arguments[0] == "--check", .signal = signal}};
      const Outcome outcome = bbplay(arguments, start);
      EXPECT_EQ(outcome.exit_code, 128 + signal)
          << testing::PrintToString(arguments) << outcome.err;
    }
  }
}

TEST_F(Signals, OfSomebodyElsesAlarmEndNothing) {
  Start start = start_;
  start.input_stays_open = true;
  start.acts = {{.once_waiting = true, .signal = SIGALRM},
                {.once_waiting = true, .signal = SIGTERM}};
  EXPECT_EQ(bbplay({"--check", "-"}, start).exit_code, 128 + SIGTERM);
}

TEST_F(Signals, LeaveNoUnfinishedFileBehind) {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    Start start = start_;
    start.acts = {{.once = "rendering", .signal = signal}};
    const Outcome outcome =
        bbplay({"--render", out_, "--loop=100000", "--progress", "always", track_}, start);
    EXPECT_EQ(outcome.exit_code, 128 + signal) << outcome.err;
  }
  EXPECT_THAT(folder_.names(), testing::UnorderedElementsAre("night.json", "alsa.conf"));
}

TEST_F(Signals, OfAProgramThatHasSaidItsEndDoNotChangeIt) {
  start_.environment.push_back(std::string("LD_PRELOAD=") + BBPLAY_SLOW_EXIT);
  start_.environment.push_back("ASAN_OPTIONS=verify_asan_link_order=0");
  start_.acts = {{.once = "\"event\":\"start\"", .signal = SIGINT},
                 {.once = "\"event\":\"exit\"", .signal = SIGTERM}};
  const Outcome outcome = bbplay({"--status", "json", "--loop", track_}, start_);
  EXPECT_EQ(outcome.exit_code, 130) << outcome.err;
  EXPECT_EQ(outcome.err.find("\"event\":\"exit\""), outcome.err.rfind("\"event\":\"exit\""))
      << outcome.err;
}

TEST_F(Signals, ATerminalThatIsGoneEndsPlaying) {
  start_.on_terminal = true;
  start_.acts = {{.once = "\"event\":\"start\"", .signal = SIGHUP}};
  const Outcome outcome = bbplay({"--status", "json", "--loop", track_}, start_);
  EXPECT_EQ(outcome.exit_code, 129) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("\"event\":\"stop\"")) << "faded out";
}

TEST_F(Signals, ATerminalThatIsGoneMaySaySoTwice) {
  start_.acts = {{.once = "\"event\":\"start\"", .signal = SIGHUP},
                 {.once = "\"event\":\"stop\"", .signal = SIGHUP},
                 {.once = "\"state\":\"stopping\"", .signal = SIGTERM}};
  const Outcome outcome =
      bbplay({"--status", "json", "--loop", "--fade-out", "100:00:00", track_}, start_);
  EXPECT_EQ(outcome.exit_code, 143) << "still fading out at the third: " << outcome.err;
}

TEST_F(Signals, StayIgnoredWhereTheParentWantsIt) {
  for (const int ignored : {SIGHUP, SIGINT, SIGUSR1}) {
    Start start = start_;
    start.ignored = {ignored};
    start.acts = {{.once = "\"event\":\"start\"", .signal = ignored},
                  {.once = "\"event\":\"status\"", .signal = SIGUSR2},
                  {.once = "\"event\":\"asked\"", .signal = SIGTERM}};
    const Outcome outcome = bbplay({"--status", "json", "--loop", track_}, start);
    EXPECT_EQ(outcome.exit_code, 143) << ignored << outcome.err;
    EXPECT_THAT(outcome.err, Not(HasSubstr("\"event\":\"pause\"")));
  }
}

TEST_F(Signals, ABackgroundJobLeavesTheTerminalAlone) {
  start_.on_terminal = true;
  const Outcome outcome = shell(R"sh(set -m; "$1" -v --loop 2000 "$2" & wait $!; echo $?)sh");
  EXPECT_THAT(outcome.out, HasSubstr("0\n")) << outcome.err;
  EXPECT_FALSE(outcome.terminal_changed);
  EXPECT_THAT(outcome.err, Not(HasSubstr("\x1b[K"))) << "no status line";
}

TEST_F(Signals, ASecondPlayerLeavesTheTerminalToTheFirst) {
  start_.on_terminal = true;
  // flock(1) holds the terminal as a player does.
  const Outcome other = shell(R"sh(flock "$(tty)" "$1" --loop 2000 "$2")sh");
  EXPECT_EQ(other.exit_code, 0) << other.err;
  EXPECT_FALSE(other.terminal_changed);
  start_.acts = {{.once = "step 1/", .keys = "q"}};
  const Outcome alone = shell(R"sh("$1" --loop "$2")sh");
  EXPECT_EQ(alone.exit_code, 0) << alone.err;
  EXPECT_TRUE(alone.terminal_changed);
  EXPECT_TRUE(alone.terminal_restored);
}

TEST_F(Signals, ALoopOfAShellKeepsItsInput) {
  const std::string list = (folder_ / "list").string();
  put_bytes(list, track_ + '\n' + track_ + '\n');
  start_.input = track_ + '\n' + track_ + '\n';
  const Outcome outcome =
      shell(R"sh(while read -r track; do "$1" "$track" && echo played; done)sh");
  EXPECT_EQ(outcome.out, "played\nplayed\n") << outcome.err;
}

}  // namespace
}  // namespace bbplay::test
