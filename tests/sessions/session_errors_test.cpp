// SPDX-License-Identifier: MIT
// What is wrong with a session or an export is told at the place in that file.
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sessions/session_text.h"
#include "support/scratch_folder.h"
#include "support/sound_files.h"

namespace bbplay::test {
namespace {

using testing::HasSubstr;

std::string step(const std::string& members) {
  return R"({"steps": [{"duration": 5, "binaural_preset_id": "builtin:delta"}, {)" + members +
         R"(}, {"duration": 5, "binaural_preset_id": "builtin:delta"}]})";
}

void expect(const std::string& text, int exit_code, const std::string& message,
            const ReadOptions& options = {}) {
  const FileResult result = read_file_text(text, options, "x.session");
  EXPECT_EQ(result.exit_code, exit_code) << text << '\n' << result.error();
  EXPECT_THAT(exit_code == 0 ? result.warning() : result.error(), HasSubstr(message)) << text;
}

TEST(Session, NeedsADurationInEveryStep) {
  expect(step(R"("binaural_preset_id": "builtin:delta")"), 65,
         "/steps/1: a step of a session needs a duration");
  expect(step(R"("duration": null)"), 65,
         "/steps/1/duration: a step of a session needs a duration");
  expect(step(R"("duration": "long")"), 65, "/steps/1/duration: expected a number (s)");
  expect(step(R"("duration": -1)"), 65, "/steps/1/duration: a step cannot last -1 s");
}

TEST(Session, HoldsObjectsAsSteps) {
  expect(R"({"background_noise_preset_id": null, "steps": [3]})", 65,
         "/steps/0: expected a step (an object), found 3");
  expect(R"({"background_noise_preset_id": null, "steps": 3})", 65, "expected a list");
}

TEST(Session, WarnsAboutUnknownKeys) {
  expect(step(R"("duration": 5, "binaural_volum": 1)"), 0,
         "/steps/1/binaural_volum: unknown key; did you mean \"binaural_volume\"?");
  expect(R"({"crossfade": 3, "steps": [{"duration": 5, "binaural_preset_id": "builtin:delta"}]})",
         0, "/crossfade: unknown key");
}

TEST(Session, WarnsAboutTwoClipsForOneStep) {
  const ScratchFolder folder;
  write_sound(folder / "a.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 44'100, test_signal(1, 9));
  const FileResult result = read_file_text(
      step(R"("duration": 5, "background_audio_path": "a.wav", "warmup_clip_path": "b.wav")"), {},
      "x.session", folder.path());
  EXPECT_EQ(result.exit_code, 0) << result.error();
  EXPECT_EQ(result.warning(),
            "/steps/1/warmup_clip_path: has no effect beside \"background_audio_path\"");
}

TEST(Session, TellsAMissingClipAtItsPath) {
  expect(step(R"("duration": 5, "background_audio_path": "nowhere.wav")"), 66,
         "/steps/1/background_audio_path: cannot read \"nowhere.wav\"");
}

TEST(Session, WarnsAboutStepsShorterThanTheirOverlap) {
  const FileResult result = read_file_text(step(R"("duration": 5, "crossfade_duration": 9)"));
  EXPECT_THAT(report(result.findings, {.excerpts = false}),
              HasSubstr("/steps/1/crossfade_duration: overlaps the next step by 9 s, longer than "
                        "it lasts (5 s)"));
}

TEST(Session, WarnsOnceAboutACrossfadeThatIsTooLong) {
  const std::string steps = R"("steps": [)"
                            R"({"duration": 5, "binaural_preset_id": "builtin:delta"},)"
                            R"({"duration": 5, "binaural_preset_id": "builtin:theta"},)"
                            R"({"duration": 8, "binaural_preset_id": "builtin:delta"}])";
  const FileResult result = read_file_text(R"({"crossfade_duration": 30, )" + steps + "}");
  EXPECT_EQ(result.warning(),
            "/steps/0: overlaps the next step by 30 s, longer than it lasts (5 s)");
}

TEST(Session, TellsWrongValuesWhereTheyStand) {
  expect(step(R"("duration": 5, "binaural_volume": "loud")"), 65,
         "/steps/1/binaural_volume: expected a number");
  expect(R"({"sample_rate": 3, "steps": [{"duration": 5, "binaural_preset_id": "builtin:delta"}]})",
         65, "/sample_rate: 3 Hz is no usable sample rate");
  expect(R"({"steps": [{"duration": 5, "binaural_preset_id": 7}]})", 65,
         "/steps/0/binaural_preset_id: expected the id of a preset, found 7");
}

TEST(Session, OfLevelZeroIsSilenceUnlessALevelIsGiven) {
  const std::string text =
      R"({"normalization_level": 0, "steps": [{"duration": 5, "binaural_preset_id": "builtin:delta"}]})";
  expect(text, 65, "/normalization_level: normalization_level is 0: silence; give --level");
  ReadOptions given;
  given.level_is_given = true;
  EXPECT_EQ(read_file_text(text, given).exit_code, 0);
}

TEST(Session, LevelIsHeldAndRoundedAsItsSlider) {
  const auto level = [](const std::string& value) {
    const FileResult result =
        read_file_text(R"({"normalization_level": )" + value +
                       R"(, "steps": [{"duration": 5, "binaural_preset_id": "builtin:delta"}]})");
    return result.track.own_level.value_or(-1);
  };
  EXPECT_EQ(level("0.5"), 0.5);
  EXPECT_EQ(level("0.333"), 0.33);
  EXPECT_EQ(level("0.95"), 0.75);
  EXPECT_EQ(level("7"), 0.75);
}

std::string phone(const std::string& members) {
  return R"({"crossfadeSeconds": 3, "steps": [{"duration": "5s", "binaural": "None", )" + members +
         "}]}";
}

TEST(MobileExport, NeedsReadableDurations) {
  EXPECT_EQ(read_file_text(R"({"steps": [{"duration": "soon", "noise": "None"}]})").error(),
            "/steps/0/duration: expected a duration (300 or \"300s\"), found \"soon\"");
  EXPECT_EQ(read_file_text(R"({"steps": [{"noise": "None"}]})").error(),
            "/steps/0: a step needs a duration");
  const FileResult result = read_file_text(
      R"({"steps": [{"duration": "300s", "voices": [{"synth_function_name": "qam_beat"}]}]})");
  EXPECT_EQ(result.exit_code, 65) << "in a track, such a text stays an error";
}

TEST(MobileExport, MissesPresetsByName) {
  const FileResult result = read_file_text(phone(R"("noise": "Rain")"));
  EXPECT_EQ(result.exit_code, 66);
  EXPECT_THAT(result.error(), HasSubstr("/steps/0/noise: no preset \"Rain\"; looked in"));
}

TEST(MobileExport, PlaysATrackOfTheStepInCorrectedFidelityAlone) {
  const ScratchFolder folder;
  put_bytes(folder / "presets.json", R"({"noise": {"n": {"exponent": 1}}})");
  write_sound(folder / "a.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 44'100, test_signal(1, 9));
  const std::string text = phone(R"("noise": "n", "track_path": "a.wav", "track_volume": 0.25)");
  const FileResult reference = read_file_text(text, {}, "x.json", folder.path());
  EXPECT_THAT(report(reference.findings, {.excerpts = false}),
              HasSubstr("/steps/0/track_path: the app never plays it"));
  EXPECT_TRUE(reference.track.clips.empty());
  const FileResult meant = read_file_text(text, corrected(), "x.json", folder.path());
  ASSERT_EQ(meant.track.clips.size(), 1u) << meant.error();
  EXPECT_EQ(meant.track.clips[0].gain, 0.25);
  EXPECT_EQ(meant.track.clips[0].duration_s, 5);
  EXPECT_EQ(read_file_text(phone(R"("noise": "n", "track_path": "b.wav")"), corrected(), "x.json",
                           folder.path())
                .exit_code,
            66);
}

}  // namespace
}  // namespace bbplay::test
