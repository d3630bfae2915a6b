// SPDX-License-Identifier: MIT
#include "bbplay/scheduler/offline_render.h"

#include <gtest/gtest.h>

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
         "params": {"freqOscRangeL": 5, "freqOscFreqL": 3, "startFreqOscSkewL": 0, "endFreqOscSkewL": 0.5}}]}]})"};

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

TEST(OfflineRender, MayBeAbandonedAtAnyTime) {
  const Session session = session_of_text(kLong[0]);
  OfflineRender offline(session.track, session.plan, 0, session.plan->frames, 3);
  EXPECT_GT(offline.next().frames(), 0u);
}

}  // namespace
}  // namespace bbplay::test
