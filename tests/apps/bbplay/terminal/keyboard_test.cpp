// SPDX-License-Identifier: MIT
#include "terminal/keyboard.h"

#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace bbplay::app {
namespace {

using testing::ElementsAre;

TEST(Keyboard, SingleKeysMeanWhatTheManualSays) {
  EXPECT_THAT(keys_in(" ,.+-miq"),
              ElementsAre(Key::pause, Key::previous_step, Key::next_step, Key::louder, Key::softer,
                          Key::mute, Key::details, Key::stop));
}

TEST(Keyboard, ArrowsComeAsSequencesInBothModesOfTerminals) {
  EXPECT_THAT(keys_in("\x1b[C\x1b[D\x1b[A\x1b[B"),
              ElementsAre(Key::forward, Key::back, Key::far_forward, Key::far_back));
  EXPECT_THAT(keys_in("\x1bOC\x1bOD"), ElementsAre(Key::forward, Key::back));
}

TEST(Keyboard, EscapeAloneStopsAndOtherSequencesDoNothing) {
  EXPECT_THAT(keys_in("\x1b"), ElementsAre(Key::stop));
  EXPECT_THAT(keys_in("\x1b[5~ \x1b[1;5C"), ElementsAre(Key::pause));
  EXPECT_THAT(keys_in("xyz\n"), ElementsAre());
}

/// Runs `check` with a keyboard on a terminal of its own, and with a function that types something
/// there and returns the keys found in it. In a child process, which the terminal controls; 0 when
/// `check` returned true.
template <class Check>
int exit_code_on_a_terminal(const Check& check) {
  int ours = -1, theirs = -1;
  if (::openpty(&ours, &theirs, nullptr, nullptr, nullptr) != 0) return -1;
  const pid_t child = ::fork();
  if (child == 0) {
    ::setsid();
    ::ioctl(theirs, TIOCSCTTY, 0);
    ::dup2(theirs, STDIN_FILENO);
    Keyboard keyboard(true);
    const auto keys_after = [&](std::string_view piece) {
      if (::write(ours, piece.data(), piece.size()) < 0) ::_exit(2);
      pollfd arrived{STDIN_FILENO, POLLIN, 0};
      ::poll(&arrived, 1, -1);
      return keyboard.poll();
    };
    ::_exit(check(keyboard, keys_after) ? 0 : 1);
  }
  int status = -1;
  ::waitpid(child, &status, 0);
  ::close(ours);
  ::close(theirs);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(Keyboard, ASequenceInPiecesIsOneKeyAndAnEscapeThatNothingFollowsStops) {
  using Keys = std::vector<Key>;
  EXPECT_EQ(exit_code_on_a_terminal([](Keyboard&, const auto& keys_after) {
              return keys_after("\x1b") == Keys{} && keys_after("[C") == Keys{Key::forward} &&
                     keys_after(" \x1b[") == Keys{Key::pause} && keys_after("D") == Keys{Key::back};
            }),
            0);
  EXPECT_EQ(exit_code_on_a_terminal([](Keyboard& keyboard, const auto& keys_after) {
              return keys_after("\x1b") == Keys{} && keyboard.poll() == Keys{Key::stop};
            }),
            0);
}

}  // namespace
}  // namespace bbplay::app
