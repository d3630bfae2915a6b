// SPDX-License-Identifier: MIT
/// One player after another, without a seam.
#include "bbplay/playback/handover.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "playback/counting_source.h"

namespace bbplay {
namespace {

using test::CountingSource;

constexpr int kRate = 1'000;
constexpr std::int64_t kTrack = 2'000;
constexpr std::int64_t kJoint = 50;  // frames

RangePlayer player_with(float gain, std::int64_t played = 0, std::int64_t frames = kTrack) {
  return {[gain, frames](std::int64_t first_frame) {
            return std::make_unique<CountingSource>(frames, first_frame, gain);
          },
          PlayRange{0, frames}, kRate, played};
}

Joint joint_at(std::int64_t at, RangePlayer& to) {
  RangePlayer from = player_with(1, at);
  Joint joint = Joint::between(from, to, kRate);
  joint.at = at;
  return joint;
}

std::vector<float> pull(AudioSource& source, std::size_t frames, std::size_t block) {
  std::vector<float> out;
  StereoBuffer buffer(block);
  while (out.size() < frames) {
    const std::size_t count = std::min(block, frames - out.size());
    const std::size_t got = source.process_block(buffer.block().first(count));
    const auto left = buffer.block().left;
    out.insert(out.end(), left.begin(), left.begin() + std::ptrdiff_t(got));
    if (got < count) break;
  }
  return out;
}

class HandoverInBlocks : public testing::TestWithParam<std::size_t> {};

TEST_P(HandoverInBlocks, LeavesOneForTheOtherAtTheFrame) {
  RangePlayer first = player_with(1);
  Handover handover(first, Handover::AtEnd::ends);
  RangePlayer next = player_with(-3, 700);
  Joint joint = joint_at(700, next);
  handover.follow(next, joint);
  EXPECT_FALSE(handover.taken_over());
  const auto heard = pull(handover, kTrack, GetParam());
  EXPECT_TRUE(handover.taken_over());
  ASSERT_EQ(heard.size(), std::size_t{kTrack});
  for (std::int64_t i = 0; i < kTrack; ++i) {
    if (i >= 700 && i < 700 + kJoint) continue;
    ASSERT_EQ(heard[std::size_t(i)], CountingSource::left_at(i) * (i < 700 ? 1.0f : -3.0f)) << i;
  }
}

INSTANTIATE_TEST_SUITE_P(Blocks, HandoverInBlocks, testing::Values(1, 7, 64, 441, 4'096));

TEST(Handover, TwoThatSayTheSameHaveNoBumpBetweenThem) {
  RangePlayer first = player_with(1);
  Handover handover(first, Handover::AtEnd::ends);
  RangePlayer next = player_with(1, 300);
  Joint joint = joint_at(300, next);
  handover.follow(next, joint);
  const auto heard = pull(handover, 600, 100);
  for (std::int64_t i = 0; i < 600; ++i) {
    const float expected = CountingSource::left_at(i);
    ASSERT_NEAR(heard[std::size_t(i)], expected, std::abs(expected) * 1e-6f + 1e-9f) << i;
  }
}

TEST(Handover, IndependentSignalsKeepTheirPower) {
  // Alternating signs in one of them: nothing in common.
  struct Alternating final : SeekableSource {
    std::size_t process_block(StereoBlock out) noexcept override {
      for (std::size_t i = 0; i < out.frames(); ++i) {
        out.left[i] = out.right[i] = (frame++ % 2 == 0) ? 1.0f : -1.0f;
      }
      return out.frames();
    }
    void service() override {}
    void seek(std::int64_t to) override { frame = to; }
    std::uint64_t late_blocks() const noexcept override { return 0; }
    std::int64_t frame = 0;
  };
  struct Constant final : SeekableSource {
    std::size_t process_block(StereoBlock out) noexcept override {
      std::ranges::fill(out.left, 1.0f);
      std::ranges::fill(out.right, 1.0f);
      return out.frames();
    }
    void service() override {}
    void seek(std::int64_t) override {}
    std::uint64_t late_blocks() const noexcept override { return 0; }
  };
  RangePlayer from([](std::int64_t) { return std::make_unique<Alternating>(); }, {0, kTrack},
                   kRate);
  RangePlayer to([](std::int64_t) { return std::make_unique<Constant>(); }, {0, kTrack}, kRate);
  const Joint joint = Joint::between(from, to, kRate);
  const auto left = joint.audio.block().left;
  for (std::size_t i = 0; i + 1 < left.size(); i += 2) {
    const double power = 0.5 * (double{left[i]} * left[i] + double{left[i + 1]} * left[i + 1]);
    EXPECT_NEAR(power, 1, 0.04) << i;  // the gains move between the two
  }
}

TEST(Handover, WhatIsWithdrawnIsNotHeard) {
  RangePlayer first = player_with(1);
  Handover handover(first, Handover::AtEnd::ends);
  RangePlayer next = player_with(-3, 500);
  Joint joint = joint_at(500, next);
  handover.follow(next, joint);
  pull(handover, 400, 100);
  EXPECT_TRUE(handover.withdraw());
  EXPECT_EQ(pull(handover, 200, 100).back(), CountingSource::left_at(599));
}

TEST(Handover, WhatHasBegunCannotBeWithdrawn) {
  RangePlayer first = player_with(1);
  Handover handover(first, Handover::AtEnd::ends);
  RangePlayer next = player_with(-3, 500);
  Joint joint = joint_at(500, next);
  handover.follow(next, joint);
  pull(handover, 510, 10);
  EXPECT_FALSE(handover.withdraw());
  EXPECT_FALSE(handover.taken_over());
}

TEST(Handover, AFrameThatIsOverIsLeftAlone) {
  RangePlayer first = player_with(1);
  Handover handover(first, Handover::AtEnd::ends);
  pull(handover, 600, 100);
  RangePlayer next = player_with(-3, 500);
  Joint joint = joint_at(500, next);
  handover.follow(next, joint);
  EXPECT_EQ(pull(handover, 100, 100).back(), CountingSource::left_at(699));
  EXPECT_TRUE(handover.withdraw());
}

TEST(Handover, EndsWithTheTrackOrIsSilentFromThereOn) {
  RangePlayer first = player_with(1);
  Handover ends(first, Handover::AtEnd::ends);
  EXPECT_EQ(pull(ends, 3'000, 256).size(), std::size_t{kTrack});

  RangePlayer again = player_with(1);
  Handover stays(again, Handover::AtEnd::stays_silent);
  const auto heard = pull(stays, 3'000, 256);
  ASSERT_EQ(heard.size(), 3'000u);
  EXPECT_EQ(heard[kTrack - 1], CountingSource::left_at(kTrack - 1));
  for (std::size_t i = kTrack; i < heard.size(); ++i) ASSERT_EQ(heard[i], 0) << i;
  // It can still be sought.
  again.jump(100);
  EXPECT_EQ(pull(stays, 200, 100).back(), CountingSource::left_at(299));
}

TEST(Handover, AfterTheEndThereCanBeAnother) {
  RangePlayer first = player_with(1);
  Handover handover(first, Handover::AtEnd::stays_silent);
  pull(handover, 2'500, 250);
  RangePlayer next = player_with(-3, kTrack, 5'000);
  Joint joint = joint_at(kTrack, next);
  handover.follow(next, joint);
  const auto heard = pull(handover, 100, 10);
  EXPECT_TRUE(handover.taken_over());
  EXPECT_EQ(heard.back(), -3 * CountingSource::left_at(kTrack + 99));
}

}  // namespace
}  // namespace bbplay
