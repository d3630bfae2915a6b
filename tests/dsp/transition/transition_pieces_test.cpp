// SPDX-License-Identifier: MIT
#include "dsp/transition/transition_pieces.h"

#include <gtest/gtest.h>

namespace bbplay::dsp {
namespace {

constexpr std::int64_t kFrames = 5'000;

TEST(TransitionPieces, AreTheCurve) {
  const TransitionTiming timings[] = {
      {0, std::nullopt, "linear"}, {0.1, 0.3, "logarithmic"}, {-0.1, 0.5, "exponential"},
      {0.3, 0, "linear"},          {2, 1, "linear"},          {0.6, 1e-4, "linear"}};
  for (const TransitionTiming& timing : timings) {
    const TransitionCurve curve(0.62507, kFrames, timing);
    const std::vector<TransitionPiece> pieces = transition_pieces(curve, 2 * kFrames);
    ASSERT_FALSE(pieces.empty());
    EXPECT_LE(pieces.size(), 3u);
    EXPECT_EQ(pieces.front().begin, 0);
    std::size_t p = 0;
    for (std::int64_t frame = 0; frame < 2 * kFrames; ++frame) {
      if (p + 1 < pieces.size() && pieces[p + 1].begin == frame) ++p;
      const auto t = static_cast<double>(frame - pieces[p].begin);
      const auto& c = pieces[p].c;
      ASSERT_NEAR(c[0] + t * (c[1] + t * c[2]), curve.at(frame), 1e-14)
          << timing.curve << " frame " << frame;
    }
  }
}

TEST(TransitionPieces, AreOneWithoutATransitionAndNoneOfAnExpression) {
  EXPECT_EQ(transition_pieces(TransitionCurve(), kFrames).size(), 1u);
  const TransitionTiming expression{0, std::nullopt, "alpha**3"};
  EXPECT_TRUE(transition_pieces(TransitionCurve(0.6, kFrames, expression), kFrames).empty());
}

}  // namespace
}  // namespace bbplay::dsp
