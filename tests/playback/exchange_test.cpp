// SPDX-License-Identifier: MIT
/// A player whose decks are exchanged for ones with another gain while it plays.
#include <algorithm>
#include <atomic>
#include <cmath>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "bbplay/playback/range_player.h"

#include "playback/counting_source.h"

namespace bbplay {
namespace {

using test::CountingSource;

constexpr int kRate = 1'000;
constexpr std::int64_t kTrack = 10'000'000;
constexpr std::int64_t kRamp = kRate;  // frames of kExchangeSeconds
constexpr float kAdopted = 0.5f;

RangePlayer::MakeDeck decks_with(float gain) {
  return [gain](std::int64_t first_frame) {
    return std::make_unique<CountingSource>(kTrack, first_frame, gain);
  };
}

RangePlayer player_of(const PlayRange& range) { return {decks_with(1), range, kRate}; }

/// The next frames of the left channel, pulled in blocks.
std::vector<float> pull(RangePlayer& player, std::size_t frames, std::size_t block) {
  std::vector<float> out;
  StereoBuffer buffer(block);
  while (out.size() < frames) {
    player.service();
    const std::size_t count = std::min(block, frames - out.size());
    const std::size_t got = player.process_block(buffer.block().first(count));
    out.insert(out.end(), buffer.block().left.begin(),
               buffer.block().left.begin() + std::ptrdiff_t(got));
    if (got < count) break;
  }
  return out;
}

/// Lets adopted decks take over `lead` frames from now; the frame of the pass.
std::int64_t exchange(RangePlayer& player, std::int64_t lead) {
  const auto at = player.exchange_point(lead);
  EXPECT_TRUE(at);
  EXPECT_TRUE(player.exchange(player.substitute(*at)));
  return *at;
}

float blended(std::int64_t frame, std::int64_t since) {
  const auto weight = static_cast<float>(1e-3 * static_cast<double>(since + 1));
  const float left = CountingSource::left_at(frame);
  return left * (1 - weight) + kAdopted * left * weight;
}

TEST(Exchange, IsACrossfadeOfASecondAndExactAfterwards) {
  for (const std::size_t block : {1u, 7u, 256u, 1'000u, 4'096u}) {
    RangePlayer player = player_of({.start = 100, .end = 100'000});
    const std::vector<float> before = pull(player, 333, block);
    player.adopt(decks_with(kAdopted));
    EXPECT_FALSE(player.plays_adopted());
    const std::int64_t at = exchange(player, 50);
    EXPECT_EQ(at, 383);
    EXPECT_TRUE(player.exchanging());
    const std::vector<float> after = pull(player, 5'000, block);
    EXPECT_TRUE(player.plays_adopted());
    EXPECT_FALSE(player.exchanging());
    for (std::int64_t i = 0; i < 5'000; ++i) {
      const std::int64_t in_pass = 333 + i, frame = 100 + in_pass;
      const float expected = in_pass < at           ? CountingSource::left_at(frame)
                             : in_pass < at + kRamp ? blended(frame, in_pass - at)
                                                    : kAdopted * CountingSource::left_at(frame);
      ASSERT_EQ(after[std::size_t(i)], expected) << block << ' ' << i;
    }
    EXPECT_EQ(player.late_blocks(), 0u);
  }
}

TEST(Exchange, DoesNotClick) {
  // Nothing but the ramp: the same constant from both decks.
  class Constant final : public SeekableSource {
   public:
    explicit Constant(float value) : value_(value) {}
    std::size_t process_block(StereoBlock out) noexcept override {
      std::ranges::fill(out.left, value_);
      std::ranges::fill(out.right, value_);
      return out.frames();
    }
    void service() override {}
    void seek(std::int64_t) override {}
    std::uint64_t late_blocks() const noexcept override { return 0; }

   private:
    float value_;
  };
  const auto constant = [](float value) {
    return [value](std::int64_t) { return std::make_unique<Constant>(value); };
  };
  RangePlayer player(constant(1), {.start = 0, .end = 100'000}, kRate);
  player.adopt(constant(kAdopted));
  exchange(player, 10);
  const std::vector<float> heard = pull(player, 3'000, 64);
  for (std::size_t i = 1; i < heard.size(); ++i) {
    ASSERT_LE(std::abs(heard[i] - heard[i - 1]), (1 - kAdopted) / float(kRamp) * 1.01f) << i;
  }
  EXPECT_EQ(heard.back(), kAdopted);
}

TEST(Exchange, ThatComesTooLateIsTakenBackAndCanBeMadeAgain) {
  RangePlayer player = player_of({.start = 0, .end = 100'000});
  player.adopt(decks_with(kAdopted));
  const auto at = player.exchange_point(20);
  RangePlayer::Substitute late = player.substitute(*at);
  pull(player, 21, 21);
  EXPECT_FALSE(player.exchange(std::move(late)));
  EXPECT_FALSE(player.exchanging());
  exchange(player, 20);
  pull(player, 3'000, 100);
  EXPECT_TRUE(player.plays_adopted());
}

TEST(Exchange, AJumpBringsTheAdoptedDeckByItself) {
  RangePlayer player = player_of({.start = 0, .end = 100'000});
  pull(player, 100, 100);
  player.adopt(decks_with(kAdopted));
  exchange(player, 5'000);
  player.jump(50'000);
  EXPECT_FALSE(player.exchanging());
  const std::vector<float> heard = pull(player, 1'000, 10);
  EXPECT_TRUE(player.plays_adopted());
  EXPECT_EQ(heard.back(), kAdopted * CountingSource::left_at(player.position() - 1));
}

TEST(Exchange, AJumpWaitsForACrossfadeThatHasBegun) {
  RangePlayer player = player_of({.start = 0, .end = 100'000});
  player.adopt(decks_with(kAdopted));
  exchange(player, 10);
  pull(player, 500, 10);
  player.jump(50'000);
  EXPECT_EQ(player.destination(), 50'000);
  pull(player, 2'000, 10);
  EXPECT_GT(player.position(), 50'000);
  EXPECT_LT(player.position(), 51'500);
  EXPECT_TRUE(player.plays_adopted());
}

TEST(Exchange, TheNextPassBringsTheAdoptedDeckByItself) {
  RangePlayer player = player_of({.start = 0, .end = 200'000, .repeats = 2});
  pull(player, 199'000, 1'000);
  player.adopt(decks_with(kAdopted));
  EXPECT_FALSE(player.exchange_point(10));  // the pass ends too soon
  const std::vector<float> heard = pull(player, 3'000, 10);
  EXPECT_EQ(heard[999], CountingSource::left_at(199'999));
  EXPECT_EQ(heard[1'000], kAdopted * CountingSource::left_at(0));
  EXPECT_TRUE(player.plays_adopted());
  EXPECT_EQ(player.late_blocks(), 0u);
}

TEST(Exchange, APartThatIsRepeatedFromMemoryIsExchangedToo) {
  RangePlayer player = player_of({.start = 7, .end = 107, .repeats = PlayRange::kForEver});
  pull(player, 250, 10);
  player.adopt(decks_with(kAdopted));
  const std::int64_t at = exchange(player, 33);
  const std::vector<float> heard = pull(player, 3'000, 10);
  for (std::int64_t i = at + kRamp - 250; i < 3'000; ++i) {
    ASSERT_EQ(heard[std::size_t(i)], kAdopted * CountingSource::left_at(7 + (250 + i) % 100)) << i;
  }
}

TEST(Exchange, WhileNothingIsHeardACrossfadeEndsAtOnce) {
  RangePlayer player = player_of({.start = 0, .end = 100'000});
  player.adopt(decks_with(kAdopted));
  exchange(player, 10);
  pull(player, 500, 10);
  StereoBuffer buffer(1);
  player.process_block(buffer.block().first(0));
  EXPECT_TRUE(player.plays_adopted());
  EXPECT_EQ(pull(player, 1, 1).front(), kAdopted * CountingSource::left_at(500));
}

/// Everything at once from two threads, for the sanitizers; and nothing may be lost.
TEST(Exchange, HoldsBesideAnAudioThread) {
  RangePlayer player = player_of({.start = 0, .end = 400'000, .repeats = PlayRange::kForEver});
  std::atomic<bool> over{false};
  std::thread audio([&] {
    StereoBuffer buffer(64);
    while (!over) player.process_block(buffer.block());
  });
  for (int round = 0; round < 200; ++round) {
    player.adopt(decks_with(kAdopted));
    for (int i = 0; i < 5; ++i) {
      player.service();
      if (const auto at = player.exchange_point(100 + 500 * i)) {
        player.exchange(player.substitute(*at));
      }
    }
    if (round % 3 == 0) player.jump(1'000 * round);
    player.service();
  }
  over = true;
  audio.join();
  // Left alone, it comes to rest on the adopted decks.
  for (int i = 0; i < 100 && !player.plays_adopted(); ++i) {
    if (!player.exchanging()) {
      if (const auto at = player.exchange_point(10)) player.exchange(player.substitute(*at));
    }
    pull(player, 2'000, 64);
  }
  EXPECT_TRUE(player.plays_adopted());
}

}  // namespace
}  // namespace bbplay
