// SPDX-License-Identifier: MIT
#include "plan/timeline.h"

#include <limits>

#include <gtest/gtest.h>

#include "bbplay/audio/frames.h"
#include "bbplay/reader/read_track.h"

#include "support/golden.h"

namespace bbplay::plan {
namespace {

Step step_of(double duration, std::optional<double> start = std::nullopt) {
  Step step;
  step.duration_s = duration;
  step.start_s = start;
  return step;
}

Track track_of(std::vector<Step> steps, double crossfade_s = 0, double overlap = 1) {
  Track track;
  track.layout_crossfade_s = crossfade_s;
  track.layout_overlap = overlap;
  track.steps = std::move(steps);
  return track;
}

std::int64_t integer(reader::JsonNode node) {
  return static_cast<std::int64_t>(node.number().value());
}

TEST(Timeline, AgreesWithEveryGoldenPlan) {
  const test::GoldenFamily family("tracks");
  std::size_t compared = 0;
  for (const test::GoldenCase& golden : family.cases()) {
    SCOPED_TRACE(golden.name);
    Diagnostics findings;
    std::optional<Track> track;
    try {
      track = read_track(golden.folder / golden.node["track"].text(), ReadOptions{}, findings);
    } catch (const TrackError&) {
      continue;
    }
    const reader::JsonNode plan = golden.node["plan"];
    const std::vector<reader::JsonNode> expected = plan["steps"].children();
    const std::vector<StepPlan> steps = lay_out(*track, golden.rate, Fidelity::reference);
    ASSERT_EQ(steps.size(), expected.size());
    std::int64_t end = 0;
    for (std::size_t i = 0; i < steps.size(); ++i) {
      const StepPlan& placed = steps[i];
      EXPECT_EQ(static_cast<std::int64_t>(placed.step), integer(expected[i]["index"]));
      EXPECT_EQ(placed.start, integer(expected[i]["start_sample"]));
      EXPECT_EQ(placed.frames, integer(expected[i]["samples"]));
      EXPECT_EQ(placed.overlap, integer(expected[i]["overlap"]));
      EXPECT_EQ(placed.fade_in ? placed.fade_in->frames : 0,
                integer(expected[i]["crossfade_samples"]));
      if (placed.fade_in) {
        EXPECT_EQ(placed.fade_in->curve == CrossfadeCurve::equal_power,
                  expected[i]["crossfade_curve"].text() == "equal_power");
        EXPECT_EQ(placed.fade_in->start, placed.start);
        EXPECT_EQ(placed.fade_in->by, i);
      }
      end = std::max(end, placed.end());
    }
    if (track->clips.empty()) {
      EXPECT_EQ(end, integer(plan["track_samples"]));
    }
    ++compared;
  }
  EXPECT_GE(compared, 30u);
}

TEST(Timeline, CountsFramesAsOneTruncatedProduct) {
  EXPECT_EQ(frames_in(0.7, 44'100), 30'869);  // 30869.999999999996
  EXPECT_EQ(frames_in(0.07, 44'100), 3'087);  // 3087.0000000000005
  EXPECT_EQ(frames_in(-1, 44'100), 0);
  EXPECT_EQ(nearest_frame(0.7, 44'100), 30'870);
  EXPECT_EQ(nearest_frame(-0.5, 1), -1);
}

TEST(Frames, StayWithinReachWhateverAFileSays) {
  constexpr double infinite = std::numeric_limits<double>::infinity();
  for (const double seconds : {1e300, infinite}) {
    EXPECT_EQ(frame_at(seconds, 44'100), 1'000'000'000'000'000);
    EXPECT_EQ(frame_at(-seconds, 44'100), -1'000'000'000'000'000);
    EXPECT_EQ(nearest_frame(seconds, 44'100), 1'000'000'000'000'000);
    EXPECT_EQ(nearest_frame(-seconds, 44'100), -1'000'000'000'000'000);
  }
}

TEST(Timeline, ShortStepsDoNotAdvanceTheClock) {
  const auto placed = place_steps(track_of({step_of(1), step_of(0.5), step_of(2)}, 0.8, 1), 1000);
  ASSERT_EQ(placed.size(), 3u);
  EXPECT_EQ(placed[1].start, 199);  // 1 - 0.8 = 0.19999999999999996
  EXPECT_EQ(placed[2].start, 199);
}

TEST(Timeline, SkippedStepsKeepTheirPlaceInTheFile) {
  const auto placed =
      place_steps(track_of({step_of(0), step_of(1), step_of(0.0001), step_of(1)}), 1000);
  ASSERT_EQ(placed.size(), 2u);
  EXPECT_EQ(placed[0].step, 1u);
  EXPECT_EQ(placed[1].step, 3u);
  EXPECT_EQ(placed[1].start, 1000);
}

TEST(Timeline, NegativeStartsArePlacedAtZeroButKeepTheClock) {
  const auto placed = place_steps(track_of({step_of(1, -0.4), step_of(1)}), 1000);
  EXPECT_EQ(placed[0].start, 0);
  EXPECT_EQ(placed[0].frames, 1000);
  EXPECT_EQ(placed[1].start, 600);
}

// A long step under two short ones, the second of which ends with it.
Track nested_track() {
  Track track = track_of({step_of(10, 0), step_of(2, 3), step_of(6, 4.5)});
  for (Step& step : track.steps) step.blend_s = 0.5;
  return track;
}

TEST(Timeline, ReferenceFadesEveryStepUnderABlend) {
  const auto steps = lay_out(nested_track(), 1000, Fidelity::reference);
  ASSERT_EQ(steps.size(), 3u);
  EXPECT_FALSE(steps[0].fade_in);
  ASSERT_EQ(steps[0].fade_outs.size(), 2u);
  EXPECT_EQ(steps[0].fade_outs[0].start, 3000);
  EXPECT_EQ(steps[0].fade_outs[0].frames, 500);
  EXPECT_EQ(steps[0].fade_outs[0].by, 1u);
  EXPECT_EQ(steps[0].fade_outs[1].start, 4500);
  EXPECT_EQ(steps[0].fade_outs[1].by, 2u);
  EXPECT_FALSE(steps[0].fade_outs[0].silent_after);
  ASSERT_EQ(steps[1].fade_outs.size(), 1u);
  EXPECT_EQ(steps[1].fade_outs[0].by, 2u);
  EXPECT_FALSE(steps[0].end_covered);
  EXPECT_TRUE(steps[1].end_covered);
  EXPECT_FALSE(steps[2].end_covered);
}

TEST(Timeline, CorrectedFadesOnlyStepsThatEndWithTheBlend) {
  const auto steps = lay_out(nested_track(), 1000, Fidelity::corrected);
  EXPECT_TRUE(steps[0].fade_outs.empty());
  ASSERT_EQ(steps[1].fade_outs.size(), 1u);
  EXPECT_TRUE(steps[1].fade_outs[0].silent_after);
  EXPECT_TRUE(steps[1].fade_in);
  EXPECT_TRUE(steps[2].fade_in);
}

TEST(Timeline, AStepMayEndTenMillisecondsAfterTheBlend) {
  for (const auto& [overlap_s, covered] : {std::pair{0.510, true}, {0.511, false}}) {
    Track track = track_of({step_of(1, 0), step_of(1, 1 - overlap_s)});
    track.steps[0].blend_s = 0.5;
    const auto steps = lay_out(track, 100'000, Fidelity::corrected);
    EXPECT_EQ(steps[0].end_covered, covered) << overlap_s;
    EXPECT_EQ(steps[0].fade_outs.size(), covered ? 1u : 0u) << overlap_s;
  }
}

TEST(Timeline, BlendsByTheSettingsOfTheStepBefore) {
  Track track = track_of({step_of(2, 0), step_of(2, 1), step_of(2, 2)});
  track.steps[0].blend_s = 0.4;
  track.steps[0].blend_overlap = 0.5;
  track.steps[0].blend_curve = CrossfadeCurve::equal_power;
  track.steps[1].blend_s = -3;
  const auto steps = lay_out(track, 1000, Fidelity::reference);
  EXPECT_EQ(steps[1].fade_in->frames, 200);
  EXPECT_EQ(steps[1].fade_in->curve, CrossfadeCurve::equal_power);
  EXPECT_EQ(steps[1].overlap, 1000);
  EXPECT_FALSE(steps[2].fade_in);
  EXPECT_EQ(steps[2].overlap, 1000);
}

}  // namespace
}  // namespace bbplay::plan
