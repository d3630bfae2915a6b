// SPDX-License-Identifier: MIT
#include "bbplay/playback/range_player.h"

#include <atomic>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "playback/counting_source.h"

namespace bbplay {
namespace {

using test::CountingSource;

constexpr int kRate = 1'000;
constexpr std::int64_t kTrack = 1'000'000;

RangePlayer player_of(const PlayRange& range) {
  const auto make_deck = [](std::int64_t first_frame) {
    return std::make_unique<CountingSource>(kTrack, first_frame);
  };
  return RangePlayer(make_deck, range, kRate);
}

/// Everything `player` has to play, pulled as an offline loop does.
StereoBuffer all_of(RangePlayer& player, std::size_t block) {
  std::vector<float> left, right;
  StereoBuffer buffer(block);
  for (;;) {
    player.service();
    const std::size_t got = player.process_block(buffer.block());
    left.insert(left.end(), buffer.block().left.begin(),
                buffer.block().left.begin() + std::ptrdiff_t(got));
    right.insert(right.end(), buffer.block().right.begin(),
                 buffer.block().right.begin() + std::ptrdiff_t(got));
    if (got < block) break;
  }
  StereoBuffer all(left.size());
  std::copy(left.begin(), left.end(), all.block().left.begin());
  std::copy(right.begin(), right.end(), all.block().right.begin());
  return all;
}

TEST(RangePlayer, PlaysExactlyItsPart) {
  for (const std::size_t block : {1u, 7u, 256u, 1'000u}) {
    RangePlayer player = player_of({.start = 123, .end = 1'456});
    const StereoBuffer audio = all_of(player, block);
    ASSERT_EQ(audio.frames(), 1'333u) << block;
    for (std::size_t i = 0; i < audio.frames(); ++i) {
      ASSERT_EQ(audio.block().left[i], CountingSource::left_at(123 + std::int64_t(i)));
      ASSERT_EQ(audio.block().right[i], CountingSource::right_at(123 + std::int64_t(i)));
    }
    EXPECT_EQ(player.position(), 1'456);
    EXPECT_EQ(player.played(), 1'333);
  }
}

TEST(RangePlayer, RepeatsWithoutAGapFromMemoryAndFromDecks) {
  for (const std::int64_t length : {1, 3, 1'000, 200'000}) {
    for (const std::size_t block : {63u, 4'096u}) {
      RangePlayer player = player_of({.start = 50, .end = 50 + length, .repeats = 3});
      const StereoBuffer audio = all_of(player, block);
      ASSERT_EQ(audio.frames(), std::size_t(3 * length)) << block;
      for (std::size_t i = 0; i < audio.frames(); ++i) {
        ASSERT_EQ(audio.block().left[i], CountingSource::left_at(50 + std::int64_t(i) % length))
            << length << ' ' << i;
      }
      EXPECT_EQ(player.late_blocks(), 0u);
    }
  }
}

TEST(RangePlayer, AnEndlessPartGoesOn) {
  for (const std::int64_t length : {10, 200'000}) {
    RangePlayer player = player_of({.start = 0, .end = length, .repeats = PlayRange::kForEver});
    StereoBuffer buffer(50'000);
    for (std::int64_t at = 0; at < 1'000'000; at += 50'000) {
      player.service();
      ASSERT_EQ(player.process_block(buffer.block()), 50'000u);
      ASSERT_EQ(buffer.block().left[123], CountingSource::left_at((at + 123) % length)) << at;
    }
  }
}

TEST(RangePlayer, FadesReachFromEndToEndOfEverythingPlayed) {
  RangePlayer once = player_of({.start = 0, .end = 300'000, .repeats = 2});
  RangePlayer faded =
      player_of({.start = 0, .end = 300'000, .repeats = 2, .fade_in = 1'001, .fade_out = 501});
  const StereoBuffer plain = all_of(once, 1'000), shaped = all_of(faded, 777);
  const auto ratio = [&](std::size_t i) {
    return double(shaped.block().left[i]) / double(plain.block().left[i]);
  };
  EXPECT_EQ(shaped.block().left[0], 0);
  EXPECT_NEAR(ratio(500), 0.5, 1e-6);
  EXPECT_EQ(ratio(1'000), 1);
  EXPECT_EQ(ratio(299'999), 1) << "the end of the first pass is not the end";
  EXPECT_EQ(ratio(599'498), 1);
  EXPECT_NEAR(ratio(599'749), 0.5, 1e-6);
  EXPECT_EQ(shaped.block().left[599'999], 0);
}

TEST(RangePlayer, GainScalesEverySample) {
  RangePlayer player = player_of({.start = 0, .end = 100, .gain = 0.5f});
  const StereoBuffer audio = all_of(player, 64);
  for (std::size_t i = 0; i < 100; ++i) {
    ASSERT_EQ(audio.block().left[i], 0.5f * CountingSource::left_at(std::int64_t(i)));
  }
}

TEST(RangePlayer, AJumpGoesOnAtItsTargetThroughADipWithoutAStep) {
  RangePlayer player = player_of({.start = 0, .end = kTrack});
  StereoBuffer buffer(100);
  player.service();
  player.process_block(buffer.block());
  player.jump(500'000);
  player.process_block(buffer.block());
  // 20 frames down, 20 up, then on.
  EXPECT_EQ(buffer.block().left[19], 0);
  EXPECT_EQ(buffer.block().left[39], CountingSource::left_at(500'019));
  EXPECT_EQ(buffer.block().left[99], CountingSource::left_at(500'079));
  EXPECT_EQ(player.position(), 500'080);
}

TEST(RangePlayer, AJumpWhileNothingIsHeardTakesPlaceAtOnce) {
  RangePlayer player = player_of({.start = 0, .end = kTrack});
  StereoBuffer buffer(100);
  player.service();
  player.process_block(buffer.block());
  player.jump(500'000);
  EXPECT_EQ(player.position(), 100);
  EXPECT_EQ(player.process_block(buffer.block().first(0)), 0u);
  EXPECT_EQ(player.position(), 500'000);
  player.process_block(buffer.block());
  EXPECT_EQ(buffer.block().left[0], CountingSource::left_at(500'000)) << "no dip";
  player.process_block(buffer.block().first(0));
  EXPECT_EQ(player.position(), 500'100) << "nothing to do";
}

TEST(RangePlayer, ItsDestinationIsTheTargetOfAJumpUnderWay) {
  RangePlayer player = player_of({.start = 0, .end = kTrack});
  StereoBuffer buffer(100);
  player.service();
  player.process_block(buffer.block());
  EXPECT_EQ(player.destination(), 100);
  player.jump(player.destination() + 10'000);
  player.jump(player.destination() + 10'000);
  EXPECT_EQ(player.destination(), 20'100);
  player.process_block(buffer.block());
  EXPECT_EQ(player.destination(), 20'180);
}

TEST(RangePlayer, AJumpStaysInsideThePart) {
  RangePlayer player = player_of({.start = 1'000, .end = 2'000});
  StereoBuffer buffer(100);
  player.process_block(buffer.block());
  player.jump(-5);
  player.process_block(buffer.block());
  EXPECT_EQ(player.position(), 1'080);
  player.jump(99'999);
  EXPECT_EQ(player.process_block(buffer.block()), 21u) << "a dip and the last frame";
}

TEST(RangePlayer, ManyJumpsBesideThePlayingThreadNeverMixUpTheDecks) {
  RangePlayer player = player_of({.start = 0, .end = 400'000, .repeats = PlayRange::kForEver});
  std::atomic<bool> over{false};
  std::thread audio([&] {
    StereoBuffer buffer(64);
    while (!over) {
      player.process_block(buffer.block());
      // Whatever is heard outside a dip is one place of the track in both channels.
      const std::int64_t place = player.position() - 1;
      const bool whole = buffer.block().left[63] == CountingSource::left_at(place);
      if (whole) {
        EXPECT_EQ(buffer.block().right[63], CountingSource::right_at(place));
      }
    }
  });
  for (std::int64_t i = 0; i < 20'000; ++i) {
    player.jump(i * 7'919 % 400'000);
    player.service();
  }
  over = true;
  audio.join();
}

}  // namespace
}  // namespace bbplay
