// SPDX-License-Identifier: MIT
#include "analysis/curves_ahead.h"

#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "bbplay/dsp/transition_curve.h"

#include "support/render.h"
#include "voices/voice_chain.h"

namespace bbplay::test {
namespace {

Session moving_along(const std::string& curve) {
  return session_of_text(
      R"({"global_settings": {"sample_rate": 8000}, "steps": [{"duration": 20, "voices": [
    {"synth_function_name": "binaural_beat_transition", "is_transition": true,
     "params": {"startBaseFreq": 200, "endBaseFreq": 190, "transition_curve": ")" +
      curve + "\"}}]}]}");
}

TEST(CurvesAhead, VoicesFindTheirCurvesEvaluated) {
  // Another duration than that it was planned with, so that it is not known from there.
  const Session planned = moving_along("alpha**1.25");
  Track track = *planned.track;
  track.steps[0].duration_s = 25;
  std::vector<StepPlan> steps = planned.plan->steps;
  steps[0].frames = 200'000;
  const scheduler::RenderContext context{.rate = planned.plan->rate};
  std::atomic<int> parts = 0;
  const auto count = [&parts](std::int64_t) { ++parts; };
  analysis::survey_curves(track, context, steps, 1, count);
  EXPECT_EQ(parts, 0);  // one thread leaves them to the voices
  analysis::survey_curves(track, context, steps, 2, count);
  EXPECT_EQ(parts, 4);  // of 65,536 frames
  analysis::survey_curves(track, context, steps, 2, count);
  EXPECT_EQ(parts, 4);  // it is known now
  // What the voice asks for is what was evaluated.
  const VoiceContext voice = scheduler::voice_context(track.steps[0], steps[0], 0, context);
  const SynthSpec timed = voices::timed_synth(track.steps[0].voices[0], voice);
  const auto nobody = [](std::size_t, const auto&) {};
  EXPECT_FALSE(
      dsp::TransitionCurve::survey_ahead(voice.seconds, voice.frames, timed.timing, nobody));
}

}  // namespace
}  // namespace bbplay::test
