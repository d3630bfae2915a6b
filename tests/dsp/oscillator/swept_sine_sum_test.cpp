// SPDX-License-Identifier: MIT
/// Against the sum itself, frame by frame in extended precision.
#include "dsp/oscillator/swept_sine_sum.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace bbplay::dsp {
namespace {

long double value_at(const SweptSinePiece& piece, std::int64_t frame) {
  const auto t = static_cast<long double>(frame - piece.begin);
  const long double level = piece.level[0] + t * (piece.level[1] + t * piece.level[2]);
  const long double turns =
      piece.turns[0] + t * (piece.turns[1] + t * (piece.turns[2] + t * piece.turns[3]));
  return level * std::sin(2 * std::numbers::pi_v<long double> * (turns - std::floor(turns)));
}

double largest_error(const SweptSineSum& sum, const std::vector<SweptSinePiece>& pieces,
                     std::int64_t frames) {
  long double expected = 0;
  double largest = 0;
  std::size_t piece = 0;
  for (std::int64_t n = 0; n < frames; ++n) {
    if (piece + 1 < pieces.size() && n == pieces[piece + 1].begin) ++piece;
    if (n % 97 == 0 || n == pieces[piece].begin) {
      const auto error = static_cast<double>(sum.before(n) - expected);
      largest = std::max(largest, std::abs(error));
    }
    expected += value_at(pieces[piece], n);
  }
  return largest;
}

/// A rate that goes from one to another along a parabola with such a bend, at a level that does so,
/// too.
SweptSinePiece swept(std::int64_t begin, std::int64_t frames, double from_hz, double to_hz,
                     double bend, double from_level, double to_level) {
  const auto n = static_cast<double>(frames);
  const double f = from_hz / 44'100, change = (to_hz - from_hz) / 44'100 / n;
  SweptSinePiece piece{begin, {}, {0.3}};
  piece.turns[1] = f;
  piece.turns[2] = change * (1 - bend) / 2;
  piece.turns[3] = change * bend / n / 3;
  piece.level[0] = from_level;
  piece.level[1] = (to_level - from_level) / n * (1 - bend);
  piece.level[2] = (to_level - from_level) / n / n * bend;
  return piece;
}

constexpr double kLevel = 3.4e-5;  // a range of 3 Hz

TEST(SweptSineSum, IsTheSumOfTheFrames) {
  std::mt19937 random(11);
  const auto between = [&random](double low, double high) {
    return std::uniform_real_distribution<double>(low, high)(random);
  };
  const double kHighest[] = {0.01, 0.3, 5, 40};
  for (int round = 0; round < 24; ++round) {
    const double highest = kHighest[round % 4];
    const auto frames = static_cast<std::int64_t>(std::exp(between(std::log(200), std::log(1e6))));
    const std::vector<SweptSinePiece> pieces{
        swept(0, frames, between(-0.2, 1) * highest, between(0, 1) * highest,
              round % 3 == 0 ? between(-1, 1) : 0, between(0, kLevel), between(0, kLevel))};
    const auto sum = SweptSineSum::of(pieces, frames);
    ASSERT_TRUE(sum);
    EXPECT_LT(largest_error(*sum, pieces, frames), 1e-10)
        << frames << " frames, " << pieces[0].turns[1] * 44'100 << " Hz";
  }
}

TEST(SweptSineSum, GoesOnFromPieceToPiece) {
  std::vector<SweptSinePiece> pieces{swept(0, 100'000, 2, 2, 0, kLevel, kLevel),
                                     swept(100'000, 300'000, 2, 2.4, 0, kLevel, 0),
                                     swept(400'000, 100'000, 2.4, 2.4, 0, kLevel, kLevel)};
  const auto sum = SweptSineSum::of(pieces, 500'000);
  ASSERT_TRUE(sum);
  EXPECT_LT(largest_error(*sum, pieces, 500'000), 1e-10);
}

TEST(SweptSineSum, OfManyFramesAreThoseOfEach) {
  const std::vector<SweptSinePiece> pieces{swept(0, 1'000'000, 0.05, 3, 0.4, kLevel, 2 * kLevel)};
  const auto sum = SweptSineSum::of(pieces, 1'000'000);
  ASSERT_TRUE(sum);
  for (const std::int64_t stride : {1, 37, 256, 3'000}) {
    std::vector<double> sums(256);
    sum->before(12'345, stride, sums);
    for (std::size_t i = 0; i < sums.size(); ++i) {
      EXPECT_EQ(sums[i], sum->before(12'345 + static_cast<std::int64_t>(i) * stride));
    }
  }
}

TEST(SweptSineSum, OfEightHoursKeepsItsPrecision) {
  // Half of the sum by hand from where the other half ends: what has gone before must not show.
  constexpr std::int64_t kFrames = std::int64_t{8} * 3600 * 44'100;
  const std::vector<SweptSinePiece> pieces{swept(0, kFrames, 0.03, 4, 0, kLevel, kLevel)};
  const auto sum = SweptSineSum::of(pieces, kFrames);
  ASSERT_TRUE(sum);
  for (const std::int64_t from : {kFrames / 5, kFrames / 2, kFrames - 200'000}) {
    long double expected = 0;
    for (std::int64_t n = from; n < from + 200'000; ++n) expected += value_at(pieces[0], n);
    EXPECT_LT(
        std::abs(sum->before(from + 200'000) - sum->before(from) - static_cast<double>(expected)),
        1e-10);
  }
}

TEST(SweptSineSum, IsNothingForASineThatTurnsTooFast) {
  EXPECT_FALSE(SweptSineSum::of({swept(0, 100'000, 900, 1'200, 0, kLevel, kLevel)}, 100'000));
  EXPECT_FALSE(SweptSineSum::of({}, 100'000));
}

}  // namespace
}  // namespace bbplay::dsp
