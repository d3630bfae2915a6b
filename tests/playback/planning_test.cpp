// SPDX-License-Identifier: MIT
#include "bbplay/playback/planning.h"

#include <memory>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "bbplay/plan/plan_codec.h"
#include "bbplay/reader/read_track.h"

#include "support/render.h"
#include "support/scratch_folder.h"
#include "support/sound_files.h"

namespace bbplay::test {
namespace {

std::string track_of(double seconds, const std::string& voice) {
  return R"({"global_settings": {"sample_rate": 44100}, "steps": [{"duration": )" +
         std::to_string(seconds) + R"(, "voices": [{"synth_function_name": ")" + voice +
         R"(", "params": {}}]}]})";
}

TEST(Planning, IsThePlanThatWaitingWouldGive) {
  const Session session = session_of_text(track_of(5, "qam_beat"));
  Planning planning({.track = session.track});
  EXPECT_EQ(planning.rate(), 44'100);
  EXPECT_EQ(encode_plan(*planning.exact()), encode_plan(*session.plan));
}

TEST(Planning, GivesUpWhenNobodyWantsThePlan) {
  // Two days of filters, every frame of which has to be listened to: this test ends, or it does not.
  const std::string text = track_of(48 * 3600.0, "qam_beat");
  Diagnostics findings;
  const auto track =
      std::make_shared<const Track>(read_track_text(text, "long.json", {}, {}, findings));
  Planning planning({.track = track});
}

TEST(Planning, OfAFileThatBecomesAnotherOneMeanwhileIsNotKept) {
  const ScratchFolder folder;
  const auto write = [&](std::size_t frames) {
    write_sound(folder / "noise.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 8'000,
                test_signal(1, frames));
  };
  write(100'000);
  const std::string text =
      R"({"global_settings": {"sample_rate": 8000}, "steps": [{"duration": 10, "voices": [
      {"synth_function_name": "noise_swept_notch", "params": {"input_audio_path": ")" +
      (folder / "noise.wav").string() + R"("}}]}]})";
  Diagnostics findings;
  const Track track = read_track_text(text, "track.json", {}, {}, findings);
  const PlanCache cache(folder / "plans");
  bool is_replaced = false;
  AnalyzeOptions options;
  options.jobs = 1;
  options.progress = [&](double) {
    if (!std::exchange(is_replaced, true)) write(120'000);
  };
  planned(track, options, cache);
  ASSERT_TRUE(is_replaced);
  EXPECT_FALSE(known_plan(track, options, cache));
  planned(track, options, cache);
  EXPECT_TRUE(known_plan(track, options, cache));
}

}  // namespace
}  // namespace bbplay::test
