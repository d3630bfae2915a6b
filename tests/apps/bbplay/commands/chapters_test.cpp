// SPDX-License-Identifier: MIT
// Steps as chapters of rendered files, as other programs see them.
#include <cstdlib>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "apps/bbplay/support/program.h"
#include "support/scratch_folder.h"

namespace bbplay::test {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class ChapteredFile : public testing::Test {
 protected:
  void SetUp() override {
    // Steps at 0 s and 3 s, 7 s long, at a rate that Opus does not have.
    put_bytes(track_,
              R"({"global": {"sample_rate": 44100, "crossfade_duration": 1}, "progression": [
      {"duration": 4, "description": "Down", "voices": [
        {"synth_function_name": "binaural_beat", "params": {"baseFreq": 200, "beatFreq": 6}}]},
      {"duration": 4, "description": "Tief \u0026 still", "voices": [
        {"synth_function_name": "isochronic_tone", "params": {"baseFreq": 200, "beatFreq": 6}}]}]})");
  }

  std::string path(const std::string& name) const { return (folder_ / name).string(); }

  const ScratchFolder folder_;
  const std::string track_ = path("night.json");
};

bool is_installed(const std::string& program) {
  return run({"sh", "-c", "command -v " + program}).exit_code == 0;
}

TEST_F(ChapteredFile, ShowsItsStepsToFfprobe) {
  if (!is_installed("ffprobe")) GTEST_SKIP() << "without ffprobe";
  for (const std::string name : {"a.flac", "a.ogg", "a.opus", "a.mp3"}) {
    const Outcome outcome = bbplay({"--render", path(name), track_});
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    const Outcome probed = run({"ffprobe", "-v", "warning", "-of", "csv=p=0", "-show_entries",
                                "chapter=start_time,end_time:chapter_tags=title", path(name)});
    EXPECT_EQ(probed.err, "") << name;
    EXPECT_THAT(probed.out, StartsWith("0.000000,3.000000,1 Down\n3.000000,")) << name;
    EXPECT_THAT(probed.out, HasSubstr(",2 Tief & still\n")) << name;
  }
}

TEST_F(ChapteredFile, IsDecodedByFfmpegToTheSameLength) {
  if (!is_installed("ffmpeg")) GTEST_SKIP() << "without ffmpeg";
  for (const std::string name : {"a.flac", "a.ogg", "a.opus", "a.mp3"}) {
    ASSERT_EQ(bbplay({"--render", path(name), track_}).exit_code, 0);
    const std::string samples = path(name + ".f32");
    const Outcome decoded =
        run({"ffmpeg", "-v", "warning", "-i", path(name), "-ss", "0", "-f", "f32le", samples});
    EXPECT_EQ(decoded.exit_code, 0) << name;
    EXPECT_EQ(decoded.err, "") << name;
    const double rate = name == "a.opus" ? 48'000 : 44'100;
    EXPECT_NEAR(static_cast<double>(bytes_of(samples).size()) / 8 / rate, 7, 0.03) << name;
  }
}

TEST_F(ChapteredFile, OfARateThatOpusDoesNotHaveIsConvertedAndSaysSo) {
  const Outcome outcome = bbplay({"-v", "--render", path("a.opus"), track_});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.err,
              HasSubstr("opus has no rate of 44100 Hz: " + path("a.opus") + " gets 48000 Hz"));
}

}  // namespace
}  // namespace bbplay::test
