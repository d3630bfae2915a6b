// SPDX-License-Identifier: MIT
#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

#include "support/golden.h"
#include "support/golden_voice.h"

namespace bbplay {
namespace {

constexpr double kTurn = 2 * std::numbers::pi;

double distance_on_circle(double a, double b) { return std::abs(std::remainder(a - b, kTurn)); }

void expect_phase(double actual, double expected, const std::string& name) {
  EXPECT_LT(distance_on_circle(actual, expected), 1e-6) << name;
  EXPECT_GE(actual, 0) << name;
  EXPECT_LT(actual, kTurn) << name;
}

TEST(TonalVoices, SoundLikeTheReference) {
  const test::GoldenFamily family("voices-tonal");
  test::WorstErrors errors("voices-tonal");
  for (const test::GoldenCase& golden : family.cases()) {
    test::GoldenVoice golden_voice(golden);
    const StereoBuffer played = test::play(*golden_voice.voice, golden_voice.context.frames);
    const test::AudioData expected = golden.expected();
    ASSERT_EQ(expected.channels, 2) << golden.name;
    errors.check(golden, test::largest_error(test::interleaved(played), expected.samples));
  }
}

TEST(TonalVoices, HandOnThePhasesOfTheReference) {
  const test::GoldenFamily family("voices-tonal");
  int compared = 0;
  for (const test::GoldenCase& golden : family.cases()) {
    const reader::JsonNode phases = golden.node["final_phases"];
    if (!phases.is_set()) continue;
    ++compared;
    const auto handed_on = test::GoldenVoice(golden).voice->final_phases();
    ASSERT_TRUE(handed_on) << golden.name;
    expect_phase(handed_on->left, phases["left"].number().value(), golden.name);
    expect_phase(handed_on->right, phases["right"].number().value(), golden.name);
  }
  EXPECT_EQ(compared, 82);
}

}  // namespace
}  // namespace bbplay
