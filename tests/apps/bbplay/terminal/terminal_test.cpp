// SPDX-License-Identifier: MIT
// A terminal is left as it was found, whatever ends the program. The device is one that takes
// everything at once.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "apps/bbplay/support/program.h"
#include "apps/bbplay/support/tracks.h"
#include "support/scratch_folder.h"

namespace bbplay::test {
namespace {

using testing::Not;

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
  struct Ending {
    int signal, times, exit_code;
  };
  for (const auto& [signal, times, exit_code] : {Ending{SIGINT, 1, 130},
                                                 {SIGTERM, 1, 143},
                                                 {SIGTERM, 2, 143},
                                                 {SIGSEGV, 1, 70},
                                                 {SIGABRT, 1, 70},
                                                 {SIGBUS, 1, 70},
                                                 {SIGFPE, 1, 70},
                                                 {SIGQUIT, 1, 128 + SIGQUIT}}) {
    start_.signal = signal;
    start_.signals = times;
    start_.signal_after_s = 0.7;
    const Outcome outcome = play();
    EXPECT_EQ(outcome.exit_code, exit_code) << signal << outcome.err;
    EXPECT_TRUE(outcome.terminal_changed) << signal;
    EXPECT_TRUE(outcome.terminal_restored) << signal;
  }
  start_.signal.reset();
  for (const auto keys : {"q", "\x1b", "\x03"}) {
    start_.typed = {{0.7, keys}};
    const Outcome outcome = play();
    EXPECT_EQ(outcome.exit_code, keys[0] == '\x03' ? 130 : 0);
    EXPECT_TRUE(outcome.terminal_changed);
    EXPECT_TRUE(outcome.terminal_restored);
  }
}

TEST_F(Terminal, IsNotTouchedWithoutKeys) {
  const Outcome outcome = bbplay({"--no-keys", track_}, start_);
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_FALSE(outcome.terminal_changed);
}

TEST_F(Terminal, ASequenceInPiecesIsNoEscape) {
  std::string arrows = " ";  // so that no multiple of a power of two fits
  for (int i = 0; i < 200; ++i) arrows += "\x1b[C";
  start_.typed = {{0.7, arrows}, {0.8, "\x1b"}, {0.8, "[C"}, {1.4, "i"}, {1.6, "\x1b"}};
  const Outcome outcome = play();
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.err, testing::ContainsRegex("bbplay: step [12] from ")) << "stopped before";
}

TEST_F(Terminal, TheStatusLineFitsAlsoAfterAResize) {
  start_.resized = {0.7, 30};
  start_.typed = {{1.4, "q"}};
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
  EXPECT_EQ(longest_in(outcome.err.substr(next)), 29u);
}

TEST_F(Terminal, TheStatusLineIsOverwrittenInPlaceAndGoneInTheEnd) {
  start_.typed = {{1.0, "i"}, {1.2, "q"}};
  const Outcome outcome = play();
  EXPECT_THAT(outcome.err, testing::ContainsRegex("\x1b\\[K\r\x1b\\[Kbbplay: step [12] from "));
  EXPECT_THAT(outcome.err, Not(testing::HasSubstr("xruns 0\r\n"))) << "a line that was left behind";
  EXPECT_TRUE(outcome.err.ends_with("\r\x1b[K")) << outcome.err;
}

}  // namespace
}  // namespace bbplay::test
