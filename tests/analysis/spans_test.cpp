// SPDX-License-Identifier: MIT
#include "analysis/spans.h"

#include <gtest/gtest.h>

namespace bbplay::analysis {
namespace {

StepPlan placed(std::int64_t start, std::int64_t frames, std::int64_t blend = 0,
                std::int64_t lag = 0) {
  StepPlan plan;
  plan.start = start;
  plan.frames = frames;
  plan.lag = lag;
  if (blend > 0) plan.fade_in = Fade{.start = start, .frames = blend};
  return plan;
}

TEST(Spans, UniteJoinsNeighboursAndDropsEmptyOnes) {
  const std::vector<Span> joined = unite({{50, 60}, {0, 10}, {9, 20}, {30, 30}, {22, 25}}, 2);
  EXPECT_EQ(joined, (std::vector<Span>{{0, 25}, {50, 60}}));
}

TEST(Spans, AStepIsSoloWhereNoOtherStepHasAPlace) {
  const std::vector<StepPlan> steps{placed(0, 100), placed(80, 100, 20), placed(30, 10)};
  EXPECT_EQ(solo_spans(steps)[0], (std::vector<Span>{{0, 30}, {40, 80}}));
  EXPECT_EQ(solo_spans(steps)[1], (std::vector<Span>{{100, 180}}));
  EXPECT_TRUE(solo_spans(steps)[2].empty());
}

TEST(Spans, TheCoreIsHeardAloneWhateverTheLag) {
  const std::vector<StepPlan> steps{placed(0, 100), placed(80, 100, 20)};
  EXPECT_EQ(core_spans(steps, Fidelity::reference, 8000)[0], (std::vector<Span>{{0, 80}}));
  EXPECT_EQ(core_spans(steps, Fidelity::reference, 8000)[1], (std::vector<Span>{{40, 80}}));
}

TEST(Spans, CoresAndFringesCoverEveryPlacedFrame) {
  for (const std::int64_t lag : {-19, 0, 7, 19}) {
    const std::vector<StepPlan> steps{placed(0, 100), placed(80, 100, 20, lag), placed(200, 5)};
    std::vector<Span> covered = fringe_spans(steps, Fidelity::reference, 8000);
    const SpansOfSteps cores = core_spans(steps, Fidelity::reference, 8000);
    for (std::size_t i = 0; i < steps.size(); ++i) {
      for (const Span& core : cores[i]) {
        const std::int64_t shift = steps[i].start + steps[i].lag;
        covered.push_back({core.begin + shift, core.end + shift});
      }
    }
    EXPECT_EQ(unite(covered), (std::vector<Span>{{0, 180}, {200, 205}})) << lag;
  }
}

}  // namespace
}  // namespace bbplay::analysis
