// SPDX-License-Identifier: MIT
#include "bbplay/plan/plan_codec.h"

#include <gtest/gtest.h>

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
  placed.own_peaks = {OwnPeak{.largest = 1.25, .bound = 1.5}, std::nullopt};
  plan.steps = {StepPlan{}, placed};
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
  EXPECT_EQ(decoded->steps[1].own_peaks[0], (OwnPeak{1.25, 1.5}));
  EXPECT_FALSE(decoded->steps[1].own_peaks[1]);
  EXPECT_TRUE(decoded->steps[1].fade_outs[0].silent_after);
  EXPECT_EQ(decoded->clips[0].start, -5);
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

}  // namespace
}  // namespace bbplay
