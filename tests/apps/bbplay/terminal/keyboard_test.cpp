// SPDX-License-Identifier: MIT
#include "terminal/keyboard.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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

}  // namespace
}  // namespace bbplay::app
