// SPDX-License-Identifier: MIT
#include "analysis/curves_ahead.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "bbplay/analysis/estimate.h"

#include "scheduler/step_voices.h"
#include "support/render.h"

namespace bbplay::test {
namespace {

Session moving_along(const std::string& curve) {
  return session_of_text(
      R"({"global_settings": {"sample_rate": 8000}, "steps": [{"duration": 20, "voices": [
    {"synth_function_name": "binaural_beat_transition", "is_transition": true,
     "params": {"startBaseFreq": 200, "endBaseFreq": 190, "transition_curve": ")" +
      curve + "\"}}]}]}");
}

constexpr const char* kStillForTenHours =
    R"({"global_settings": {"sample_rate": 8000}, "steps": [{"duration": 36000, "voices": [
    {"synth_function_name": "binaural_beat", "params": {"baseFreq": 200}}]}]})";

std::vector<StepPlan> unsurveyed(const Session& planned) {
  std::vector<StepPlan> steps = planned.plan->steps;
  for (StepPlan& placed : steps) placed.curves = nullptr;
  return steps;
}

TEST(CurvesAhead, ArePartOfThePlanAndTheSameForAnyNumberOfThreads) {
  const Session planned = moving_along("alpha**1.25");
  ASSERT_TRUE(planned.plan->steps[0].curves);
  const scheduler::RenderContext context{.rate = planned.plan->rate};
  for (const unsigned jobs : {1u, 2u}) {
    std::atomic<int> parts = 0;
    const auto count = [&parts](std::int64_t) { ++parts; };
    std::vector<StepPlan> steps = unsurveyed(planned);
    analysis::survey_curves(*planned.track, context, jobs, count, steps);
    EXPECT_EQ(parts, 3);  // of 65,536 frames
    ASSERT_TRUE(steps[0].curves);
    EXPECT_EQ(*steps[0].curves, *planned.plan->steps[0].curves);
  }
}

TEST(CurvesAhead, VoicesUseThem) {
  const Session planned = moving_along("alpha**1.25");
  const scheduler::RenderContext context{.rate = planned.plan->rate};
  const Step& step = planned.track->steps[0];
  std::vector<StepPlan> steps = planned.plan->steps;
  const auto sound_at_the_end = [&] {
    scheduler::StepVoices voices(*planned.track, steps[0], context);
    voices.seek(100 * 1024);
    QuantumBuffer out;
    voices.render_voice(0, out.block());
    return std::vector<float>(out.block().left.begin(), out.block().left.end());
  };
  const std::vector<float> expected = sound_at_the_end();
  steps[0].curves = nullptr;
  EXPECT_EQ(sound_at_the_end(), expected);
  KnownCurves turned = *planned.plan->steps[0].curves;
  for (double& sum : turned.all[0].survey.sums) sum += 300;
  steps[0].curves = std::make_shared<const KnownCurves>(std::move(turned));
  EXPECT_NE(sound_at_the_end(), expected);
  EXPECT_EQ(scheduler::voice_context(step, steps[0], 0, context).curves, steps[0].curves);
}

TEST(CurvesAhead, APlanToBeginWithHasEstimates) {
  const Track track = *session_of_text(kStillForTenHours).track;
  Track moving = track;
  auto& synth = moving.steps[0].voices[0].synth;
  synth.moving = true;
  synth.timing.curve = "0.5 - 0.5*np.cos(np.pi*alpha)";
  std::get<BinauralBeatPatch>(synth.patch).base_freq_hz = {200, 100};
  const RenderPlan plan = estimate(moving, {});
  ASSERT_TRUE(plan.steps[0].curves);
  const CurveSurvey& survey = plan.steps[0].curves->all[0].survey;
  EXPECT_TRUE(survey.is_estimate);
  EXPECT_NEAR(survey.lowest, 0, 1e-6);
  EXPECT_NEAR(survey.highest, 1, 1e-6);
  EXPECT_NEAR(survey.sums.back() / static_cast<double>(plan.frames), 0.5, 1e-6);
}

TEST(CurvesAhead, AreEachFoundOnce) {
  const std::string voice =
      R"({"synth_function_name": "binaural_beat_transition", "is_transition": true, "params":
          {"startBaseFreq": 200, "endBaseFreq": 190, "transition_curve": "alpha**3"}})";
  const std::string still = R"({"synth_function_name": "binaural_beat_transition",
      "is_transition": true, "params": {"transition_curve": "alpha**4"}})";
  // Which this voice follows in corrected fidelity only.
  const std::string straight = R"({"synth_function_name": "spatial_angle_modulation_transition",
      "is_transition": true, "params": {"startBeatFreq": 1, "endBeatFreq": 2,
      "transition_curve": "alpha**5"}})";
  const Session planned = session_of_text(
      R"({"global_settings": {"sample_rate": 8000}, "steps": [{"duration": 2, "voices": [)" +
      voice + "," + voice + "," + still + "," + straight + R"(]}, {"duration": 2, "voices": [)" +
      still + "]}]}");
  const auto& steps = planned.plan->steps;
  ASSERT_TRUE(steps[0].curves);
  ASSERT_EQ(steps[0].curves->all.size(), 1u);
  EXPECT_EQ(steps[0].curves->all[0].timing.curve, "alpha**3");
  EXPECT_EQ(steps[1].curves, nullptr);
}

}  // namespace
}  // namespace bbplay::test
