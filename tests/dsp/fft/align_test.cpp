// SPDX-License-Identifier: MIT
#include "dsp/fft/align.h"

#include <cmath>
#include <numbers>
#include <random>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace bbplay::dsp {
namespace {

StereoBuffer tone(std::size_t frames, double turns_per_frame, double start_turns) {
  StereoBuffer buffer(frames);
  for (std::size_t i = 0; i < frames; ++i) {
    const double turns = start_turns + turns_per_frame * static_cast<double>(i);
    buffer.block().left[i] = static_cast<float>(std::sin(2 * std::numbers::pi * turns));
    buffer.block().right[i] = static_cast<float>(std::sin(2 * std::numbers::pi * turns * 1.01));
  }
  return buffer;
}

StereoBuffer noise(std::size_t frames, unsigned seed) {
  std::minstd_rand random(seed);
  StereoBuffer buffer(frames);
  for (const std::span<float> channel : {buffer.block().left, buffer.block().right}) {
    for (float& x : channel)
      x = static_cast<float>(static_cast<int>(random() % 2001) - 1000) / 1000;
  }
  return buffer;
}

double direct_correlation(ConstStereoBlock a, ConstStereoBlock b, std::int64_t lag) {
  const auto n = static_cast<std::int64_t>(b.frames());
  double sum = 0;
  for (std::int64_t m = std::max<std::int64_t>(0, -lag); m < std::min(n, n - lag); ++m) {
    const auto i = static_cast<std::size_t>(m), j = static_cast<std::size_t>(m + lag);
    sum +=
        static_cast<double>(a.left[j]) * b.left[i] + static_cast<double>(a.right[j]) * b.right[i];
  }
  return sum;
}

TEST(Align, AgreesWithTheDirectSum) {
  const StereoBuffer a = noise(300, 1), b = noise(300, 2);
  std::int64_t best = -299;
  double largest = -1e9, second = -1e9, energy_a = 0, energy_b = 0;
  for (std::int64_t lag = -299; lag <= 299; ++lag) {
    const double value = direct_correlation(a.block(), b.block(), lag);
    if (value > largest) {
      second = largest;
      largest = value;
      best = lag;
    } else {
      second = std::max(second, value);
    }
  }
  energy_a = direct_correlation(a.block(), a.block(), 0);
  energy_b = direct_correlation(b.block(), b.block(), 0);
  const Alignment found = align(a.block(), b.block());
  EXPECT_EQ(found.lag, best);
  EXPECT_NEAR(found.correlation, largest / std::sqrt(energy_a * energy_b), 1e-12);
  EXPECT_NEAR(found.margin, (largest - second) / std::sqrt(energy_a * energy_b), 1e-12);
}

TEST(Align, FindsACopyThatWasMovedEitherWay) {
  const StereoBuffer original = noise(5000, 3);
  for (const std::int64_t lag : {0, 1, 700, -1, -700}) {
    StereoBuffer moved(5000);
    shift(original.block(), lag, moved.block());
    EXPECT_EQ(align(moved.block(), original.block()).lag, lag);
    EXPECT_EQ(align(original.block(), moved.block()).lag, -lag);
  }
}

TEST(Align, StaysWithinTheLagsItMayChoose) {
  const StereoBuffer original = noise(5000, 4);
  StereoBuffer moved(5000);
  shift(original.block(), 300, moved.block());
  for (const std::int64_t farthest : {0, 1, 299, 300}) {
    const Alignment found = align(moved.block(), original.block(), {farthest, false});
    EXPECT_LE(std::abs(found.lag), farthest);
  }
  EXPECT_EQ(align(moved.block(), original.block(), {300, false}).lag, 300);
  EXPECT_LE(align(moved.block(), original.block(), {5000, true}).lag, 0);
  EXPECT_EQ(align(original.block(), moved.block(), {5000, true}).lag, -300);
}

TEST(Align, PutsTonesInPhase) {
  const StereoBuffer before = tone(20000, 200.0 / 44100, 0.25),
                     after = tone(20000, 200.0 / 44100, 0);
  const Alignment found = align(before.block(), after.block(), {110, false});
  EXPECT_NEAR(static_cast<double>(found.lag), -0.25 * 44100 / 200, 1);
  EXPECT_GT(found.correlation, 0.99);
}

TEST(Align, SilenceOnEitherSideMeansNoLag) {
  const StereoBuffer sound = noise(400, 5), silence(400);
  for (const Alignment& found :
       {align(sound.block(), silence.block()), align(silence.block(), sound.block()),
        align(StereoBuffer().block(), StereoBuffer().block())}) {
    EXPECT_EQ(found.lag, 0);
    EXPECT_EQ(found.correlation, 0);
    EXPECT_EQ(found.margin, 0);
  }
}

TEST(Align, OfEqualMaximaTheMostNegativeLagWins) {
  StereoBuffer a(64), b(64);
  for (const std::size_t i : {10u, 20u, 30u}) a.block().left[i] = 1;
  b.block().left[20] = 1;
  const Alignment found = align(a.block(), b.block());
  EXPECT_EQ(found.lag, -10);
  EXPECT_NEAR(found.margin, 0, 1e-12);
}

TEST(Align, PiecesGiveTheSameAsTheWhole) {
  const StereoBuffer a = noise(3000, 6), b = noise(3000, 7);
  for (const AlignmentSearch& search : {AlignmentSearch{}, {100, false}, {2000, true}}) {
    const Alignment whole = align(a.block(), b.block(), search);
    for (const AlignmentPieces& pieces :
         {AlignmentPieces{512, 512}, {1000, 1000}, {2999, 7000}, {2999, 100}}) {
      const Alignment found = align(a.block(), b.block(), search, pieces);
      EXPECT_EQ(found.lag, whole.lag);
      EXPECT_NEAR(found.correlation, whole.correlation, 1e-12);
      EXPECT_NEAR(found.margin, whole.margin, 1e-12);
    }
  }
}

/// Sound in one ear each: no lag brings anything together.
struct Strangers {
  explicit Strangers(std::size_t frames) : left(frames), right(frames) {
    const StereoBuffer sound = noise(frames, 8);
    std::ranges::copy(sound.block().left, left.block().left.begin());
    std::ranges::copy(sound.block().right, right.block().right.begin());
  }
  StereoBuffer left, right;
};

TEST(Align, ManyTiesTakeNoMoreSumsThanFew) {
  for (const std::size_t frames : {5'000u, 40'000u}) {
    const Strangers strangers(frames);
    int times = 0;  // before each transform and each sum over the windows
    const Alignment found =
        align(strangers.left.block(), strangers.right.block(), {}, {}, [&times] { ++times; });
    EXPECT_EQ(found.lag, 1 - static_cast<std::int64_t>(frames)) << "the first of all that are 0";
    EXPECT_NEAR(found.correlation, 0, 1e-12);
    EXPECT_NEAR(found.margin, 0, 1e-12);
    EXPECT_LT(times, 100);
  }
}

TEST(Align, LongWindowsTakeATransformForEachPieceNotForEachPair) {
  constexpr std::int64_t kPiece = 512, kFrames = 64 * kPiece;
  const StereoBuffer a = noise(kFrames, 11), b = noise(kFrames, 12);
  int times = 0;  // before each block of one channel and each sum over the windows
  (void)align(a.block(), b.block(), {}, {kPiece, kPiece}, [&times] { ++times; });
  EXPECT_LE(times, 2 * 64 + 64);
}

TEST(Align, DoublePrecisionFindsWhatExactSumsFind) {
  // Of two clicks the louder one; everything else ties, as far as floats can tell.
  StereoBuffer a(20'000), b(20'000);
  a.block().left[3'000] = 1e-6f;
  a.block().left[9'000] = 1.2e-6f;
  b.block().left[5'000] = 1;
  std::ranges::fill(a.block().right.first(10'000), 0.5f);
  const Alignment found = align(a.block(), b.block());
  EXPECT_EQ(found.lag, 4'000);
}

TEST(Align, SharingTheWorkChangesNoResult) {
  int shared = 0;
  const Sharing backwards = [&shared](std::size_t count, const auto& task) {
    std::vector<std::jthread> threads;
    for (std::size_t i = count; i > 0; --i) threads.emplace_back([&task, i] { task(i - 1); });
    ++shared;
  };
  const StereoBuffer a = noise(3000, 13), b = noise(3000, 14);
  for (const AlignmentPieces& pieces : {AlignmentPieces{}, {512, 512}}) {
    const Alignment alone = Aligner().align(a.block(), b.block(), {}, pieces);
    const Alignment found = Aligner(backwards).align(a.block(), b.block(), {}, pieces);
    EXPECT_EQ(found.lag, alone.lag);
    EXPECT_EQ(found.correlation, alone.correlation);
    EXPECT_EQ(found.margin, alone.margin);
  }
  EXPECT_GE(shared, 2);
}

TEST(Align, EndsWhenItIsInterrupted) {
  struct Stop {};
  const StereoBuffer a = noise(3000, 9), b = noise(3000, 10);
  for (const AlignmentPieces& pieces : {AlignmentPieces{}, {512, 512}}) {
    int times = 0;
    const Interrupt interrupt = [&times] {
      if (++times == 2) throw Stop{};
    };
    EXPECT_THROW(align(a.block(), b.block(), {}, pieces, interrupt), Stop);
  }
}

TEST(Shift, PadsWithSilenceAndKeepsTheLengthOfItsOutput) {
  StereoBuffer in(4), out(6);
  for (std::size_t i = 0; i < 4; ++i) {
    in.block().left[i] = static_cast<float>(i + 1);
    in.block().right[i] = -static_cast<float>(i + 1);
  }
  const auto shifted = [&](std::int64_t lag) {
    shift(in.block(), lag, out.block());
    return std::vector<float>(out.block().left.begin(), out.block().left.end());
  };
  EXPECT_EQ(shifted(0), (std::vector<float>{1, 2, 3, 4, 0, 0}));
  EXPECT_EQ(shifted(1), (std::vector<float>{0, 1, 2, 3, 4, 0}));
  EXPECT_EQ(shifted(5), (std::vector<float>{0, 0, 0, 0, 0, 1}));
  EXPECT_EQ(shifted(9), (std::vector<float>{0, 0, 0, 0, 0, 0}));
  EXPECT_EQ(shifted(-3), (std::vector<float>{4, 0, 0, 0, 0, 0}));
  EXPECT_EQ(shifted(-9), (std::vector<float>{0, 0, 0, 0, 0, 0}));
  EXPECT_EQ(out.block().right[0], 0.0f);
}

}  // namespace
}  // namespace bbplay::dsp
