// SPDX-License-Identifier: MIT
#include "bbplay/dsp/transition_curve.h"

#include <cmath>
#include <functional>
#include <set>
#include <string>
#include <thread>
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

TEST(TransitionCurve, ASurveyThatIsSharedOutChangesNoValue) {
  // What is remembered of a curve hangs on its text: the blank makes it another one.
  const std::string text = "0.4 - 0.6*np.cos(5*alpha)";
  constexpr std::int64_t kFrames = 1'000'003;  // more than are evaluated before they are added up
  const TransitionTiming timing{2.5, 20.0, text}, same{2.5, 20.0, text + ' '};
  EXPECT_TRUE(TransitionCurve::survey_ahead(25, kFrames, same, share));
  EXPECT_FALSE(TransitionCurve::survey_ahead(25, kFrames, same, share));  // it is known now
  const TransitionCurve alone(25, kFrames, timing), shared(25, kFrames, same);
  EXPECT_EQ(shared.lowest(), alone.lowest());
  EXPECT_EQ(shared.highest(), alone.highest());
  EXPECT_EQ(shared.is_constant(), alone.is_constant());
  for (std::int64_t n = 0; n < kFrames + 100; n += 4999) {
    ASSERT_EQ(shared.sum_before(n), alone.sum_before(n)) << n;
  }
}

TEST(TransitionCurve, OnlyALongExpressionIsSurveyedAhead) {
  const auto never = [](std::size_t, const std::function<void(std::size_t)>&) { FAIL(); };
  const auto is_surveyed = [&](std::int64_t frames, const TransitionTiming& timing) {
    return TransitionCurve::survey_ahead(25, frames, timing, never);
  };
  EXPECT_FALSE(is_surveyed(0, {0, std::nullopt, "alpha**3"}));
  EXPECT_FALSE(is_surveyed(60'000, {0, std::nullopt, "alpha**3"}));
  EXPECT_FALSE(is_surveyed(1'000'000, {0, std::nullopt, "exponential"}));
  EXPECT_FALSE(is_surveyed(1'000'000, {0, std::nullopt, "alpha +* 3"}));
  EXPECT_FALSE(is_surveyed(1'000'000, {0, 0.0, "alpha**3"}));  // jumps
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
