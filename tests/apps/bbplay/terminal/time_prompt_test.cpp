// SPDX-License-Identifier: MIT
#include "terminal/time_prompt.h"

#include <optional>
#include <string_view>

#include <gtest/gtest.h>

namespace bbplay::app {
namespace {

/// What came of typing this.
std::optional<double> typed(TimePrompt& prompt, std::string_view bytes) {
  std::optional<double> seconds;
  for (const Stroke& stroke : strokes_in(bytes)) {
    if (const auto taken = prompt.type(stroke)) seconds = taken;
  }
  return seconds;
}

TEST(TimePrompt, TakesATimeWithEnter) {
  TimePrompt prompt;
  EXPECT_EQ(prompt.text(), "");
  prompt.open();
  EXPECT_EQ(typed(prompt, "1:3"), std::nullopt);
  EXPECT_EQ(prompt.text(), "go to 1:3_");
  EXPECT_EQ(typed(prompt, "0\r"), 90);
  EXPECT_FALSE(prompt.is_open());
}

TEST(TimePrompt, LeavesWithEscapeAndWithNothingTyped) {
  TimePrompt prompt;
  for (const auto leaving : {"12\x1b", "\r", "1\x7f\x7f"}) {
    prompt.open();
    EXPECT_EQ(typed(prompt, leaving), std::nullopt);
    EXPECT_FALSE(prompt.is_open());
  }
}

TEST(TimePrompt, KeepsWhatIsNoTimeToBeCorrected) {
  TimePrompt prompt;
  prompt.open();
  EXPECT_EQ(typed(prompt, "1:75\r"), std::nullopt);
  EXPECT_EQ(prompt.text(), "go to 1:75_ is no time");
  EXPECT_EQ(typed(prompt,
                  "\x7f\x7f"
                  "20\n"),
            80);
}

TEST(TimePrompt, TakesNothingElse) {
  TimePrompt prompt;
  prompt.open();
  typed(prompt, "q\x1b[C m1\x1b[5~");
  EXPECT_EQ(prompt.text(), "go to 1_");
}

}  // namespace
}  // namespace bbplay::app
