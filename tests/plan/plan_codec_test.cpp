// SPDX-License-Identifier: MIT
#include "bbplay/plan/plan_codec.h"

#include <cstring>
#include <memory>
#include <random>
#include <string>

#include <gtest/gtest.h>

#include "bbplay/plan/fingerprint.h"

namespace bbplay {
namespace {

RenderPlan sample_plan() {
  RenderPlan plan;
  plan.rate = 48'000;
  plan.fidelity = Fidelity::corrected;
  plan.seed = 7;
  plan.frames = 123'456'789'012;
  plan.peak = 0.1;
  plan.master_gain = 2.5;
  StepPlan placed;
  placed.step = 3;
  placed.lag = -77;
  placed.fade_in = Fade{.start = 5, .frames = 6, .curve = CrossfadeCurve::equal_power};
  placed.fade_outs = {Fade{.start = 9, .silent_after = true, .by = 4}, Fade{}};
  placed.noise_peak = 0.95;
  placed.carried = {std::nullopt, CarriedPhases{1.5, 2.5}};
  placed.own_levels = {OwnPeak{.largest = 1.25, .bound = 1.5}, std::nullopt,
                       RecordingLevels{.scale = 0.5, .left = 2, .right = 3, .clips = true},
                       MessageLevels{.peaks = {0.25, 0}, .largest = 0.75, .is_estimate = true}};
  placed.curves = std::make_shared<const KnownCurves>(
      KnownCurves{{{{0.5, std::nullopt, "alpha**2"}, {16'384, {0, 0.25, 7.5}, 0, 1}},
                   {{-0.5, 20.0, "1 - alpha"}, {16'384, {0}, -1, 0.5}}}});
  placed.marks = {nullptr, std::make_shared<const WayMarks>(
                               WayMarks{.distance = 1'024, .sums = 2, .turns = {0.25, 0.5}})};
  plan.steps = {StepPlan{}, placed};
  plan.layer_levels = RecordingLevels{.scale = 0.25};
  plan.clips = {ClipPlan{.clip = 1, .start = -5, .frames = 9}};
  return plan;
}

TEST(PlanCodec, WhatIsDecodedEncodesToTheSameBytes) {
  const std::string bytes = encode_plan(sample_plan());
  const std::optional<RenderPlan> decoded = decode_plan(bytes);
  ASSERT_TRUE(decoded);
  EXPECT_EQ(encode_plan(*decoded), bytes);
  EXPECT_EQ(decoded->steps[1].lag, -77);
  EXPECT_EQ(decoded->steps[1].carried[1], (CarriedPhases{1.5, 2.5}));
  EXPECT_EQ(decoded->steps[1].own_levels, sample_plan().steps[1].own_levels);
  EXPECT_EQ(decoded->layer_levels, sample_plan().layer_levels);
  EXPECT_FALSE(decoded->steps[0].curves);
  ASSERT_TRUE(decoded->steps[1].curves);
  EXPECT_EQ(*decoded->steps[1].curves, *sample_plan().steps[1].curves);
  EXPECT_FALSE(decoded->steps[1].marks[0]);
  ASSERT_TRUE(decoded->steps[1].marks[1]);
  EXPECT_EQ(*decoded->steps[1].marks[1], *sample_plan().steps[1].marks[1]);
  EXPECT_TRUE(decoded->steps[1].fade_outs[0].silent_after);
  EXPECT_EQ(decoded->clips[0].start, -5);
}

TEST(PlanCodec, OnlyWhoKnowsTheKeyGetsThePlan) {
  const std::string bytes = encode_plan(sample_plan(), 5);
  EXPECT_TRUE(decode_plan(bytes, 5));
  EXPECT_FALSE(decode_plan(bytes, 6));
  EXPECT_FALSE(decode_plan(bytes));
}

TEST(PlanCodec, DamageAnywhereIsNoticed) {
  const std::string bytes = encode_plan(sample_plan());
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::string damaged = bytes;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x40);
    EXPECT_FALSE(decode_plan(damaged)) << "byte " << i;
    EXPECT_FALSE(decode_plan(std::string_view(bytes).substr(0, i))) << "cut to " << i;
  }
  EXPECT_FALSE(decode_plan(bytes + "x"));
}

/// Where the check sum stands: behind the first line.
std::size_t check_sum_of(std::string_view bytes) { return bytes.find('\n') + 1; }
std::size_t payload_of(std::string_view bytes) {
  return check_sum_of(bytes) + sizeof(std::uint64_t);
}

/// Puts the check sum right, as somebody would who forges a plan.
void sign(std::string& bytes) {
  Fingerprint sum;
  sum.add_number(std::uint64_t{0});  // the key
  sum.add_text(std::string_view(bytes).substr(payload_of(bytes)));
  const std::uint64_t value = sum.value();
  std::memcpy(bytes.data() + check_sum_of(bytes), &value, sizeof value);
}

/// Looks at everything whose values can be wrong; a value that does not exist would be no plan that
/// encodes to the same bytes, and the sanitizers stop at it.
void expect_sound(const std::string& bytes) {
  const std::optional<RenderPlan> plan = decode_plan(bytes);
  if (!plan) return;
  EXPECT_TRUE(plan->fidelity == Fidelity::reference || plan->fidelity == Fidelity::corrected);
  for (const StepPlan& placed : plan->steps) {
    for (const Fade& fade : placed.fade_outs) {
      EXPECT_TRUE(fade.curve == CrossfadeCurve::linear ||
                  fade.curve == CrossfadeCurve::equal_power);
      EXPECT_LE(static_cast<int>(fade.silent_after), 1);
    }
  }
  EXPECT_EQ(encode_plan(*plan), bytes);
}

TEST(PlanCodec, NoForgedByteBecomesAValueThatDoesNotExist) {
  const std::string bytes = encode_plan(sample_plan());
  const std::size_t head = payload_of(bytes);
  std::string unharmed = bytes;
  unharmed[head - 1] = static_cast<char>(~unharmed[head - 1]);
  sign(unharmed);
  ASSERT_EQ(unharmed, bytes);
  for (std::size_t i = head; i < bytes.size(); ++i) {
    for (const int value : {1, 2, 3, 0x7F, 0x80, 0xFF}) {
      std::string forged = bytes;
      forged[i] = static_cast<char>(value);
      sign(forged);
      expect_sound(forged);
    }
  }
  std::mt19937 random(1);
  for (int round = 0; round < 20'000; ++round) {
    std::string forged = bytes;
    const std::size_t flips = 1 + random() % 8;
    for (std::size_t f = 0; f < flips; ++f) {
      const std::size_t at = head + random() % (forged.size() - head);
      forged[at] = static_cast<char>(random());
    }
    if (random() % 4 == 0) forged.resize(head + random() % (forged.size() - head));
    sign(forged);
    expect_sound(forged);
  }
}

TEST(PlanCodec, AForgedBoolOrChoiceIsNoPlan) {
  RenderPlan
      plan;  // whose layer_seeks_at_once stands before the levels of the layer, which it has none of
  std::string bytes = encode_plan(plan);
  const std::size_t at = bytes.size() - sizeof plan.frames - sizeof plan.peak -
                         sizeof plan.master_gain - sizeof(bool) - sizeof plan.layer_seeks_at_once;
  ASSERT_EQ(bytes[at], 1);
  bytes[at] = 2;
  sign(bytes);
  EXPECT_FALSE(decode_plan(bytes));

  bytes = encode_plan(plan);
  const std::size_t fidelity = payload_of(bytes) + sizeof plan.rate;
  bytes[fidelity] = 2;
  sign(bytes);
  EXPECT_FALSE(decode_plan(bytes));
}

}  // namespace
}  // namespace bbplay
