// SPDX-License-Identifier: MIT
#include "bbplay/reader/read_track.h"

#include <fstream>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include "reader/track_text.h"
#include "support/scratch_folder.h"

namespace bbplay::test {
namespace {

using testing::HasSubstr;

TEST(TrackLayout, FollowsTheNamesOfTheVersion) {
  const auto v2 = read_text(
      R"({"global": {"sample_rate": 8000}, "progression": [{"duration": 1, "voices": [{"synth_function_name": "qam_beat"}]}],
                                "global_settings": {"sample_rate": 9000}, "steps": []})");
  EXPECT_EQ(v2.track.sample_rate, 8000);
  EXPECT_EQ(v2.track.steps.size(), 1u);
  EXPECT_THAT(v2.messages(), HasSubstr("has no effect beside \"global\""));
  EXPECT_THAT(v2.messages(), HasSubstr("has no effect beside \"progression\""));

  const auto legacy = read_text(R"({"globalSettings": {"sample_rate": 9000},
                                    "steps": [{"duration": 1, "voices": [{"synth_function_name": "qam_beat"}]}, {"duration": 2, "voices": [{"synth_function_name": "qam_beat"}]}]})");
  EXPECT_EQ(legacy.track.sample_rate, 9000);
  EXPECT_EQ(legacy.track.steps.size(), 2u);
  EXPECT_EQ(legacy.messages(), "");
}

TEST(TrackLayout, TakesWhatIsMissingFromTheOtherVersion) {
  EXPECT_EQ(
      read_text(
          R"({"global": {}, "steps": [{"duration": 1, "voices": [{"synth_function_name": "qam_beat"}]}]})")
          .track.steps.size(),
      1u);
  EXPECT_EQ(
      read_text(
          R"({"progression": null, "steps": [{"duration": 1, "voices": [{"synth_function_name": "qam_beat"}]}]})")
          .track.steps.size(),
      1u);
  EXPECT_EQ(
      read_text(
          R"({"progression": [{"duration": 1, "voices": [{"synth_function_name": "qam_beat"}]}], "global_settings": {"sample_rate": 8000}})")
          .track.sample_rate,
      8000);
}

TEST(TrackLayout, MayBeginWithAByteOrderMark) {
  const auto result = read_text(
      "\xEF\xBB\xBF{\"steps\": [{\"duration\": 1, \"x\": 2, \"voices\": [{\"synth_function_name\": "
      "\"qam_beat\"}]}]}");
  EXPECT_EQ(result.track.steps.size(), 1u);
  EXPECT_EQ(result.findings.findings()[0].position, (SourcePosition{1, 31}));
}

TEST(TrackSettings, HaveDefaults) {
  const Track track =
      read_text(R"({"steps": [{"duration": 1, "voices": [{"synth_function_name": "qam_beat"}]}]})")
          .track;
  EXPECT_EQ(track.sample_rate, 44'100);
  EXPECT_EQ(track.layout_crossfade_s, 0);
  EXPECT_EQ(track.layout_overlap, 1);
  EXPECT_FALSE(track.preserve_relative_step_loudness);
  EXPECT_EQ(track.steps[0].blend_s, 1);
  EXPECT_EQ(track.steps[0].blend_curve, CrossfadeCurve::linear);
  EXPECT_EQ(track.steps[0].normalization_level, 0.95);
}

TEST(TrackSettings, AreConvertedLikeTheReferenceDoes) {
  const auto result = read_text(
      R"({"global_settings": {"sampleRate": "8000.9", "crossfadeDuration": " 1_0.5 ",
          "crossfade_curve": "equal_power", "crossfade_overlap": 7, "normalization_level": true,
          "preserve_relative_step_loudness": "no", "output_filename": "x.wav",
          "parallel_voices": true, "continuity_window_ms": 50},
          "steps": [{"duration": 1, "voices": [{"synth_function_name": "qam_beat"}]}]})");
  EXPECT_EQ(result.track.sample_rate, 8000);
  EXPECT_EQ(result.track.layout_crossfade_s, 10.5);
  EXPECT_EQ(result.track.layout_overlap, 1);
  EXPECT_TRUE(result.track.preserve_relative_step_loudness);
  EXPECT_EQ(result.track.steps[0].blend_s, 10.5);
  EXPECT_EQ(result.track.steps[0].blend_curve, CrossfadeCurve::equal_power);
  EXPECT_EQ(result.track.steps[0].normalization_level, 1);
  EXPECT_EQ(result.messages(),
            "7 is outside [0, 1]; it counts as 1\n"
            "counts as true, as every text does that is not empty\n");
}

TEST(TrackSteps, InheritFromTheSettingsAndChangeOnlyTheirOwnBlend) {
  const Track track =
      read_text(R"({"global_settings": {"crossfade_duration": 2, "normalization_level": 0.5},
                    "steps": [{"duration": 9, "voices": [{"synth_function_name": "qam_beat"}]},
                              {"duration": 9, "crossfade_duration": 3, "crossfade_overlap": 0.25,
                               "crossfade_curve": "equal_power", "normalization_level": 2}]})")
          .track;
  EXPECT_EQ(track.layout_crossfade_s, 2);
  EXPECT_EQ(track.steps[0].blend_s, 2);
  EXPECT_EQ(track.steps[0].normalization_level, 0.5);
  EXPECT_EQ(track.steps[1].blend_s, 3);
  EXPECT_EQ(track.steps[1].blend_overlap, 0.25);
  EXPECT_EQ(track.steps[1].blend_curve, CrossfadeCurve::equal_power);
  EXPECT_EQ(track.steps[1].normalization_level, 2);
}

TEST(TrackSteps, NeverExceedTheLoudestBus) {
  const Step step = read_text(R"({"steps": [{"duration": 1, "binaural_volume": 3,
                                             "noise_volume": -0.2, "voices": [{"synth_function_name": "qam_beat"}]}]})")
                        .track.steps[0];
  EXPECT_EQ(step.binaural_volume, 0.48);
  EXPECT_EQ(step.noise_volume, -0.2);
}

TEST(TrackSteps, KnowTheirOtherNames) {
  const auto result = read_text(
      R"({"steps": [{"stepDuration": "1e1", "start_time": 3, "name": "Deep", "parallel_x": 1,
                     "noise_preset_id": 4, "voices": null}],
          "background_noise": {"params": {"noise_type": "pink"}}})");
  EXPECT_EQ(result.track.steps[0].duration_s, 10);
  EXPECT_EQ(result.track.steps[0].start_s, 3.0);
  EXPECT_EQ(result.track.steps[0].description, "Deep");
  EXPECT_EQ(result.messages(), "");
}

TEST(TrackSteps, WithoutDurationAreSkippedWithANote) {
  const auto result = read_text(
      R"({"steps": [{"duration": 0, "voices": [{"synth_function_name": "qam_beat"}]}, {"voices": []}, {"duration": 1, "voices": [{"synth_function_name": "qam_beat"}]}]})");
  EXPECT_EQ(result.track.steps.size(), 3u);
  EXPECT_EQ(result.findings.findings()[0].severity, Severity::note);
  EXPECT_EQ(result.findings.findings()[1].severity, Severity::warning);
}

TEST(TrackSteps, MayStartBeforeTheTrack) {
  const auto result = read_text(
      R"({"steps": [{"duration": 5, "start": -1, "voices": [{"synth_function_name": "qam_beat"}]}]})");
  EXPECT_EQ(result.track.steps[0].start_s, -1.0);
  EXPECT_THAT(result.messages(), HasSubstr("placed at 0"));
}

TEST(ReadTrack, ReportsEverythingInTheOrderOfTheFile) {
  std::string text = "{\"steps\": [\n";
  for (int i = 0; i < 100; ++i) text += "{\"voices\": 5, \"duration\": -1},\n";
  text += "{\"duration\": 1}], \"global_settings\": {\"sample_rate\": 0}}";
  try {
    (void)read_text(text);
    FAIL();
  } catch (const TrackError& error) {
    const Diagnostics& findings = error.diagnostics();
    EXPECT_EQ(findings.errors(), 201u);
    EXPECT_EQ(std::string(error.what()),
              "track.json:2:12: error: /steps/0/voices: expected a list, found 5");
    SourcePosition last;
    for (const Finding& finding : findings.findings()) {
      EXPECT_TRUE(finding.position.line > last.line || finding.position.column > last.column);
      last = finding.position;
    }
    const std::string shown = report(findings, {.excerpts = false});
    EXPECT_EQ(std::count(shown.begin(), shown.end(), '\n'), 21);
    EXPECT_THAT(shown, testing::EndsWith("track.json: error: 181 more errors not shown\n"));
  }
}

TEST(ReadTrack, GivesEveryFindingToTheCallerEvenWhenItThrows) {
  Diagnostics findings;
  EXPECT_THROW((void)read_track_text(R"({"steps": [{"duration": "x", "y": 1}]})", "t.json", {}, {},
                                     findings),
               TrackError);
  EXPECT_EQ(findings.count(Severity::error), 1u);
  EXPECT_EQ(findings.count(Severity::warning), 1u);
}

TEST(ReadTrack, TakesWarningsForErrorsWhenStrict) {
  const std::string text =
      R"({"steps": [{"duration": 1, "colour": "blue", "voices": [{"synth_function_name": "qam_beat"}]}]})";
  EXPECT_NO_THROW((void)read_text(text));
  EXPECT_THROW((void)read_text(text, {}, "track.json", {.strict = true}), TrackError);
}

TEST(ReadTrack, ReadsStandardInput) {
  const ScratchFolder folder;
  const auto file = folder.path() / "input";
  std::ofstream(file)
      << R"({"steps": [{"duration": 4, "voices": [{"synth_function_name": "qam_beat"}]}]})";
  const int saved = dup(STDIN_FILENO);
  const int replacement = open(file.c_str(), O_RDONLY);
  dup2(replacement, STDIN_FILENO);
  close(replacement);
  Diagnostics findings;
  const Track track = read_track("-", {}, findings);
  dup2(saved, STDIN_FILENO);
  close(saved);
  EXPECT_EQ(track.name, "stdin");
  EXPECT_EQ(track.steps[0].duration_s, 4);
}

TEST(VoicePreset, PlaysAsOneStep) {
  const std::string voice =
      R"({"synth_function_name": "isochronic_tone", "params": {"beatFreq": 7}, "is_transition": false,
          "volume_envelope": null, "description": "iso"})";
  const auto one = read_text(voice, {}, "iso.voice", {.preset_seconds = 12});
  ASSERT_EQ(one.track.steps.size(), 1u);
  EXPECT_EQ(one.track.steps[0].duration_s, 12);
  EXPECT_EQ(one.track.steps[0].binaural_volume, 0.48);
  EXPECT_EQ(one.track.steps[0].voices[0].function, "isochronic_tone");
  EXPECT_EQ(one.messages(), "");

  const auto several = read_text('[' + voice + ", 3, " + voice + ']', {}, "all.voices");
  EXPECT_EQ(several.track.steps[0].voices.size(), 2u);
  EXPECT_EQ(several.track.steps[0].duration_s, 60);
  EXPECT_EQ(several.messages(), "no voice; passed over\n");

  EXPECT_EQ(read_text(voice, {}, "stdin").track.steps[0].voices.size(), 1u) << "known by content";
}

}  // namespace
}  // namespace bbplay::test
