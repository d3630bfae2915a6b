// SPDX-License-Identifier: MIT
// A terminal is left as it was found, whatever ends the program. The device is one that takes
// everything at once.
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "apps/bbplay/support/program.h"
#include "apps/bbplay/support/tracks.h"
#include "support/scratch_folder.h"

namespace bbplay::test {
namespace {

using testing::Not;

constexpr auto kPlaying = "xruns";  // at the end of a status line

class Terminal : public testing::Test {
 protected:
  void SetUp() override {
    put_bytes(track_, two_step_track(2));
    put_bytes(folder_ / "alsa.conf", "pcm.!default { type null hint { show on description x } }\n");
    start_.environment = {"ALSA_CONFIG_PATH=" + (folder_ / "alsa.conf").string(),
                          "JACK_NO_START_SERVER=1"};
    start_.on_terminal = true;
  }

  Outcome play() { return bbplay({"--loop", "--duration", "2", track_}, start_); }

  const ScratchFolder folder_;
  const std::string track_ = (folder_ / "night.json").string();
  Start start_;
};

TEST_F(Terminal, IsRestoredWhateverEndsTheProgram) {
  const auto expect_restored = [&](int exit_code) {
    const Outcome outcome = play();
    EXPECT_EQ(outcome.exit_code, exit_code) << outcome.err;
    EXPECT_TRUE(outcome.terminal_changed);
    EXPECT_TRUE(outcome.terminal_restored);
  };
  for (const auto& [signal, exit_code] : {std::pair{SIGINT, 130},
                                          {SIGTERM, 143},
                                          {SIGSEGV, 70},
                                          {SIGABRT, 70},
                                          {SIGBUS, 70},
                                          {SIGFPE, 70},
                                          {SIGQUIT, 128 + SIGQUIT}}) {
    SCOPED_TRACE(signal);
    start_.acts = {{.once = kPlaying, .signal = signal}};
    expect_restored(exit_code);
  }
  for (const auto keys : {"q", "\x1b", "\x03"}) {
    start_.acts = {{.once = kPlaying, .keys = keys}};
    expect_restored(keys[0] == '\x03' ? 130 : 0);
  }
}

TEST_F(Terminal, IsRestoredByTheSecondSignalThatEndsAFadeOut) {
  start_.acts = {{.once = kPlaying, .signal = SIGTERM}, {.once = "stopping", .signal = SIGTERM}};
  const Outcome outcome =
      bbplay({"--loop", "--duration", "2", "--fade-out", "100:00:00", track_}, start_);
  EXPECT_EQ(outcome.exit_code, 143);
  EXPECT_TRUE(outcome.terminal_changed);
  EXPECT_TRUE(outcome.terminal_restored);
}

TEST_F(Terminal, IsNotTouchedWithoutKeys) {
  const Outcome outcome = bbplay({"--no-keys", track_}, start_);
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_FALSE(outcome.terminal_changed);
}

TEST_F(Terminal, SequencesThatDoNotFitIntoOneReadAreNoEscapes) {
  std::string arrows = " ";  // so that no multiple of a power of two fits
  for (int i = 0; i < 200; ++i) arrows += "\x1b[C";
  start_.acts = {{.once = kPlaying, .keys = arrows},
                 {.once = "paused", .keys = "i"},
                 {.once = "bbplay: step ", .keys = "\x1b"}};
  EXPECT_EQ(play().exit_code, 0);
}

TEST_F(Terminal, TheStatusLineFitsAlsoAfterAResize) {
  start_.acts = {{.once = kPlaying, .columns = 30}};
  for (int line = 0; line < 6; ++line) start_.acts.push_back({.once = "\r"});
  start_.acts.push_back({.keys = "q"});
  const Outcome outcome = play();
  const std::size_t at = outcome.err.find(kResized);
  ASSERT_NE(at, std::string::npos);
  const auto longest_in = [](const std::string& text) {
    std::size_t longest = 0;
    for (std::size_t begin = text.find('\r'); begin != text.npos;) {
      const std::size_t end = text.find_first_of("\r\x1b", begin + 1);
      if (end == text.npos) break;
      longest = std::max(longest, end - begin - 1);
      begin = text.find('\r', begin + 1);
    }
    return longest;
  };
  EXPECT_GT(longest_in(outcome.err.substr(0, at)), 60u);
  // The line that was being written may still be a long one.
  const std::size_t next = outcome.err.find('\r', at + kResized.size() + 80);
  ASSERT_NE(next, std::string::npos);
  EXPECT_LE(longest_in(outcome.err.substr(next)), 29u);
  EXPECT_GT(longest_in(outcome.err.substr(next)), 15u);
}

TEST_F(Terminal, TheStatusLineIsOverwrittenInPlaceAndGoneInTheEnd) {
  start_.acts = {
      {.once = kPlaying, .keys = "i"}, {.once = "bbplay: step "}, {.once = kPlaying, .keys = "q"}};
  const Outcome outcome = play();
  EXPECT_THAT(outcome.err, testing::ContainsRegex("\x1b\\[K\r\x1b\\[Kbbplay: step [12] from "));
  EXPECT_THAT(outcome.err, Not(testing::HasSubstr("xruns 0\r\n"))) << "a line that was left behind";
  EXPECT_TRUE(outcome.err.ends_with("\r\x1b[K")) << outcome.err;
}

TEST_F(Terminal, WithoutANameOrADumbOneGetsNoEscapes) {
  for (const auto name : {"TERM=dumb", "TERM="}) {
    start_.environment.push_back(name);
    start_.acts = {{.once = kPlaying, .keys = "i"},
                   {.once = "bbplay: step "},
                   {.once = kPlaying, .keys = "q"}};
    const Outcome outcome = play();
    EXPECT_EQ(outcome.exit_code, 0);
    EXPECT_THAT(outcome.err, Not(testing::HasSubstr("\x1b"))) << name;
    // Overwritten with spaces all the same, and gone in the end.
    EXPECT_THAT(outcome.err, testing::ContainsRegex("\r +\rbbplay: step [12] from ")) << name;
    EXPECT_TRUE(outcome.err.ends_with(" \r")) << outcome.err;
  }
  put_bytes(track_, "{}}");
  start_.acts = {};
  EXPECT_THAT(play().err, Not(testing::HasSubstr("\x1b"))) << "nor in what is found in a track";
}

TEST_F(Terminal, ShowsTheKeysAndTakesATime) {
  start_.acts = {{.once = kPlaying, .keys = "?"},
                 {.once = "PgUp PgDn   previous, next track", .keys = "g"},
                 {.once = "go to _  up to 0:02.0", .keys = "0:01"},
                 {.once = "go to 0:01_", .keys = "\x1b"},
                 {.once = kPlaying, .keys = "gq1.5\r"},
                 {.once = kPlaying, .keys = "q"}};
  EXPECT_EQ(play().exit_code, 0) << "in the prompt, Esc leaves that and q is no key";
}

TEST_F(Terminal, TracksAreChangedByKeysAndWhatWasSetStays) {
  const std::string second = (folder_ / "second.json").string();
  put_bytes(second, two_step_track(2));
  start_.acts = {{.once = "[1/2]", .keys = " m+"},
                 {.once = "[1/2] ", .keys = "\x1b[6~"},
                 {.once = "[2/2] ", .keys = "\x1b[6~"},  // there is none behind it
                 {.once = "paused  muted"},
                 {.once = "+1 dB", .keys = "\x1b[5~"},
                 {.once = "[1/2] ", .keys = "\x1b[5~"},
                 {.once = "[1/2] ", .keys = "q"}};
  const Outcome outcome = bbplay({"--loop", track_, second}, start_);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
}

}  // namespace
}  // namespace bbplay::test
