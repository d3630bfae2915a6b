// SPDX-License-Identifier: MIT
#include "voices/modulation/edge_ramps.h"

#include <algorithm>
#include <cstdint>

#include <gtest/gtest.h>

namespace bbplay::voices {
namespace {

constexpr double kDt = 0.001;

/// Gain of frame `frame` of a voice of one second.
double gain_at(double attack_s, double release_s, std::int64_t frame) {
  const EdgeRamps ramps(attack_s, release_s, 1.0, kDt);
  dsp::StereoDoublesQuantum quantum;
  std::fill(std::begin(quantum.left), std::end(quantum.left), 1.0);
  std::fill(std::begin(quantum.right), std::end(quantum.right), 2.0);
  const std::int64_t first = frame < 0 ? -256 : frame / 256 * 256;
  ramps.apply(first, quantum.block());
  const auto i = static_cast<std::size_t>(frame - first);
  EXPECT_EQ(quantum.right[i], 2 * quantum.left[i]);
  return quantum.left[i];
}

TEST(EdgeRamps, RiseAndFallInStraightLines) {
  EXPECT_DOUBLE_EQ(gain_at(0.4, 0.2, 0), 0);
  EXPECT_DOUBLE_EQ(gain_at(0.4, 0.2, 100), 0.25);
  EXPECT_DOUBLE_EQ(gain_at(0.4, 0.2, 400), 1);
  EXPECT_DOUBLE_EQ(gain_at(0.4, 0.2, 800), 1);
  EXPECT_NEAR(gain_at(0.4, 0.2, 950), 0.25, 1e-12);
}

TEST(EdgeRamps, MultiplyWhereTheyOverlap) {
  EXPECT_DOUBLE_EQ(gain_at(0.8, 0.8, 500), (0.5 / 0.8) * (0.5 / 0.8));
}

TEST(EdgeRamps, AReleaseLongerThanTheVoiceStartsBelowFullLevel) {
  EXPECT_DOUBLE_EQ(gain_at(0, 2, 0), 0.5);
}

TEST(EdgeRamps, ZeroAndLessIsNoRamp) {
  for (const std::int64_t frame : {-100, 0, 500, 999, 1'100}) {
    EXPECT_EQ(gain_at(0, 0, frame), 1);
    EXPECT_EQ(gain_at(-1, -1, frame), 1);
  }
}

TEST(EdgeRamps, BesidesTheVoiceTheirSideIsSilent) {
  EXPECT_EQ(gain_at(0.1, 0, -10), 0);
  EXPECT_EQ(gain_at(0.1, 0, 1'100), 1);
  EXPECT_EQ(gain_at(0, 0.1, -10), 1);
  EXPECT_EQ(gain_at(0, 0.1, 1'100), 0);
}

}  // namespace
}  // namespace bbplay::voices
