// SPDX-License-Identifier: MIT
// Loudness: reported, and as a target.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "apps/bbplay/support/program.h"
#include "metering/level_meter.h"
#include "support/scratch_folder.h"
#include "terminal/loudness_text.h"
#include "terminal/values.h"

namespace bbplay::test {
namespace {

using testing::HasSubstr;

constexpr int kRate = 48'000;

StereoBuffer sine(double hertz, double level, double seconds) {
  StereoBuffer audio(static_cast<std::size_t>(seconds * kRate));
  for (std::size_t i = 0; i < audio.frames(); ++i) {
    const double phase = 2 * M_PI * hertz * static_cast<double>(i) / kRate;
    audio.block().left[i] = audio.block().right[i] = static_cast<float>(level * std::sin(phase));
  }
  return audio;
}

// EBU Tech 3341, case 1: a stereo sine of 1000 Hz at -23 dBFS reads -23 LUFS.
TEST(LevelMeter, ReadsTheSineOfTheStandard) {
  app::LevelMeter meter(kRate);
  const StereoBuffer audio = sine(1000, std::pow(10, -23.0 / 20), 20);
  for (std::size_t at = 0; at < audio.frames(); at += 1000) {
    meter.hear(audio.block().subblock(at, 1000));
  }
  const app::Levels levels = meter.levels();
  ASSERT_TRUE(levels.integrated);
  EXPECT_NEAR(*levels.integrated, -23.0, 0.1);
  EXPECT_NEAR(levels.range, 0, 0.1);
  EXPECT_NEAR(levels.peak, 0.0708, 1e-3);
  EXPECT_EQ(levels.frames, 20 * kRate);
}

TEST(LevelMeter, SeesWhatLiesBetweenTheSamples) {
  // Samples of a quarter of the rate, an eighth of a turn off, miss the crests by 3 dB.
  StereoBuffer audio(kRate);
  for (std::size_t i = 0; i < audio.frames(); ++i) {
    const double phase = M_PI / 2 * static_cast<double>(i) + M_PI / 4;
    const double fade = std::min(1.0, static_cast<double>(i) / 1'000);
    audio.block().left[i] = static_cast<float>(fade * std::sin(phase));
  }
  app::LevelMeter meter(kRate);
  meter.hear(audio.block());
  EXPECT_NEAR(meter.levels().peak, std::sqrt(0.5), 1e-4);
  EXPECT_NEAR(meter.levels().true_peak, 1, 0.005);  // true_peak_test.cpp has more
}

TEST(LevelMeter, CountsClippedSamplesAndFindsSilenceUnmeasurable) {
  app::LevelMeter meter(kRate);
  StereoBuffer audio(kRate);
  meter.hear(audio.block());
  EXPECT_FALSE(meter.levels().integrated);
  audio.block().left[5] = 1.5f;
  audio.block().right[7] = -1.01f;
  audio.block().right[8] = 1.0f;
  meter.hear(audio.block());
  EXPECT_EQ(meter.levels().clipped, 2);
}

class Loudness : public testing::Test {
 protected:
  void SetUp() override {
    put_bytes(track_,
              R"({"global": {"sample_rate": 48000}, "progression": [{"duration": 5, "voices": [
      {"synth_function_name": "monaural_beat_stereo_amps", "params": {"baseFreq": 900, "beatFreq": 6}}]}]})");
  }

  std::string path(const std::string& name) const { return (folder_ / name).string(); }

  app::Levels levels_of_render(std::vector<std::string> options) {
    options.insert(options.end(),
                   {"--render", "-", "--format", "raw", "--encoding", "float", track_});
    const Outcome outcome = bbplay(options);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    errors_ = outcome.err;
    std::vector<float> samples(outcome.out.size() / 4);
    std::memcpy(samples.data(), outcome.out.data(), outcome.out.size());
    StereoBuffer audio(samples.size() / 2);
    for (std::size_t i = 0; i < audio.frames(); ++i) {
      audio.block().left[i] = samples[2 * i];
      audio.block().right[i] = samples[2 * i + 1];
    }
    app::LevelMeter meter(kRate);
    meter.hear(audio.block());
    return meter.levels();
  }

  const ScratchFolder folder_;
  const std::string track_ = (folder_ / "night.json").string();
  std::string errors_;
};

TEST_F(Loudness, ATargetIsMet) {
  for (const double target : {-31.5, -23.0}) {
    const app::Levels levels = levels_of_render({"--level", std::to_string(target) + "LUFS"});
    ASSERT_TRUE(levels.integrated);
    EXPECT_NEAR(*levels.integrated, target, 0.1);
    EXPECT_EQ(errors_, "");
  }
  const app::Levels louder = levels_of_render({"--level", "-30LUFS", "--gain", "3"});
  EXPECT_NEAR(*louder.integrated, -27, 0.1);
}

TEST_F(Loudness, ATargetThatWouldClipStopsAtFullScale) {
  const app::Levels levels = levels_of_render({"--level", "0 lufs"});
  EXPECT_NEAR(levels.peak, 1, 1e-5);
  EXPECT_EQ(levels.clipped, 0);
  EXPECT_THAT(errors_, HasSubstr("full scale"));
}

TEST_F(Loudness, IsReportedWhereItIsAskedFor) {
  const app::Levels levels = levels_of_render({});
  const std::string loudness = "loudness " + app::loudness_text(levels);
  EXPECT_THAT(bbplay({"--check", "--loudness", track_}).out, HasSubstr(": OK, " + loudness + "\n"));
  EXPECT_THAT(bbplay({"--info", "--loudness", track_}).out, HasSubstr(loudness + "\n"));
  EXPECT_THAT(bbplay({"--info", "--json", "--loudness", track_}).out,
              HasSubstr("\"clipped_samples\": 0"));
  EXPECT_THAT(bbplay({"--render", path("a.wav"), "--loudness", track_}).err, HasSubstr(loudness));
  const Outcome stats = bbplay({"--render", path("b.wav"), "--stats", "--gain", "20", track_});
  EXPECT_THAT(stats.err, HasSubstr("clipped samples"));
  EXPECT_THAT(stats.err, testing::Not(HasSubstr(" 0 clipped samples")));
  EXPECT_THAT(stats.err, HasSubstr("times real time"));
}

TEST_F(Loudness, WrongTargetsAreWrongUsage) {
  for (const std::string level : {"-23LU", "3LUFS", "-80LUFS", "LUFS"}) {
    EXPECT_EQ(bbplay({"--render", path("a.wav"), "--level", level, track_}).exit_code, 64) << level;
  }
  EXPECT_EQ(
      bbplay({"--render", path("a.wav"), "--level", "-23LUFS", "--no-normalize", track_}).exit_code,
      64);
  EXPECT_EQ(bbplay({"--list-devices", "--loudness"}).exit_code, 64);
}

}  // namespace
}  // namespace bbplay::test
