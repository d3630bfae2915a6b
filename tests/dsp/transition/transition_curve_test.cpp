// SPDX-License-Identifier: MIT
#include "bbplay/dsp/transition_curve.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "support/allocations.h"

namespace bbplay::dsp {
namespace {

struct Example {
  const char* name;
  double seconds;
  int rate;
  TransitionTiming timing;
  std::int64_t frames() const { return static_cast<std::int64_t>(seconds * rate); }
};

std::vector<Example> examples() {
  std::vector<Example> all;
  for (const char* curve : {"linear", "logarithmic", "exponential", "1-alpha", "1.3*alpha-0.2",
                            "np.where(alpha<0.3,0.1,alpha**2)", "0.25"}) {
    all.push_back({"whole voice", 0.1, 4000, {0, std::nullopt, curve}});
    all.push_back({"window", 0.1, 4000, {0.02, 0.05, curve}});
    all.push_back({"fractional", 0.10013, 3999, {0.0111, std::nullopt, curve}});
    all.push_back({"under way", 0.1, 4000, {-0.05, 0.1, curve}});
    all.push_back({"over before it began", 0.1, 4000, {-0.5, 0.1, curve}});
    all.push_back({"longer than the rest", 0.1, 4000, {0.05, 9, curve}});
    all.push_back({"step", 0.1, 4000, {0.0501, 0, curve}});
    all.push_back({"step on a frame", 0.1, 4000, {0.05, 0, curve}});
    all.push_back({"never", 0.1, 4000, {5, std::nullopt, curve}});
    all.push_back({"negative duration", 0.1, 4000, {0.0251, -1, curve}});
    all.push_back({"one frame", 0.00025, 4000, {0, std::nullopt, curve}});
  }
  return all;
}

TEST(TransitionCurve, SumBeforeIsTheSumOfAlphaInClosedForm) {
  for (const Example& example : examples()) {
    const TransitionCurve curve(example.seconds, example.frames(), example.timing);
    double sum = 0;
    for (std::int64_t n = 0; n < example.frames() + 600; ++n) {
      ASSERT_NEAR(curve.sum_before(n), sum, 1e-10)
          << example.name << ' ' << example.timing.curve << " at " << n;
      sum += curve.at(n);
    }
  }
}

TEST(TransitionCurve, KnowsInFrontOfItsTransitionAndBehindItWhereItRests) {
  const std::set<std::string> named{"linear", "logarithmic", "exponential"};
  int rests = 0, moves = 0;
  for (const Example& example : examples()) {
    const TransitionCurve curve(example.seconds, example.frames(), example.timing);
    for (std::int64_t first = 0; first < example.frames(); ++first) {
      const std::optional<double> rest = curve.rest(first, first + 3);
      rest ? ++rests : ++moves;
      for (std::int64_t i = first; rest && i < first + 3; ++i) {
        ASSERT_EQ(curve.at(i), *rest) << example.name << ' ' << example.timing.curve << " at " << i;
      }
      // Named curves stand still nowhere else; an expression may.
      const bool is_level = curve.at(first) == curve.at(first + 2);
      const bool may_level = curve.is_constant() || named.count(example.timing.curve) == 0;
      ASSERT_TRUE(rest || !is_level || may_level)
          << example.name << ' ' << example.timing.curve << " at " << first;
    }
  }
  EXPECT_GT(rests, 1000);
  EXPECT_GT(moves, 1000);
  EXPECT_EQ(TransitionCurve().rest(0, 1), 0);
}

/// One thread for each task.
void share(std::size_t count, const std::function<void(std::size_t)>& task) {
  std::vector<std::jthread> threads;
  for (std::size_t i = 0; i < count; ++i) threads.emplace_back([&task, i] { task(i); });
}

std::shared_ptr<const KnownCurves> known(const TransitionTiming& timing, CurveSurvey survey) {
  return std::make_shared<const KnownCurves>(KnownCurves{{{timing, std::move(survey)}}});
}

constexpr std::int64_t kLong =
    1'000'003;  // more frames than are evaluated before they are added up
const TransitionTiming kSlowlyBent{2.5, 20.0, "0.4 - 0.6*np.cos(5*alpha)"};

TEST(TransitionCurve, ASurveyThatIsSharedOutChangesNoValue) {
  const auto survey = TransitionCurve::survey(25, kLong, kSlowlyBent, share);
  ASSERT_TRUE(survey);
  EXPECT_FALSE(survey->is_estimate);
  const TransitionCurve alone(25, kLong, kSlowlyBent);
  const TransitionCurve shared(25, kLong, kSlowlyBent, known(kSlowlyBent, *survey));
  EXPECT_EQ(shared.lowest(), alone.lowest());
  EXPECT_EQ(shared.highest(), alone.highest());
  EXPECT_EQ(shared.is_constant(), alone.is_constant());
  for (std::int64_t n = 0; n < kLong + 100; n += 4999) {
    ASSERT_EQ(shared.sum_before(n), alone.sum_before(n)) << n;
  }
}

TEST(TransitionCurve, WhatIsKnownIsNotEvaluatedAgain) {
  const auto nobody = [](std::size_t, const std::function<void(std::size_t)>&) {};
  CurveSurvey survey = *TransitionCurve::survey(25, kLong, kSlowlyBent, nobody);
  survey.highest = 7;
  for (std::size_t k = 0; k < survey.sums.size(); ++k) survey.sums[k] = static_cast<double>(k);
  const auto highest = [](const std::shared_ptr<const KnownCurves>& curves) {
    return TransitionCurve(25, kLong, kSlowlyBent, curves).highest();
  };
  EXPECT_EQ(highest(known(kSlowlyBent, survey)), 7);
  const TransitionCurve curve(25, kLong, kSlowlyBent, known(kSlowlyBent, survey));
  constexpr std::int64_t kBegins = 100'001;  // the first frame behind 2.5 s
  EXPECT_NEAR(curve.sum_before(kBegins + 5 * survey.distance),
              curve.sum_before(kBegins + 3 * survey.distance) + 2, 1e-9);
  // Of another curve, or of a voice of another length, nothing is known.
  TransitionTiming later = kSlowlyBent;
  later.offset_seconds = 3;
  EXPECT_LT(highest(known(later, survey)), 1);
  survey.sums.pop_back();
  EXPECT_LT(highest(known(kSlowlyBent, survey)), 1);
}

TEST(TransitionCurve, OnlyExpressionsAreSurveyed) {
  const auto is_surveyed = [&](std::int64_t frames, const TransitionTiming& timing) {
    const auto estimate = TransitionCurve::estimate(25, frames, timing);
    const auto survey = TransitionCurve::survey(25, frames, timing, share);
    EXPECT_EQ(estimate.has_value(), survey.has_value());
    return survey.has_value();
  };
  EXPECT_TRUE(is_surveyed(60'000, {0, std::nullopt, "alpha**3"}));
  EXPECT_FALSE(is_surveyed(0, {0, std::nullopt, "alpha**3"}));
  EXPECT_FALSE(is_surveyed(60'000, {0, std::nullopt, "exponential"}));
  EXPECT_FALSE(is_surveyed(60'000, {0, std::nullopt, "alpha +* 3"}));
  EXPECT_FALSE(is_surveyed(60'000, {0, 0.0, "alpha**3"}));  // jumps
}

TEST(TransitionCurve, AnEstimateIsTheCurveButForItsSums) {
  for (const char* text :
       {"0.4 - 0.6*np.cos(5*alpha)", "alpha**3", "1 - alpha", "np.sin(900*alpha)"}) {
    for (const std::int64_t frames : {std::int64_t{700}, std::int64_t{60'000}, kLong}) {
      const TransitionTiming timing{2.5, 20.0, text};
      const TransitionCurve exact(25, frames, timing);
      const auto estimate = TransitionCurve::estimate(25, frames, timing);
      ASSERT_TRUE(estimate);
      EXPECT_EQ(estimate->is_estimate, frames == kLong);  // the others take no longer
      const TransitionCurve curve(25, frames, timing, known(timing, *estimate));
      const auto moving = static_cast<double>(frames) * 20 / 25;
      EXPECT_NEAR(curve.lowest(), exact.lowest(), 0.02) << text << frames;
      EXPECT_NEAR(curve.highest(), exact.highest(), 0.02) << text << frames;
      double worst = 0;
      for (std::int64_t n = 0; n <= frames; n += frames / 50) {
        ASSERT_EQ(curve.at(n), exact.at(n));
        worst = std::max(worst, std::abs(curve.sum_before(n) - exact.sum_before(n)));
      }
      EXPECT_LT(worst, 1e-5 * moving) << text << frames;
    }
  }
}

TEST(TransitionCurve, AnEstimateTakesFewEvaluationsHoweverLongTheVoice) {
  constexpr std::int64_t kTenHours = std::int64_t{36'000} * 44'100;
  const auto estimate = TransitionCurve::estimate(36'000, kTenHours, {0, std::nullopt, "alpha**2"});
  ASSERT_TRUE(estimate);
  EXPECT_LE(estimate->sums.size(), 16'385u);
  const auto known_to_end = known({0, std::nullopt, "alpha**2"}, *estimate);
  const TransitionCurve curve(36'000, kTenHours, {0, std::nullopt, "alpha**2"}, known_to_end);
  const TransitionCurve named(36'000, kTenHours, {0, std::nullopt, "exponential"});
  // Between the sums, too.
  for (std::int64_t n = 0; n < kTenHours; n += 12'345'678) {
    ASSERT_NEAR(curve.sum_before(n), named.sum_before(n), 1e-3) << n;
  }
}

TEST(TransitionCurve, AnEstimateLooksAtFewFramesBetweenItsSums) {
  constexpr std::int64_t kTenHours = std::int64_t{36'000} * 44'100;
  const TransitionTiming jagged{0, std::nullopt, "np.sin(1e9*alpha)"};
  const auto estimate = TransitionCurve::estimate(36'000, kTenHours, jagged);
  ASSERT_TRUE(estimate);
  const TransitionCurve curve(36'000, kTenHours, jagged, known(jagged, *estimate));
  constexpr std::int64_t kBegin = 1;  // the first moving frame
  for (const std::int64_t count : {2'000, 50'000, 131'000}) {
    const auto frames = static_cast<double>(count);
    const double first = curve.at(kBegin), middle = curve.at(kBegin + count / 2),
                 end = curve.at(kBegin + count);
    const double parabola = frames * (first + 4 * middle + end) / 6 + (first - end) / 2;
    const double before = curve.sum_before(kBegin);
    EXPECT_NEAR(curve.sum_before(kBegin + count) - before, parabola, 1e-9 * frames) << count;
  }
}

TEST(TransitionCurve, FillingInPiecesGivesTheSameAsOneFrameAtATime) {
  for (const Example& example : examples()) {
    const TransitionCurve curve(example.seconds, example.frames(), example.timing);
    std::int64_t first = 0;
    for (std::size_t length = 0; first < example.frames() + 300; length = (length * 7 + 3) % 97) {
      std::vector<double> alpha(length);
      curve.fill(first, alpha);
      for (const double value : alpha) {
        ASSERT_EQ(value, curve.at(first)) << example.name << ' ' << example.timing.curve << first;
        ++first;
      }
    }
  }
}

TEST(TransitionCurve, KnowsWhenItDoesNotMove) {
  const auto curve = [](TransitionTiming timing) { return TransitionCurve(0.1, 400, timing); };
  EXPECT_TRUE(TransitionCurve().is_constant());
  EXPECT_TRUE(curve({5, std::nullopt, "linear"}).is_constant());
  EXPECT_TRUE(curve({-1, 0.5, "linear"}).is_constant());
  EXPECT_EQ(curve({-1, 0.5, "linear"}).at(0), 1);
  EXPECT_TRUE(curve({-1, 0, "linear"}).is_constant());
  EXPECT_FALSE(curve({0, std::nullopt, "linear"}).is_constant());
  EXPECT_FALSE(curve({0.05, 0, "linear"}).is_constant());
}

TEST(TransitionCurve, NamesAreTrimmedAndMayBeInAnyCase) {
  const TransitionCurve plain(0.1, 400, {0, std::nullopt, "exponential"});
  const TransitionCurve spaced(0.1, 400, {0, std::nullopt, " Exponential\n"});
  for (std::int64_t i = 0; i < 400; ++i) EXPECT_EQ(plain.at(i), spaced.at(i));
}

TEST(TransitionCurve, SumOfEightHoursIsGoodToAMillionthOfAFrame) {
  const std::int64_t frames = std::int64_t{8} * 3600 * 48000;
  const TransitionCurve curve(8 * 3600, frames, {0, std::nullopt, "exponential"});
  // sum of (i/N)^2 below n = n: N/3 - 1/2 + 1/(6 N)
  const auto n = static_cast<long double>(frames);
  EXPECT_NEAR(curve.sum_before(frames), static_cast<double>(n / 3 - 0.5L + 1 / (6 * n)), 1e-6);
}

// Long enough for several checkpoints of the sum.
constexpr std::int64_t kLongFrames = 90000;
TransitionCurve long_curve() {
  return {3.0, kLongFrames, {0.101, 2.5, "0.5-0.6*np.cos(np.pi*alpha)"}};
}

TEST(TransitionCurve, TheSumOfAnExpressionDoesNotDependOnTheWayThere) {
  const TransitionCurve forwards = long_curve();
  std::vector<double> sums;
  std::vector<double> alpha(256);
  for (std::int64_t first = 0; first < kLongFrames; first += 256) {
    sums.push_back(forwards.sum_before(first));
    forwards.fill(first, alpha);
  }
  const TransitionCurve jumping = long_curve();
  for (std::size_t k = 0; k < sums.size(); ++k) {
    const std::size_t quantum = k * 101 % sums.size();
    ASSERT_EQ(jumping.sum_before(static_cast<std::int64_t>(quantum) * 256), sums[quantum]);
  }
}

TEST(TransitionCurve, AnExpressionWithoutAValueIsLinearThere) {
  const TransitionCurve curve(0.1, 400, {0, std::nullopt, "1/(alpha>0.5)"});
  EXPECT_EQ(curve.at(100), 0.25);
  EXPECT_EQ(curve.at(300), 1);
  const TransitionCurve never(0.1, 400, {0, std::nullopt, "np.sqrt(-1)"});
  for (int i = 0; i < 400; ++i) EXPECT_NEAR(never.at(i), i / 400.0, 1e-15);
}

TEST(TransitionCurve, ATextThatIsNoExpressionIsLinear) {
  const TransitionCurve linear(0.1, 400, {0.01, 0.07, "linear"});
  for (const char* text : {"", "  ", "alpha+", "os.system(1)", "liner"}) {
    const TransitionCurve broken(0.1, 400, {0.01, 0.07, text});
    for (std::int64_t i = 0; i < 400; ++i) EXPECT_EQ(broken.at(i), linear.at(i)) << text;
    EXPECT_EQ(broken.sum_before(300), linear.sum_before(300)) << text;
  }
}

TEST(TransitionCurve, AJumpHasNoCurve) {
  const TransitionCurve jump(0.1, 400, {0.05, 0, "1-alpha"});
  EXPECT_EQ(jump.at(199), 0);
  EXPECT_EQ(jump.at(200), 1);
}

TEST(TransitionCurve, KnowsItsRange) {
  const auto curve = [](TransitionTiming timing) { return TransitionCurve(0.1, 400, timing); };
  const TransitionCurve hump = curve({0.02, 0.05, "4*alpha*(1-alpha)-0.25"});
  EXPECT_EQ(hump.lowest(), -0.25);
  EXPECT_NEAR(hump.highest(), 0.75, 1e-3);
  EXPECT_FALSE(hump.is_constant());
  EXPECT_FALSE(hump.is_monotonic());
  const TransitionCurve under_way = curve({-0.05, 0.1, "exponential"});
  EXPECT_EQ(under_way.lowest(), 0.25);
  EXPECT_EQ(under_way.highest(), 1);
  const TransitionCurve held = curve({5, std::nullopt, "linear"});
  EXPECT_EQ(held.highest(), 0);
  const TransitionCurve half = curve({0, std::nullopt, "0.5"});
  EXPECT_TRUE(half.is_constant());
  EXPECT_EQ(half.lowest(), 0.5);
  EXPECT_EQ(half.at(17), 0.5);
}

TEST(TransitionCurve, PlayingDoesNotAllocate) {
  for (const char* text : {"linear", "logarithmic", "1-alpha**2"}) {
    const TransitionCurve curve(3.0, kLongFrames, {0.101, 2.5, text});
    std::vector<double> alpha(256);
    const std::size_t before = test::allocations();
    for (std::int64_t first = 0; first < kLongFrames; first += 256) {
      curve.fill(first, alpha);
      curve.sum_before(first);
      curve.at(first / 2);
    }
    EXPECT_EQ(test::allocations(), before) << text;
  }
}

TEST(TransitionCurve, CopiesMayRunOnDifferentThreads) {
  const TransitionCurve original = long_curve();
  std::vector<double> expected(kLongFrames);
  original.fill(0, expected);
  const auto differences = [&](TransitionCurve curve) {
    std::int64_t count = 0;
    for (std::int64_t i = 0; i < kLongFrames; ++i) {
      count += curve.at(i) != expected[static_cast<std::size_t>(i)];
    }
    return count;
  };
  std::int64_t first = -1, second = -1;
  std::thread other([&, copy = original] { first = differences(copy); });
  second = differences(original);
  other.join();
  EXPECT_EQ(first, 0);
  EXPECT_EQ(second, 0);
}

TEST(TransitionCurve, TheReaderIsToldWhatIsWrongWithACurve) {
  std::string problem;
  for (const char* text : {"linear", " Exponential ", "alpha**2"}) {
    EXPECT_TRUE(is_valid_curve(text, problem)) << text;
  }
  EXPECT_FALSE(is_valid_curve("1-os", problem));
  EXPECT_EQ(problem, "column 3: unknown name \"os\"");
}

}  // namespace
}  // namespace bbplay::dsp
