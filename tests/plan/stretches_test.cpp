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

StepPlan step(std::int64_t start, std::int64_t frames, StepEntry entry) {
  StepPlan placed;
  placed.start = start;
  placed.frames = frames;
  placed.entry = entry;
  return placed;
}

TEST(StretchEnds, AreEvenWhereEveryVoiceCanBeEntered) {
  RenderPlan plan;
  plan.steps = {step(0, 250'000, StepEntry::anywhere)};
  EXPECT_THAT(stretch_ends(plan, 0, 250'000, kMost), ElementsAre(100'000, 200'000, 250'000));
  EXPECT_THAT(stretch_ends(plan, 7, 100'007, kMost), ElementsAre(100'007));
  EXPECT_THAT(stretch_ends(plan, 7, 7, kMost), IsEmpty());
}

TEST(StretchEnds, LieWhereVoicesAreRenewed) {
  RenderPlan plan;
  plan.steps = {step(0, 150'000, StepEntry::anywhere),
                step(150'000, 3 * kRenewalFrames, StepEntry::at_renewals)};
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
  plan.steps = {step(0, kRenewalFrames + 1'000, StepEntry::at_renewals),
                step(begin, 2 * kRenewalFrames, StepEntry::at_renewals)};
  EXPECT_THAT(stretch_ends(plan, 0, begin + 2 * kRenewalFrames, kMost),
              ElementsAre(kRenewalFrames, begin + kRenewalFrames, begin + 2 * kRenewalFrames));
}

TEST(StretchEnds, LieWhereTheyWouldIfAFewVoicesWereRenewedToo) {
  RenderPlan plan;
  plan.steps = {step(0, 2 * kRenewalFrames + 5, StepEntry::behind_a_few)};
  EXPECT_THAT(stretch_ends(plan, 0, 2 * kRenewalFrames + 5, kMost),
              ElementsAre(kRenewalFrames, 2 * kRenewalFrames, 2 * kRenewalFrames + 5));
}

TEST(StretchEnds, DoNotLieWithinAStepThatHasToBeHeardFromItsBeginning) {
  RenderPlan plan;
  plan.steps = {step(0, 250'000, StepEntry::anywhere),
                step(250'000, 500'000, StepEntry::from_beginning),
                step(750'000, 150'000, StepEntry::anywhere)};
  EXPECT_THAT(stretch_ends(plan, 0, 900'000, kMost),
              ElementsAre(100'000, 200'000, 250'000, 750'000, 850'000, 900'000));
  EXPECT_THAT(stretch_ends(plan, 300'000, 700'000, kMost), ElementsAre(700'000));
  plan.steps = {step(0, 2 * kRenewalFrames, StepEntry::at_renewals),
                step(400'000, 100'000, StepEntry::from_beginning)};
  EXPECT_THAT(stretch_ends(plan, 0, 2 * kRenewalFrames, kMost),
              ElementsAre(400'000, 500'000, kRenewalFrames, 2 * kRenewalFrames));
}

TEST(StretchEnds, LieAtTheEndOfAFadeBetweenTwoOfThem) {
  RenderPlan plan;
  plan.steps = {step(0, 500'000, StepEntry::from_beginning),
                step(400'000, 500'000, StepEntry::from_beginning)};
  EXPECT_THAT(stretch_ends(plan, 0, 900'000, kMost), ElementsAre(500'000, 900'000));
  // The second would be heard for too long before its stretch begins.
  plan.steps = {step(0, 500'000, StepEntry::from_beginning),
                step(370'000, 500'000, StepEntry::from_beginning)};
  EXPECT_THAT(stretch_ends(plan, 0, 870'000, kMost), ElementsAre(870'000));
  // Unless one that ends later leaves less of it.
  plan.steps.push_back(step(850'000, 500'000, StepEntry::from_beginning));
  EXPECT_THAT(stretch_ends(plan, 0, 1'350'000, kMost), ElementsAre(870'000, 1'350'000));
}

TEST(StretchEnds, ThereIsOneWhereTheLayerHasToBeHeardFromItsBeginning) {
  RenderPlan plan;
  plan.layer_seeks_at_once = false;
  EXPECT_THAT(stretch_ends(plan, 0, 1'000'000, kMost), ElementsAre(1'000'000));
}

}  // namespace
}  // namespace bbplay::plan
