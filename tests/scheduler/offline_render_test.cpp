// SPDX-License-Identifier: MIT
#include "bbplay/scheduler/offline_render.h"

#include <iterator>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "bbplay/plan/plan_codec.h"

#include "support/golden.h"
#include "support/render.h"

namespace bbplay::test {
namespace {

StereoBuffer collect(const Session& session, std::int64_t first, std::int64_t last, unsigned jobs) {
  OfflineRender offline(session.track, session.plan, first, last, jobs);
  StereoBuffer out(static_cast<std::size_t>(last - first));
  std::size_t at = 0;
  for (ConstStereoBlock part = offline.next(); part.frames() > 0; part = offline.next()) {
    std::ranges::copy(part.left, out.block().left.begin() + static_cast<std::ptrdiff_t>(at));
    std::ranges::copy(part.right, out.block().right.begin() + static_cast<std::ptrdiff_t>(at));
    at += part.frames();
  }
  EXPECT_EQ(at, out.frames());
  return out;
}

// Longer than several stretches; the last has a vibrato that has to be added up frame by frame.
constexpr const char* kLong[] = {
    R"({"global_settings": {"sample_rate": 8000, "crossfade_duration": 1}, "steps": [
        {"duration": 20, "voices": [{"synth_function_name": "binaural_beat", "params": {}}]},
        {"duration": 17.3, "voices": [{"synth_function_name": "isochronic_tone", "params": {}}]}]})",
    R"({"global_settings": {"sample_rate": 8000}, "steps": [
        {"duration": 30, "voices": [{"synth_function_name": "binaural_beat_transition", "is_transition": true,
         "params": {"startFreqOscRangeL": 5, "endFreqOscRangeL": 9, "startFreqOscFreqL": 1, "endFreqOscFreqL": 3}}]}]})",
    R"({"global_settings": {"sample_rate": 8000}, "steps": [
        {"duration": 30, "voices": [{"synth_function_name": "binaural_beat_transition", "is_transition": true,
         "params": {"freqOscRangeL": 5, "freqOscFreqL": 3, "startFreqOscSkewL": 0, "endFreqOscSkewL": 0.5}}]}]})",
    R"({"global_settings": {"sample_rate": 8000, "crossfade_duration": 2}, "steps": [
        {"duration": 20, "voices": [{"synth_function_name": "binaural_beat", "params": {}}]},
        {"duration": 70, "voices": [{"synth_function_name": "binaural_beat_transition", "is_transition": true,
         "params": {"freqOscRangeL": 5, "freqOscFreqL": 3, "startFreqOscSkewL": 0, "endFreqOscSkewL": 0.5}}]},
        {"duration": 40, "voices": [{"synth_function_name": "binaural_beat_transition", "is_transition": true,
         "params": {"freqOscRangeR": 5, "freqOscFreqR": 3, "startFreqOscSkewR": 0, "endFreqOscSkewR": 0.5}}]},
        {"duration": 9, "voices": [{"synth_function_name": "isochronic_tone", "params": {}}]}]})"};

TEST(OfflineRender, AnyNumberOfJobsGivesTheSamplesOfOneScheduler) {
  for (const char* json : kLong) {
    const Session session = session_of_text(json);
    const StereoBuffer whole = render(session);
    for (const unsigned jobs : {1u, 2u, 5u}) {
      EXPECT_EQ(collect(session, 0, session.plan->frames, jobs), whole) << jobs;
    }
  }
}

TEST(OfflineRender, APartIsThatPartOfTheWhole) {
  for (const char* json : kLong) {
    const Session session = session_of_text(json);
    EXPECT_EQ(collect(session, 70'001, 180'000, 2), render(session, 4096, 70'001, 109'999));
  }
}

// At a rate at which there are several renewals.
constexpr const char* kRenewing[] = {
    R"({"global_settings": {"sample_rate": 8000, "crossfade_duration": 2}, "steps": [
        {"duration": 10, "voices": [{"synth_function_name": "binaural_beat", "params": {}}]},
        {"duration": 290, "voices": [{"synth_function_name": "isochronic_tone", "params": {}},
         {"synth_function_name": "binaural_beat", "params": {"flangeEnable": true}}]},
        {"duration": 150, "voices": [{"synth_function_name": "binaural_beat_transition", "is_transition": true,
         "params": {"flangeEnable": true, "startFlangeLoopHpfHz": 80, "endFlangeLoopHpfHz": 90}}]}]})",
    R"({"global_settings": {"sample_rate": 8000}, "steps": [
        {"duration": 280, "voices": [{"synth_function_name": "dual_pulse_binaural", "params": {"spatialEnable": true}},
         {"synth_function_name": "noise_generator", "params": {"spatialEnable": true}}]}],
        "background_noise": {"params": {"noise_parameters": {"name": "brown"}}, "gain": 0.1}})",
    R"({"global_settings": {"sample_rate": 8000}, "steps": [
        {"duration": 280, "voices": [
         {"synth_function_name": "binaural_beat", "params": {"spatialEnable": true, "flangeEnable": true}},
         {"synth_function_name": "noise_generator",
          "params": {"spatialEnable": true, "flangeEnable": true, "flangeLoopHpfHz": 80}},
         {"synth_function_name": "isochronic_tone_transition", "is_transition": true,
          "params": {"spatialEnable": true, "flangeEnable": true, "startFlangeLoopHpfHz": 80,
                     "endFlangeLoopHpfHz": 90}}]}]})",
    // Phases that are added up frame by frame, from marks on.
    R"({"global_settings": {"sample_rate": 8000, "crossfade_duration": 2}, "steps": [
        {"duration": 10, "voices": [{"synth_function_name": "binaural_beat", "params": {}}]},
        {"duration": 290, "voices": [
         {"synth_function_name": "binaural_beat_transition", "is_transition": true,
          "params": {"startBaseFreq": 79.25, "endBaseFreq": 0, "startFreqOscRangeL": 1,
                     "endFreqOscRangeL": 1, "startFreqOscFreqL": 2, "endFreqOscFreqL": 2}},
         {"synth_function_name": "isochronic_tone_transition", "is_transition": true,
          "params": {"freqOscRangeL": 5, "freqOscFreqL": 3, "startFreqOscSkewL": 0,
                     "endFreqOscSkewL": 0.5, "harmonicSuppression": true}}]},
        {"duration": 290, "voices": [
         {"synth_function_name": "binaural_beat_transition", "is_transition": true,
          "params": {"startBaseFreq": 79.25, "endBaseFreq": 20, "startFreqOscRangeL": 1,
                     "endFreqOscRangeL": 9, "startFreqOscFreqL": 2, "endFreqOscFreqL": 2,
                     "freqOscShape": "triangle"}},
         {"synth_function_name": "binaural_beat_transition", "is_transition": true,
          "params": {"freqOscRangeR": 5, "freqOscFreqR": 3, "startFreqOscSkewR": 0,
                     "endFreqOscSkewR": 0.5, "spatialEnable": true, "flangeEnable": true}}]}]})"};

TEST(OfflineRender, SharesOutVoicesThatAreRenewed) {
  for (const char* json : kRenewing) {
    const Session session = session_of_text(json);
    EXPECT_EQ(session.plan->steps.back().entry, StepEntry::at_renewals);
    const StereoBuffer whole = render(session);
    EXPECT_EQ(render(session, 333), whole);
    for (const unsigned jobs : {1u, 2u, 5u}) {
      EXPECT_EQ(collect(session, 0, session.plan->frames, jobs), whole) << jobs;
    }
    const std::int64_t first = 1'100'003, count = 900'000;
    EXPECT_EQ(collect(session, first, first + count, 2), render(session, 4096, first, count));
  }
}

/// A step of so many voices, of which one has a flanger that never forgets.
std::string with_one_that_remembers(int voices) {
  std::string json =
      R"({"global_settings": {"sample_rate": 8000}, "steps": [{"duration": 290, "voices": [
      {"synth_function_name": "binaural_beat", "params":
       {"flangeEnable": true, "flangeFeedback": 0.995, "flangeLoopHpfHz": 20}})";
  for (int i = 1; i < voices; ++i) {
    json += R"(, {"synth_function_name": "binaural_beat", "params": {"baseFreq": )" +
            std::to_string(100 + 10 * i) + "}}";
  }
  return json + "]}]}";
}

TEST(OfflineRender, SharesOutStepsWhereAFewVoicesHaveToBeHeardFromTheBeginning) {
  const Session session = session_of_text(with_one_that_remembers(8));
  EXPECT_EQ(session.plan->steps.back().entry, StepEntry::behind_a_few);
  const Session of_seven = session_of_text(with_one_that_remembers(7));
  EXPECT_EQ(of_seven.plan->steps.back().entry, StepEntry::from_beginning);
  const StereoBuffer whole = render(session);
  for (const unsigned jobs : {1u, 2u, 5u}) {
    EXPECT_EQ(collect(session, 0, session.plan->frames, jobs), whole) << jobs;
  }
  const std::int64_t first = 1'100'003, count = 900'000;
  EXPECT_EQ(collect(session, first, first + count, 2), render(session, 4096, first, count));
}

/// So long that it would keep a thread to itself, with a short one before and another one behind.
constexpr const char* kRelayed =
    R"({"global_settings": {"sample_rate": 8000, "crossfade_duration": 2}, "steps": [
    {"duration": 20, "voices": [{"synth_function_name": "binaural_beat", "params": {}}]},
    {"duration": 540, "voices": [
     {"synth_function_name": "binaural_beat", "params": {"baseFreq": 90}},
     {"synth_function_name": "binaural_beat_transition", "is_transition": true,
      "params": {"freqOscRangeL": 5, "freqOscFreqL": 3, "startFreqOscSkewL": 0, "endFreqOscSkewL": 0.5}},
     {"synth_function_name": "isochronic_tone", "params": {}},
     {"synth_function_name": "noise_generator", "params": {"flangeEnable": true}},
     {"synth_function_name": "binaural_beat", "params": {"flangeEnable": true, "flangeFeedback": 0.995, "flangeLoopHpfHz": 20}}]},
    {"duration": 530, "voices": [
     {"synth_function_name": "isochronic_tone", "params": {"flangeEnable": true, "flangeFeedback": 0.995, "flangeLoopHpfHz": 20}},
     {"synth_function_name": "binaural_beat", "params": {"baseFreq": 120}}]}]})";

TEST(OfflineRender, SharesOutTheVoicesOfALongStepThatHasToBeFollowed) {
  const Session session = session_of_text(kRelayed);
  for (const std::size_t i : {1u, 2u}) {
    EXPECT_EQ(session.plan->steps[i].entry, StepEntry::from_beginning);
  }
  const StereoBuffer whole = render(session);
  for (const unsigned jobs : {1u, 2u, 5u}) {
    EXPECT_EQ(collect(session, 0, session.plan->frames, jobs), whole) << jobs;
  }
  // Into the middle of one, over the blend and into the other.
  const std::int64_t first = 3'900'003, count = 700'000;
  EXPECT_EQ(collect(session, first, first + count, 2), render(session, 333, first, count));
}

/// A step of so many voices with nothing else in the track, which all threads listen to.
TEST(OfflineRender, AnyNumberOfJobsPlansALongStepTheSame) {
  const std::string one =
      R"({"global_settings": {"sample_rate": 8000}, "preserve_relative_step_loudness": true,
    "steps": [{"duration": 530, "voices": [
     {"synth_function_name": "isochronic_tone", "params": {"flangeEnable": true, "flangeFeedback": 0.995, "flangeLoopHpfHz": 20}},
     {"synth_function_name": "noise_generator", "params": {"flangeEnable": true}},
     {"synth_function_name": "binaural_beat", "params": {"baseFreq": 120}}]}]})";
  for (const std::string& json : {one, std::string(kRelayed)}) {
    AnalyzeOptions alone, shared;
    alone.jobs = 1;
    shared.jobs = 3;
    EXPECT_EQ(encode_plan(*session_of_text(json, alone).plan),
              encode_plan(*session_of_text(json, shared).plan));
  }
}

TEST(OfflineRender, AnyNumberOfJobsPlansTheSame) {
  std::vector<std::string> tracks(std::begin(kRenewing), std::end(kRenewing));
  tracks.push_back(with_one_that_remembers(8));
  for (const std::string& json : tracks) {
    AnalyzeOptions alone, shared;
    alone.jobs = 1;
    shared.jobs = 3;
    EXPECT_EQ(encode_plan(*session_of_text(json, alone).plan),
              encode_plan(*session_of_text(json, shared).plan));
  }
}

TEST(OfflineRender, MayBeAbandonedAtAnyTime) {
  const Session session = session_of_text(kLong[0]);
  OfflineRender offline(session.track, session.plan, 0, session.plan->frames, 3);
  EXPECT_GT(offline.next().frames(), 0u);
}

}  // namespace
}  // namespace bbplay::test
