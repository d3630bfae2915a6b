// SPDX-License-Identifier: MIT
#include "plan/stretches.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bbplay/audio/renewal.h"

namespace bbplay::plan {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::int64_t kMost = 100'000;

StepPlan step(std::int64_t start, std::int64_t frames, bool seeks_at_once, bool renews) {
  StepPlan placed;
  placed.start = start;
  placed.frames = frames;
  placed.seeks_at_once = seeks_at_once;
  placed.renews = renews;
  return placed;
}

TEST(StretchEnds, AreEvenWhereEveryVoiceCanBeEntered) {
  RenderPlan plan;
  plan.steps = {step(0, 250'000, true, false)};
  EXPECT_THAT(stretch_ends(plan, 0, 250'000, kMost), ElementsAre(100'000, 200'000, 250'000));
  EXPECT_THAT(stretch_ends(plan, 7, 100'007, kMost), ElementsAre(100'007));
  EXPECT_THAT(stretch_ends(plan, 7, 7, kMost), IsEmpty());
}

TEST(StretchEnds, LieWhereVoicesAreRenewed) {
  RenderPlan plan;
  plan.steps = {step(0, 150'000, true, false), step(150'000, 3 * kRenewalFrames, false, true)};
  plan.steps[1].lag = 30;
  const std::int64_t begin = 150'030, end = plan.steps[1].end();
  EXPECT_THAT(stretch_ends(plan, 0, end + 10, kMost),
              ElementsAre(100'000, 150'000, begin + kRenewalFrames, begin + 2 * kRenewalFrames, end,
                          end + 10));
  EXPECT_THAT(stretch_ends(plan, begin + kRenewalFrames + 5, end, kMost),
              ElementsAre(begin + 2 * kRenewalFrames, end));
}

TEST(StretchEnds, AreThoseOfTheStepThatBeganLast) {
  RenderPlan plan;
  const std::int64_t begin = kRenewalFrames - 1'000;
  plan.steps = {step(0, kRenewalFrames + 1'000, false, true),
                step(begin, 2 * kRenewalFrames, false, true)};
  EXPECT_THAT(stretch_ends(plan, 0, begin + 2 * kRenewalFrames, kMost),
              ElementsAre(kRenewalFrames, begin + kRenewalFrames, begin + 2 * kRenewalFrames));
}

TEST(StretchEnds, ThereIsOneWhereAVoiceHasToBeHeardFromItsBeginning) {
  RenderPlan plan;
  plan.steps = {step(0, 500'000, true, false), step(500'000, 500'000, false, false)};
  EXPECT_THAT(stretch_ends(plan, 0, 1'000'000, kMost), ElementsAre(1'000'000));
  EXPECT_THAT(stretch_ends(plan, 350'000, 500'000, kMost), ElementsAre(450'000, 500'000));
  plan.steps.clear();
  plan.layer_seeks_at_once = false;
  EXPECT_THAT(stretch_ends(plan, 0, 1'000'000, kMost), ElementsAre(1'000'000));
}

}  // namespace
}  // namespace bbplay::plan
