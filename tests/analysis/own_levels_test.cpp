// SPDX-License-Identifier: MIT
#include "analysis/own_levels.h"

#include <atomic>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "bbplay/analysis/analyze.h"
#include "bbplay/analysis/estimate.h"

#include "scheduler/noise_layer_player.h"
#include "scheduler/step_voices.h"
#include "support/render.h"
#include "support/scratch_folder.h"
#include "support/sound_files.h"

namespace bbplay::test {
namespace {

constexpr int kRate = 8'000;
constexpr std::size_t kLong = (4 << 20) + 30'000;  // too long for a message that is kept in memory

/// A voice and a layer of noise that are a recording, and a message, which all have to be heard to know how
/// loud they are.
class OwnLevelsTest : public testing::Test {
 protected:
  OwnLevelsTest() {
    write_sound(folder_ / "noise.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, kRate,
                test_signal(1, 1'500'000));
    write_sound(folder_ / "message.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, kRate,
                test_signal(1, kLong));
  }

  std::string file(const char* name) const { return (folder_ / name).string(); }

  Session session() const {
    return session_of_text(
        R"({"global_settings": {"sample_rate": 8000}, "steps": [{"duration": 250, "voices": [
        {"synth_function_name": "noise_swept_notch", "params": {"static_notches": [{"freq": 900}],
         "input_audio_path": ")" +
        file("noise.wav") + R"("}},
        {"synth_function_name": "binaural_beat", "params": {}},
        {"synth_function_name": "spatial_angle_modulation", "params": {}},
        {"synth_function_name": "subliminal_encode", "params": {"carrierFreq": 17000, "audio_path": ")" +
        file("message.wav") + R"("}}]}],
        "background_noise": {"gain": 0.2, "params": {"input_audio_path": ")" +
        file("noise.wav") + R"("}}})");
  }

  ScratchFolder folder_;
};

double db(double ratio) { return 20 * std::log10(ratio); }

TEST_F(OwnLevelsTest, ArePartOfThePlanAndTheSameForAnyNumberOfThreads) {
  const Session planned = session();
  const std::vector<std::optional<OwnLevels>>& levels = planned.plan->steps[0].own_levels;
  ASSERT_EQ(levels.size(), 4u);
  ASSERT_TRUE(levels[0] && levels[2] && levels[3] && planned.plan->layer_levels);
  EXPECT_TRUE(std::holds_alternative<RecordingLevels>(*levels[0]));
  EXPECT_FALSE(levels[1]);
  EXPECT_TRUE(std::holds_alternative<OwnPeak>(*levels[2]));
  ASSERT_TRUE(std::holds_alternative<MessageLevels>(*levels[3]));
  EXPECT_FALSE(std::get<MessageLevels>(*levels[3]).is_estimate);
  EXPECT_TRUE(std::holds_alternative<RecordingLevels>(*planned.plan->layer_levels));
  for (const unsigned jobs : {1u, 2u, 3u}) {
    RenderPlan plan = *planned.plan;
    plan.steps[0].own_levels.clear();
    plan.layer_levels.reset();
    analysis::find_own_levels(*planned.track, plan, jobs, [](std::int64_t) {});
    EXPECT_EQ(plan.steps[0].own_levels, levels) << jobs;
    EXPECT_EQ(plan.layer_levels, planned.plan->layer_levels) << jobs;
  }
}

TEST_F(OwnLevelsTest, VoicesThatKnowThemDoNotGoThroughTheirFilesAgain) {
  const Session planned = session();
  const Step& step = planned.track->steps[0];
  const scheduler::RenderContext context{.rate = kRate};
  for (const std::size_t v : {0u, 3u}) {
    VoiceContext known = scheduler::voice_context(step, planned.plan->steps[0], v, context);
    SynthSpec synth = step.voices[v].synth;
    if (auto* messages = std::get_if<SubliminalEncodePatch>(&synth.patch)) {
      // One that nothing is remembered of.
      std::filesystem::copy_file(messages->files[0], folder_ / "copy.wav");
      messages->files[0] = folder_ / "copy.wav";
    }
    int walks = 0;
    known.sharing = [&](std::size_t count, const auto& task) {
      ++walks;
      for (std::size_t i = 0; i < count; ++i) task(i);
    };
    EXPECT_EQ(make_voice(synth, known)->own_levels(), known.own_levels);
    EXPECT_EQ(walks, 0);
    VoiceContext unknown = known;
    unknown.own_levels.reset();
    EXPECT_EQ(make_voice(synth, unknown)->own_levels(), known.own_levels);
    EXPECT_GT(walks, 0);
  }
}

TEST_F(OwnLevelsTest, AreEstimatedToBeginWith) {
  const Session planned = session();
  const RenderPlan plan = estimate(*planned.track, {});
  const auto recording = [](const std::optional<OwnLevels>& levels) {
    return std::get<RecordingLevels>(levels.value());
  };
  const auto expect_near = [](const RecordingLevels& estimated, const RecordingLevels& exact) {
    EXPECT_NE(estimated, exact);
    EXPECT_NEAR(db(estimated.scale / exact.scale), 0, 2);
    EXPECT_NEAR(db(estimated.scale * estimated.left / (exact.scale * exact.left)), 0, 3);
    EXPECT_NEAR(db(estimated.scale * estimated.right / (exact.scale * exact.right)), 0, 3);
  };
  const StepPlan &estimated = plan.steps[0], &exact = planned.plan->steps[0];
  expect_near(recording(estimated.own_levels[0]), recording(exact.own_levels[0]));
  expect_near(recording(plan.layer_levels), recording(planned.plan->layer_levels));
  const auto message = std::get<MessageLevels>(estimated.own_levels[3].value());
  EXPECT_TRUE(message.is_estimate);
  EXPECT_NEAR(db(message.peaks[0] / std::get<MessageLevels>(*exact.own_levels[3]).peaks[0]), 0, 1);
}

TEST_F(OwnLevelsTest, TheWayThroughAFileCanBeLeft) {
  const Session planned = session();
  // Other recordings than those that are known by now.
  write_sound(folder_ / "noise.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, kRate,
              test_signal(1, 1'400'000));
  std::atomic<bool> cancel = false;
  std::atomic<int> looks = 0;
  RenderPlan plan = *planned.plan;
  plan.steps[0].own_levels.clear();
  const auto tick = [&](std::int64_t) {
    if (++looks == 5) cancel = true;
    if (cancel) throw Cancelled{};
  };
  EXPECT_THROW(analysis::find_own_levels(*planned.track, plan, 2, tick), Cancelled);
  EXPECT_LT(looks, 10);
  // And begun again.
  analysis::find_own_levels(*planned.track, plan, 2, [](std::int64_t) {});
  EXPECT_TRUE(plan.steps[0].own_levels[0]);
}

}  // namespace
}  // namespace bbplay::test
