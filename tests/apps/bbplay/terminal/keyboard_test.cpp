// SPDX-License-Identifier: MIT
#include "terminal/keyboard.h"

#include <map>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "reference/key_table.h"

namespace bbplay::app {
namespace {

using testing::ElementsAre;

std::vector<Key> keys_of(const std::vector<Stroke>& strokes) {
  std::vector<Key> keys;
  for (const Stroke& stroke : strokes) {
    if (stroke.key) keys.push_back(*stroke.key);
  }
  return keys;
}

std::vector<Key> keys_in(std::string_view bytes) { return keys_of(strokes_in(bytes)); }

/// What a terminal sends for a key of the table.
std::string bytes_of_key(const std::string& name) {
  static const std::map<std::string, std::string> named{
      {"space", " "},      {"left", "\x1b[D"}, {"right", "\x1b[C"}, {"down", "\x1b[B"},
      {"up", "\x1b[A"},    {"Home", "\x1b[H"}, {"End", "\x1b[F"},   {"PgUp", "\x1b[5~"},
      {"PgDn", "\x1b[6~"}, {"Esc", "\x1b"}};
  const auto found = named.find(name);
  return found != named.end() ? found->second : name;
}

TEST(Keyboard, KnowsEveryKeyThatTheTableShowsAndNoOther) {
  std::set<Key> shown;
  for (const KeyText& row : kKeyTable) {
    std::istringstream names{std::string(row.keys)};
    for (std::string name; names >> name;) {
      const std::vector<Key> keys = keys_in(bytes_of_key(name));
      ASSERT_EQ(keys.size(), 1u) << name;
      shown.insert(keys.front());
    }
  }
  EXPECT_EQ(shown.size(), static_cast<std::size_t>(Key::stop) + 1) << "the last of all keys";
}

TEST(Keyboard, SingleKeysMeanWhatTheManualSays) {
  EXPECT_THAT(keys_in(" ,.+-mig?q"),
              ElementsAre(Key::pause, Key::previous_step, Key::next_step, Key::louder, Key::softer,
                          Key::mute, Key::details, Key::to_time, Key::help, Key::stop));
}

TEST(Keyboard, ArrowsComeAsSequencesInBothModesOfTerminals) {
  EXPECT_THAT(keys_in("\x1b[C\x1b[D\x1b[A\x1b[B"),
              ElementsAre(Key::forward, Key::back, Key::far_forward, Key::far_back));
  EXPECT_THAT(keys_in("\x1bOC\x1bOD"), ElementsAre(Key::forward, Key::back));
}

TEST(Keyboard, HomeAndEndComeInManyWays) {
  for (const auto home : {"\x1b[H", "\x1bOH", "\x1b[1~", "\x1b[7~"}) {
    EXPECT_THAT(keys_in(home), ElementsAre(Key::to_start));
  }
  for (const auto end : {"\x1b[F", "\x1bOF", "\x1b[4~", "\x1b[8~"}) {
    EXPECT_THAT(keys_in(end), ElementsAre(Key::to_end));
  }
}

TEST(Keyboard, EscapeAloneStopsAndOtherSequencesDoNothing) {
  EXPECT_THAT(keys_in("\x1b"), ElementsAre(Key::stop));
  EXPECT_THAT(keys_in("\x1b\x1b"), ElementsAre(Key::stop, Key::stop));
  // With Ctrl; F5; F1 of the Linux console; with Alt, as terminals send it; a report.
  for (const auto unknown : {"\x1b[1;5C", "\x1b[15~", "\x1b[[A", "\x1bq", "\x1b\x1b[C",
                             "\x1b[?1;2c", "\x1bOP", "xyz", "\xC3\xA4", "\t"}) {
    EXPECT_THAT(keys_in(std::string(unknown) + " "), ElementsAre(Key::pause)) << unknown;
  }
  EXPECT_THAT(keys_in("\x1b[1\x1b[C"), ElementsAre(Key::forward)) << "one that is broken off";
}

TEST(Keyboard, TellsWhatIsTypedToWhoAsks) {
  EXPECT_THAT(strokes_in("1\r\n\x7f\b"),
              ElementsAre(Stroke{{}, '1'}, Stroke{{}, Stroke::kEnter}, Stroke{{}, Stroke::kEnter},
                          Stroke{{}, Stroke::kBackspace}, Stroke{{}, Stroke::kBackspace}));
  EXPECT_THAT(strokes_in("\x1b[C."),
              ElementsAre(Stroke{Key::forward, 0}, Stroke{Key::next_step, '.'}));
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
      return keys_of(keyboard.poll());
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
                     keys_after(" \x1b[") == Keys{Key::pause} &&
                     keys_after("D") == Keys{Key::back} && keys_after("\x1b[5") == Keys{} &&
                     keys_after("~") == Keys{Key::previous_track} &&
                     keys_after("\x1b[1;") == Keys{} && keys_after("5C.") == Keys{Key::next_step};
            }),
            0);
  EXPECT_EQ(exit_code_on_a_terminal([](Keyboard& keyboard, const auto& keys_after) {
              return keys_after("\x1b") == Keys{} && keys_of(keyboard.poll()) == Keys{Key::stop};
            }),
            0);
}

}  // namespace
}  // namespace bbplay::app
