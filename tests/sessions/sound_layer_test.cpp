// SPDX-License-Identifier: MIT
// A sound file under the steps (format session 6.1).
#include <cmath>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bbplay/scheduler/track_scheduler.h"

#include "sessions/session_text.h"
#include "support/render.h"
#include "support/scratch_folder.h"
#include "support/sound_files.h"

namespace bbplay::test {
namespace {

constexpr int kRate = 8'000;
constexpr std::size_t kOnce = 3'001;  // fits no grid

class SoundLayer : public testing::Test {
 protected:
  SoundLayer() {
    write_sound(folder_ / "rain.wav", SF_FORMAT_WAV | SF_FORMAT_FLOAT, kRate, {ramp()});
  }

  /// A saw that tells every frame from the others.
  static std::vector<double> ramp() {
    std::vector<double> out(kOnce);
    for (std::size_t i = 0; i < kOnce; ++i) {
      out[i] = static_cast<double>(i + 1) / static_cast<double>(kOnce + 1);
    }
    return out;
  }

  Session session(const std::string& members, Fidelity fidelity = Fidelity::reference) {
    Diagnostics findings;
    AnalyzeOptions options;
    options.normalize = false;
    options.fidelity = fidelity;
    ReadOptions reading;
    reading.fidelity = fidelity;
    Track track = read_track_text(
        R"({"global": {"sample_rate": 8000}, "progression": [{"duration": 2.5}],
            "background_noise": {"file_path": "rain.wav")" +
            members + "}}",
        "x.json", folder_.path(), reading, findings);
    EXPECT_EQ(report(findings, {.excerpts = false}), "");
    return session_of(std::move(track), options);
  }

  ScratchFolder folder_;
};

TEST_F(SoundLayer, IsRepeatedWithoutAGapUntilTheTrackEnds) {
  for (const Fidelity fidelity : {Fidelity::reference, Fidelity::corrected}) {
    const StereoBuffer audio = render(session("", fidelity));
    ASSERT_EQ(audio.frames(), 20'000u) << "the track does not grow";
    const std::vector<double> once = ramp();
    for (std::size_t i = 0; i < audio.frames(); ++i) {
      ASSERT_NEAR(audio.block().left[i], once[i % kOnce], 1e-4) << i;
      ASSERT_EQ(audio.block().left[i], audio.block().right[i]) << i;
    }
  }
}

TEST_F(SoundLayer, HasTheLevelAndTheFadesOfALayer) {
  const StereoBuffer audio = render(session(
      R"(, "amp": 0.5, "start_time": 0.5, "fade_in": 0.25, "amp_envelope": [[0, 1], [2.5, 0.5]])"));
  const std::vector<double> once = ramp();
  EXPECT_EQ(audio.block().left[3'999], 0);
  for (const std::size_t i : {5'000u, 6'500u, 9'999u, 19'000u}) {
    const double fade = std::min(1.0, static_cast<double>(i - 4'000) / 1'999);
    const double envelope = 1 - 0.5 * static_cast<double>(i) / 20'000;
    EXPECT_NEAR(audio.block().left[i], 0.5 * fade * envelope * once[(i - 4'000) % kOnce], 2e-3)
        << i;
  }
}

TEST_F(SoundLayer, GivesTheSameSamplesForAnyBlockAndFromAnywhere) {
  const Session whole = session(R"(, "fade_out": 1)");
  const StereoBuffer audio = render(whole);
  EXPECT_TRUE(render(whole, 7) == audio);
  const StereoBuffer rest = render(whole, 4'096, 11'111);
  for (std::size_t i = 0; i < rest.frames(); ++i) {
    ASSERT_EQ(rest.block().left[i], audio.block().left[11'111 + i]) << i;
  }
}

TEST_F(SoundLayer, IsTheNoiseLane) {
  const Session whole = session("");
  TrackScheduler without(whole.track, whole.plan, 0, Selection::only_clips());
  StereoBuffer out(1'000);
  without.service();
  without.process_block(out.block());
  EXPECT_TRUE(out == StereoBuffer(1'000));
}

TEST_F(SoundLayer, ThatCannotBeDecodedIsAMissingFile) {
  put_bytes(folder_ / "broken.wav", "RIFF\x04");
  const FileResult result = read_file_text(
      R"({"steps": [{"duration": 1}], "background_noise": {"file_path": "broken.wav"}})", {},
      "x.json", folder_.path());
  EXPECT_EQ(result.exit_code, 66);
  EXPECT_THAT(result.error(), testing::HasSubstr("/background_noise/file_path: "));
}

}  // namespace
}  // namespace bbplay::test
