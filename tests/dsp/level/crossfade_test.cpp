// SPDX-License-Identifier: MIT
#include "bbplay/dsp/crossfade.h"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "support/allocations.h"

namespace bbplay::dsp {
namespace {

StereoBuffer ones(std::size_t frames) {
  StereoBuffer buffer(frames);
  for (const std::span<float> channel : {buffer.block().left, buffer.block().right}) {
    std::fill(channel.begin(), channel.end(), 1.0f);
  }
  return buffer;
}

TEST(Crossfade, BothLawsRunFromAllToNothing) {
  for (const CrossfadeCurve curve : {CrossfadeCurve::linear, CrossfadeCurve::equal_power}) {
    const Crossfade fade(curve, 101);
    EXPECT_EQ(fade.in_at(0), 0);
    EXPECT_EQ(fade.out_at(0), 1);
    EXPECT_EQ(fade.in_at(100), 1);
    EXPECT_NEAR(fade.out_at(100), 0, 1e-16);
  }
  EXPECT_EQ(Crossfade(CrossfadeCurve::linear, 101).in_at(50), 0.5);
  EXPECT_NEAR(Crossfade(CrossfadeCurve::equal_power, 101).in_at(50), std::sqrt(0.5), 1e-15);
}

TEST(Crossfade, EqualPowerKeepsThePower) {
  const Crossfade fade(CrossfadeCurve::equal_power, 77);
  for (std::int64_t i = 0; i < 77; ++i) {
    EXPECT_NEAR(std::pow(fade.in_at(i), 2) + std::pow(fade.out_at(i), 2), 1, 1e-14);
  }
}

TEST(Crossfade, ASingleFrameIsAllOfTheOutgoingSide) {
  for (const CrossfadeCurve curve : {CrossfadeCurve::linear, CrossfadeCurve::equal_power}) {
    EXPECT_EQ(Crossfade(curve, 1).in_at(0), 0);
    EXPECT_EQ(Crossfade(curve, 1).out_at(0), 1);
  }
}

TEST(Crossfade, BlocksMayLieAnywhereAndOnlyTheBlendChanges) {
  for (const CrossfadeCurve curve : {CrossfadeCurve::linear, CrossfadeCurve::equal_power}) {
    for (const std::int64_t frames : {0, 1, 2, 300, 700}) {
      const Crossfade fade(curve, frames);
      for (const std::size_t length : {1u, 64u, 256u, 1000u}) {
        StereoBuffer in = ones(1000), out = ones(1000);
        const std::int64_t origin = -150;  // frame of the blend at the beginning of the buffer
        for (std::size_t i = 0; i < 1000; i += length) {
          const std::size_t count = std::min<std::size_t>(length, 1000 - i);
          fade.fade_in(origin + static_cast<std::int64_t>(i), in.block().subblock(i, count));
          fade.fade_out(origin + static_cast<std::int64_t>(i), out.block().subblock(i, count));
        }
        for (std::size_t i = 0; i < 1000; ++i) {
          const std::int64_t frame = origin + static_cast<std::int64_t>(i);
          const bool inside = frame >= 0 && frame < frames;
          ASSERT_NEAR(in.block().left[i], inside ? fade.in_at(frame) : 1, 6e-8);
          ASSERT_NEAR(out.block().right[i], inside ? fade.out_at(frame) : 1, 6e-8);
        }
      }
    }
  }
}

TEST(Crossfade, IsTheSameBitsHoweverBlocksAreCut) {
  const auto faded = [](std::size_t length) {
    const Crossfade fade(CrossfadeCurve::equal_power, 16'000);
    StereoBuffer both = ones(16'000);
    for (std::size_t i = 0; i < 16'000; i += length) {
      const std::size_t count = std::min<std::size_t>(length, 16'000 - i);
      fade.fade_in(static_cast<std::int64_t>(i), both.block().subblock(i, count));
      fade.fade_out(static_cast<std::int64_t>(i), both.block().subblock(i, count));
    }
    EXPECT_EQ(both.block().left[15'999], 0);
    return std::vector<float>(both.block().left.begin(), both.block().left.end());
  };
  const std::vector<float> whole = faded(16'000);
  for (const std::size_t length : {1u, 17u, 256u, 333u}) EXPECT_EQ(faded(length), whole) << length;
}

TEST(Crossfade, PlayingDoesNotAllocate) {
  StereoBuffer buffer = ones(256);
  const Crossfade fade(CrossfadeCurve::equal_power, 1000);
  const std::size_t before = test::allocations();
  for (std::int64_t first = -300; first < 1200; first += 256) {
    fade.fade_in(first, buffer.block());
    fade.fade_out(first, buffer.block());
  }
  EXPECT_EQ(test::allocations(), before);
}

}  // namespace
}  // namespace bbplay::dsp
