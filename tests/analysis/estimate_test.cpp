// SPDX-License-Identifier: MIT
#include "bbplay/analysis/estimate.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "dsp/level/expected_largest.h"
#include "support/layered_track.h"
#include "support/render.h"

namespace bbplay::test {
namespace {

using dsp::expected_largest;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

double db(double ratio) { return 20 * std::log10(ratio); }

RenderPlan estimate_of(const Session& session, std::int64_t first_frame = 0) {
  EstimateOptions options;
  options.first_frame = first_frame;
  return estimate(*session.track, options);
}

/// What the first step is heard with.
double level_of(const RenderPlan& plan, std::size_t step) {
  const StepPlan& placed = plan.steps[step];
  return plan.master_gain * placed.gain_binaural * placed.gain_continuity * placed.gain_ceiling;
}

TEST(ExpectedLargest, OfAllIsTheLargest) {
  std::vector<float> peaks{0.1f, 0.7f, 0.3f};
  EXPECT_EQ(expected_largest(peaks, 3, kInfinity), double{0.7f});
}

TEST(ExpectedLargest, StaysWithinItsBounds) {
  std::mt19937 random(3);
  std::uniform_real_distribution<float> between(0, 1);
  for (int round = 0; round < 100; ++round) {
    std::vector<float> peaks(1 + random() % 300);
    for (float& peak : peaks) peak = between(random);
    const double largest = double{*std::ranges::max_element(peaks)};
    const double found = expected_largest(peaks, 1e9, 1.25);
    EXPECT_GE(found, largest);
    EXPECT_LE(found, 1.25);
  }
  std::vector<float> silence(20, 0.0f), steady(20, 0.5f);
  EXPECT_EQ(expected_largest(silence, 1e6, 1), 0);
  EXPECT_NEAR(expected_largest(steady, 1e6, 2), 0.5, 1e-6);
}

TEST(ExpectedLargest, FollowsTheLawOfNoise) {
  // Rayleigh: the mean of the largest of n is sqrt(2 (ln n + gamma)).
  std::mt19937 random(11);
  std::uniform_real_distribution<double> between(0, 1);
  constexpr double kAll = 1e6, kEuler = 0.5772;
  double sum = 0;
  for (int round = 0; round < 50; ++round) {
    std::vector<float> peaks(512);
    for (float& peak : peaks) {
      peak = static_cast<float>(std::sqrt(-2 * std::log(1 - between(random))));
    }
    sum += expected_largest(peaks, kAll, kInfinity);
  }
  EXPECT_NEAR(db(sum / 50 / std::sqrt(2 * (std::log(kAll) + kEuler))), 0, 0.3);
}

TEST(Estimate, IsNearTheExactGainsAndRatherTooQuiet) {
  double sum = 0, loudest = 0, quietest = 0;
  constexpr unsigned kTracks = 12;
  for (unsigned seed = 1; seed <= kTracks; ++seed) {
    const LayeredTrack track{
        .seed = seed, .layers = 10 + 2 * static_cast<int>(seed), .step_s = 120, .rate = 8'000};
    const Session session = session_of_text(track.text());
    const double off = db(level_of(estimate_of(session), 0) / level_of(*session.plan, 0));
    sum += off;
    loudest = std::max(loudest, off);
    quietest = std::min(quietest, off);
  }
  EXPECT_NEAR(sum / kTracks, -0.25, 0.25);
  EXPECT_LT(loudest, 0.75);
  EXPECT_GT(quietest, -1.25);
}

TEST(Estimate, HasTheTimeLineAndTheLagsOfTheExactPlan) {
  const LayeredTrack track{.layers = 6, .steps = 4, .step_s = 30, .blend_s = 5, .rate = 8'000};
  const Session session = session_of_text(track.text());
  const RenderPlan plan = estimate_of(session);
  ASSERT_EQ(plan.steps.size(), session.plan->steps.size());
  EXPECT_EQ(plan.frames, session.plan->frames);
  EXPECT_TRUE(lacks_lags(plan, 0));
  const RenderPlan complete = with_all_lags(*session.track, plan, {});
  bool has_lags = false;
  for (std::size_t i = 0; i < plan.steps.size(); ++i) {
    const StepPlan& exact = session.plan->steps[i];
    EXPECT_EQ(plan.steps[i].start, exact.start);
    EXPECT_EQ(plan.steps[i].frames, exact.frames);
    // The third blend begins after 75 s.
    EXPECT_EQ(plan.steps[i].lag, i < 3 ? exact.lag : 0) << i;
    EXPECT_EQ(complete.steps[i].lag, exact.lag) << i;
    EXPECT_EQ(complete.steps[i].gain_binaural, plan.steps[i].gain_binaural) << i;
    has_lags = has_lags || exact.lag != 0;
  }
  EXPECT_TRUE(has_lags);
  EXPECT_FALSE(lacks_lags(plan, 80 * 8'000));
  EXPECT_EQ(estimate_of(session, 80 * 8'000).steps[3].lag, session.plan->steps[3].lag);
}

TEST(Estimate, InHasteIsRougherButStillALevel) {
  const LayeredTrack track{.layers = 20, .rate = 8'000};
  const Session session = session_of_text(track.text());
  EstimateOptions options;
  options.enough = [] { return true; };
  const RenderPlan plan = estimate(*session.track, options);
  EXPECT_NEAR(db(level_of(plan, 0) / level_of(*session.plan, 0)), -0.3, 1.5);
}

TEST(Estimate, KnowsNoiseClipsAndEvenedOutSteps) {
  for (const char* const more :
       {R"(, "background_noise": {"params": {"noise_parameters": {"name": "pink"}}, "gain": 0.2})",
        R"(, "overlay_clips": [{"path": "clip_stereo_11k025.wav", "start_time": 3, "gain": 2}])"}) {
    const LayeredTrack track{.layers = 5,
                             .steps = 2,
                             .step_s = 90,
                             .blend_s = 5,
                             .rate = 8'000,
                             .more_settings = R"(, "preserve_relative_step_loudness": true)",
                             .more_keys = more};
    const Session session = session_of_text(track.text());
    const RenderPlan plan = estimate_of(session);
    EXPECT_NEAR(db(plan.master_gain / session.plan->master_gain), -0.25, 0.75) << more;
    for (std::size_t i = 0; i < 2; ++i) {
      EXPECT_NEAR(db(level_of(plan, i) / level_of(*session.plan, i)), -0.4, 1) << more;
      EXPECT_NEAR(db(plan.steps[i].gain_continuity / session.plan->steps[i].gain_continuity), 0,
                  0.5);
    }
  }
}

TEST(Estimate, OfEveryVoiceIsALevelThatDoesNotHurt) {
  for (const char* const voice :
       {"isochronic_tone", "monaural_beat_stereo_amps", "qam_beat", "noise_generator",
        "spatial_angle_modulation", "stereo_am_independent", "rhythmic_waveshaping",
        "noise_swept_notch", "subliminal_encode"}) {
    const std::string text =
        R"({"global_settings": {"sample_rate": 44100}, "steps": [{"duration": 20, "voices": [
          {"synth_function_name": ")" +
        std::string(voice) + R"(", "params": {}}]}]})";
    const Session session = session_of_text(text);
    const RenderPlan plan = estimate_of(session);
    EXPECT_NEAR(db(level_of(plan, 0) / level_of(*session.plan, 0)), -0.2, 1) << voice;
    EXPECT_EQ(plan.steps[0].noise_peak.has_value(), session.plan->steps[0].noise_peak.has_value());
  }
}

}  // namespace
}  // namespace bbplay::test
