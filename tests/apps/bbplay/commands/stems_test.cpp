// SPDX-License-Identifier: MIT
// The parts of a mix in files of their own.
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "apps/bbplay/support/program.h"
#include "support/audio_file.h"
#include "support/scratch_folder.h"

namespace bbplay::test {
namespace {

using testing::UnorderedElementsAre;

class Stems : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(bbplay({"--render", path("bell.wav"), "--duration", "1", tones("bell.json", 700)})
                  .exit_code,
              0);
    put_bytes(track_,
              R"({"global": {"sample_rate": 8000, "crossfade_duration": 0.5}, "progression": [
      {"duration": 3, "voices": [
        {"synth_function_name": "binaural_beat", "params": {"baseFreq": 200, "beatFreq": 6}},
        {"synth_function_name": "isochronic_tone", "params": {"baseFreq": 120, "beatFreq": 4}},
        {"synth_function_name": "noise_generator", "voice_type": "noise", "params": {"noise_type": "pink"}}]},
      {"duration": 2, "voices": [
        {"synth_function_name": "binaural_beat", "is_transition": true,
         "params": {"startBaseFreq": 200, "endBaseFreq": 150, "startBeatFreq": 6, "endBeatFreq": 3}},
        {"synth_function_name": "monaural_beat_stereo_amps", "params": {"baseFreq": 90, "beatFreq": 2}}]}],
      "background_noise": {"params": {"noise_parameters": {"name": "brown"}}, "gain": 0.1},
      "overlay_clips": [{"path": "bell.wav", "start_time": 2, "gain": 0.3}]})");
  }

  std::string path(const std::string& name) const { return (folder_ / name).string(); }

  std::string tones(const std::string& name, int hertz) const {
    put_bytes(path(name),
              R"({"global": {"sample_rate": 8000}, "progression": [{"duration": 2, "voices": [
      {"synth_function_name": "binaural_beat", "params": {"baseFreq": )" +
                  std::to_string(hertz) + "}}]}]}");
    return path(name);
  }

  std::vector<std::string> stem_names() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(path("parts"))) {
      names.push_back(entry.path().filename().string());
    }
    return names;
  }

  const ScratchFolder folder_;
  const std::string track_ = (folder_ / "night.json").string();
};

TEST_F(Stems, OneFileForEachPlaceOfVoicesTheNoiseAndTheClips) {
  const Outcome outcome = bbplay({"--render", path("mix.wav"), "--stems", path("parts"), track_});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(stem_names(),
              UnorderedElementsAre("night-voice1-binaural_beat.wav", "night-voice2.wav",
                                   "night-voice3-noise_generator.wav", "night-noise.wav",
                                   "night-clips.wav"));
}

TEST_F(Stems, TheyAddUpToTheMix) {
  const std::vector<std::vector<std::string>> ways = {
      {},
      {"--fidelity", "corrected", "--seed", "9"},
      {"--start", "1.3", "--end", "4", "--loop", "2", "--fade-in", "0.4", "--gain", "-3"},
      {"--level", "-20LUFS", "--jobs", "2"}};
  for (const std::vector<std::string>& way : ways) {
    std::vector<std::string> command = {"--render", path("mix.wav"), "--encoding", "float",
                                        "--stems",  path("parts"),   "--force",    track_};
    command.insert(command.begin(), way.begin(), way.end());
    const Outcome outcome = bbplay(command);
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    const std::vector<double> mix = read_audio(path("mix.wav")).samples;
    std::vector<double> sum(mix.size());
    for (const std::string& name : stem_names()) {
      const std::vector<double> stem = read_audio(path("parts/" + name)).samples;
      ASSERT_EQ(stem.size(), mix.size()) << name;
      EXPECT_GT(std::ranges::max(stem), 1e-3) << name;
      for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += stem[i];
    }
    double worst = 0;
    for (std::size_t i = 0; i < sum.size(); ++i) worst = std::max(worst, std::abs(sum[i] - mix[i]));
    EXPECT_LT(worst, 2e-7);
  }
}

TEST_F(Stems, AnExistingStemIsKept) {
  std::filesystem::create_directory(path("parts"));
  put_bytes(path("parts/night-noise.wav"), "mine");
  EXPECT_EQ(bbplay({"--render", path("mix.wav"), "--stems", path("parts"), track_}).exit_code, 73);
  EXPECT_EQ(bytes_of(path("parts/night-noise.wav")), "mine");
  EXPECT_FALSE(std::filesystem::exists(path("mix.wav")));
}

TEST_F(Stems, BelongToARenderThatEnds) {
  EXPECT_EQ(bbplay({"--check", "--stems", path("parts"), track_}).exit_code, 64);
  EXPECT_EQ(bbplay({"--render", "-", "--loop", "--stems", path("parts"), track_}).exit_code, 64);
}

}  // namespace
}  // namespace bbplay::test
