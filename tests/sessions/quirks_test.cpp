// SPDX-License-Identifier: MIT
// Quirks of the editors in real files (format session 5, 6 and 8).
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sessions/session_text.h"

namespace bbplay::test {
namespace {

using testing::HasSubstr;

std::string voice(const std::string& function, const std::string& params,
                  const std::string& more = "") {
  return R"({"synth_function_name": ")" + function + R"(", "params": {)" + params + '}' + more +
         '}';
}

FileResult read_voice(const std::string& text, const ReadOptions& options = {},
                      double seconds = 100) {
  return read_file_text(
      R"({"steps": [{"duration": )" + std::to_string(seconds) + R"(, "voices": [)" + text + "]}]}",
      options);
}

template <class P>
P patch_of(const FileResult& result) {
  EXPECT_EQ(result.exit_code, 0) << result.error();
  return std::get<P>(result.track.steps.at(0).voices.at(0).synth.patch);
}

std::string told(const FileResult& result) { return report(result.findings, {.excerpts = false}); }

TEST(EmptyText, IsAnAbsentParameter) {
  const std::string text =
      voice("binaural_beat",
            R"("ampL": "", "baseFreq": "", "beatFreq": "6.5", "startPhaseL": "", "leftHigh": "",
               "spatialEnable": "", "initial_offset": "", "transition_curve": "")");
  const FileResult result = read_voice(text);
  const auto patch = patch_of<BinauralBeatPatch>(result);
  EXPECT_EQ(patch.amp_l.from, 0.5);
  EXPECT_EQ(patch.base_freq_hz.from, 200);
  EXPECT_EQ(patch.beat_freq_hz.from, 6.5);
  EXPECT_THAT(told(result), HasSubstr("\"\" for ampL, baseFreq: the default is used (the JUCE "
                                      "application plays 0)"));
  EXPECT_EQ(result.findings.count(Severity::warning), 1u) << told(result);
}

TEST(EmptyText, IsToldOnceForATrack) {
  const std::string one = voice("binaural_beat", R"("ampL": "")");
  const std::string other = voice("isochronic_tone", R"("ampR": "", "gapPercent": "")");
  const FileResult result = read_voice(one + "," + other);
  EXPECT_EQ(result.findings.count(Severity::warning), 1u);
  EXPECT_THAT(told(result), HasSubstr("/steps/0/voices/0/params/ampL: "));
  EXPECT_THAT(told(result), HasSubstr("\"\" for ampL, ampR, gapPercent"));
}

TEST(EmptyText, StaysAnErrorElsewhere) {
  EXPECT_THAT(read_file_text(R"({"steps": [{"duration": "", "voices": []}]})").error(),
              HasSubstr("/steps/0/duration: expected a number"));
  EXPECT_THAT(
      read_file_text(R"({"steps": [{"duration": 1, "noise_volume": "", "voices": []}]})").error(),
      HasSubstr("/steps/0/noise_volume: expected a number"));
}

TEST(EmptyText, IsAbsentInNoiseFilesToo) {
  const FileResult result =
      read_file_text(R"({"noise_type": "", "lfo_waveform": "", "duration": "", "sweeps": []})");
  EXPECT_EQ(result.exit_code, 0) << result.error();
  EXPECT_EQ(told(result), "");
}

TEST(TextOfAFlag, IsTrueInTheReferenceAndMeansWhatItSaysInCorrectedFidelity) {
  const std::string text =
      voice("binaural_beat", R"("endBaseFreq": 100)", R"(, "is_transition": "false")");
  const FileResult reference = read_voice(text);
  EXPECT_TRUE(reference.track.steps[0].voices[0].synth.moving);
  EXPECT_THAT(reference.warning(), HasSubstr("/is_transition: counts as true"));
  const FileResult meant = read_voice(text, corrected());
  EXPECT_FALSE(meant.track.steps[0].voices[0].synth.moving);
}

TEST(MovingNameWithoutFlag, MovesInCorrectedFidelityIfItsParametersSaySo) {
  const std::string moves = voice("binaural_beat_transition", R"("startBaseFreq": 100)");
  EXPECT_FALSE(read_voice(moves).track.steps[0].voices[0].synth.moving);
  EXPECT_THAT(read_voice(moves).warning(), HasSubstr("is_transition is not set"));
  EXPECT_TRUE(read_voice(moves, corrected()).track.steps[0].voices[0].synth.moving);
  const std::string still = voice("binaural_beat_transition", R"("baseFreq": 100)");
  EXPECT_FALSE(read_voice(still, corrected()).track.steps[0].voices[0].synth.moving);
}

TEST(ForceMono, IsToldWhenItIsOnAndTakesTheBeatAwayInCorrectedFidelity) {
  for (const char* off : {"false", "0", "\"\"", "null"}) {
    EXPECT_EQ(told(read_voice(voice("binaural_beat", std::string("\"forceMono\": ") + off))), "")
        << off;
  }
  const std::string on = voice("binaural_beat", R"("forceMono": true, "beatFreq": 5)");
  EXPECT_THAT(read_voice(on).warning(), HasSubstr("/params/forceMono: has no effect"));
  EXPECT_EQ(patch_of<BinauralBeatPatch>(read_voice(on)).beat_freq_hz.from, 5);
  EXPECT_EQ(told(read_voice(on, corrected())), "");
  EXPECT_EQ(patch_of<BinauralBeatPatch>(read_voice(on, corrected())).beat_freq_hz.from, 0);
  const std::string moving = voice("binaural_beat", R"("startForceMono": 1, "startBeatFreq": 5)",
                                   R"(, "is_transition": true)");
  EXPECT_EQ(patch_of<BinauralBeatPatch>(read_voice(moving, corrected())).beat_freq_hz.to, 0);
}

TEST(ForceMono, OfOtherVoicesIsTheirOwn) {
  EXPECT_EQ(told(read_voice(voice("dual_pulse_binaural", R"("forceMono": true)"))), "");
}

TEST(OldNames, OfTheMonauralEditorAreToldAndReadInCorrectedFidelity) {
  const std::string text = voice(
      "monaural_beat_stereo_amps",
      R"("start_baseFreq": 220, "startBeatFreq": 3, "start_beatFreq": 9, "end_baseFreq": 180)",
      R"(, "is_transition": true)");
  const FileResult reference = read_voice(text);
  EXPECT_EQ(reference.findings.count(Severity::warning), 1u) << told(reference);
  EXPECT_THAT(reference.warning(), HasSubstr("write startBaseFreq for start_baseFreq"));
  EXPECT_EQ(patch_of<MonauralBeatPatch>(reference).base_freq_hz.from, 200);
  const auto meant = patch_of<MonauralBeatPatch>(read_voice(text, corrected()));
  EXPECT_EQ(meant.base_freq_hz, (Ramp{220, 180}));
  EXPECT_EQ(meant.beat_freq_hz.from, 3) << "the name that is read today wins";
}

TEST(OldNames, OfTheIsochronicToneAreToldAndReadInCorrectedFidelity) {
  const std::string text =
      voice("isochronic_tone", R"("amp": 0.3, "carrierFreq": 250, "pulseFreq": 7,
      "dutyCycle": 0.5, "pulseType": "sine", "pulseDepth": 1.0, "phaseOffset": 0)");
  const FileResult reference = read_voice(text);
  EXPECT_EQ(reference.findings.count(Severity::warning), 1u) << told(reference);
  EXPECT_THAT(reference.warning(),
              HasSubstr("old names: write baseFreq for carrierFreq, beatFreq for pulseFreq"));
  const FileResult meant = read_voice(text, corrected());
  EXPECT_EQ(told(meant), "");
  EXPECT_EQ(patch_of<IsochronicTonePatch>(meant).amp_r.from, 0.3);
  EXPECT_EQ(patch_of<IsochronicTonePatch>(meant).base_freq_hz.from, 250);
  EXPECT_THAT(read_voice(voice("isochronic_tone", R"("dutyCycle": 0.3)")).warning(),
              HasSubstr("/params/dutyCycle: has no effect"));
}

double seconds_of(const FileResult& result) {
  return result.track.steps.at(0).voices.at(0).synth.timing.duration_seconds.value_or(-1);
}

std::string with_rest(const std::string& params) {
  return voice("binaural_beat", R"("startBaseFreq": 100, "endBaseFreq": 200, )" + params,
               R"(, "is_transition": true)");
}

TEST(PostOffset, IsTheLengthOfTheMovementOrWhatItsAuthorMeant) {
  const std::string text = with_rest(R"("initial_offset": 120, "post_offset": 1560)");
  const FileResult reference = read_voice(text, {}, 1'800);
  EXPECT_EQ(seconds_of(reference), 1'560);
  EXPECT_THAT(reference.warning(),
              HasSubstr("/params/post_offset: moves 2:00-28:00; its author meant "
                        "2:00-4:00 (--fidelity corrected)"));
  const FileResult meant = read_voice(text, corrected(), 1'800);
  EXPECT_EQ(seconds_of(meant), 120);
  EXPECT_EQ(told(meant), "");
}

TEST(PostOffset, OfZeroMeansToTheEnd) {
  const std::string text = with_rest(R"("post_offset": 0.0)");
  EXPECT_THAT(read_voice(text, {}, 1'800).warning(),
              HasSubstr("jumps at 0:00; its author meant 0:00-30:00"));
  EXPECT_EQ(seconds_of(read_voice(text, corrected(), 1'800)), 1'800);
}

TEST(PostOffset, GivesWayToADuration) {
  for (const ReadOptions& options : {ReadOptions{}, corrected()}) {
    EXPECT_EQ(seconds_of(read_voice(with_rest(R"("duration": 7, "post_offset": 3)"), options)), 7);
    EXPECT_EQ(
        seconds_of(read_voice(with_rest(R"("transition_duration": 8, "post_offset": 3)"), options)),
        8);
  }
}

TEST(PostOffset, IsNotToldWhereBothReadingsAgree) {
  EXPECT_EQ(told(read_voice(with_rest(R"("post_offset": 50)"))), "");
}

TEST(Volumes, AreCutAndToldOnceForATrack) {
  const std::string text =
      R"({"steps": [{"duration": 1, "voices": [{"synth_function_name": "qam_beat"}]},
         {"duration": 1, "noise_volume": 0.6}, {"duration": 1, "binaural_volume": 0.9}]})";
  const FileResult reference = read_file_text(text);
  EXPECT_EQ(reference.findings.count(Severity::warning), 1u) << told(reference);
  EXPECT_EQ(reference.warning(),
            "/steps/1/noise_volume: 0.6 is played as 0.48, as in BinauralBuilder (1.9 dB less "
            "against the tones; 2 of 3 steps)");
  EXPECT_EQ(reference.track.steps[1].noise_volume, 0.48);
  const FileResult meant = read_file_text(text, corrected());
  EXPECT_EQ(told(meant), "");
  EXPECT_EQ(meant.track.steps[2].binaural_volume, 0.9);
  const FileResult above = read_file_text(
      R"({"steps": [{"duration": 1, "binaural_volume": 3, "voices": [{"synth_function_name": "qam_beat"}]}]})",
      corrected());
  EXPECT_THAT(above.warning(), HasSubstr("/steps/0/binaural_volume: 3 is a gain above 1"));
}

TEST(SharedPhases, AreNotedOncePerStep) {
  const std::string one = voice("binaural_beat", "", R"(, "description": "x")");
  const FileResult result = read_voice(one + "," + one + "," + one);
  EXPECT_EQ(result.findings.count(Severity::note), 1u);
  EXPECT_THAT(told(result), HasSubstr("/steps/0: 3 voices share function and description"));
  EXPECT_EQ(told(read_voice(one + "," + voice("binaural_beat", ""))), "");
}

TEST(Scene, IsSilentWithoutSamVoices) {
  const std::string scene = R"("sam_scene": {"schemaVersion": 2, "sources": [{"id": 1}]})";
  EXPECT_EQ(told(read_file_text(R"({"steps": [{"duration": 1, "voices": [{"synth_function_name":
      "qam_beat"}]}], )" + scene +
                                "}")),
            "");
}

TEST(InertMembers, OfEffectsThatAreOffAreNoReasonToWarn) {
  EXPECT_EQ(told(read_voice(voice("binaural_beat", R"("flangeEnable": false, "flangeDelayMs": 10,
      "flangeDepthMs": 5, "spatialEnable": 0, "spatialUseItdIld": 1)"))),
            "");
  EXPECT_EQ(told(read_voice(voice("qam_beat", R"("spatialEnable": false, "spatialRolloff": 1.0)"))),
            "");
  EXPECT_THAT(read_voice(voice("qam_beat", R"("spatialEnable": true)")).warning(),
              HasSubstr("unknown parameter"));
}

TEST(NoiseVoice, TakesWholeNoiseFilesWithoutAWord) {
  const std::string members =
      R"("duration_seconds": 60, "sample_rate": 44100, "transition": false, "start_time": 0,
         "fade_in": 0, "fade_out": 0, "amp_envelope": [], "duration": 0, "initial_offset": 0,
         "start_lfo_freq": 0.1, "end_lfo_freq": 0.1, "noise_parameters": {"exponent": 1.5},
         "sweeps": [{"start_min": 100, "start_max": 200, "end_min": 100, "end_max": 200}])";
  const FileResult quiet =
      read_voice(voice("noise_swept_notch", members, R"(, "voice_type": "noise")"));
  EXPECT_EQ(told(quiet), "");
  EXPECT_GT(read_voice(voice("noise_swept_notch", members)).findings.count(Severity::warning), 3u)
      << "on the binaural bus nobody hands on a file";
}

TEST(NoiseVoice, TakesItsColourFromTheTopOfAPhonesObject) {
  const FileResult result = read_voice(
      R"({"synth_function": "noise_swept_notch", "voice_type": "noise",
          "parameters": {"exponent": 0.5, "high_exponent": 0.25, "amplitude": 1}})");
  const auto color = patch_of<NoiseSweptNotchPatch>(result).source.color;
  EXPECT_EQ(told(result), "");
  EXPECT_EQ(color.exponent, 0.5);
  EXPECT_EQ(color.high_exponent, 0.25);
}

TEST(NoiseFile, PlaysAsLongAsItSaysOrIsAskedTo) {
  ReadOptions asked;
  asked.preset_seconds = 7;
  const std::string text =
      R"({"noise_type": "pink", "duration_seconds": 90, "sample_rate": 48000})";
  EXPECT_EQ(read_file_text(text).track.steps[0].duration_s, 90);
  EXPECT_EQ(read_file_text(text).track.sample_rate, 48'000);
  EXPECT_EQ(read_file_text(text, asked).track.steps[0].duration_s, 7);
  EXPECT_EQ(read_file_text(R"({"noise_type": "pink", "sample_rate": 3})").track.steps[0].duration_s,
            60);
}

TEST(NoiseFile, MovesForWhatIsLeftOfItInCorrectedFidelity) {
  const std::string text = R"({"noise_type": "pink", "transition": true, "duration_seconds": 100,
      "initial_offset": 10, "post_offset": 30})";
  EXPECT_EQ(read_file_text(text).track.noise->noise.duration_s, 30);
  EXPECT_EQ(read_file_text(text, corrected()).track.noise->noise.duration_s, 60);
}

TEST(NoiseFile, TellsItsFaultsWhereTheyStand) {
  EXPECT_EQ(read_file_text("{\"noise_type\": \"pink\", \"lfo_freq\": []}", {}, "x.noise").error(),
            "/lfo_freq: expected a number (Hz), found a list");
}

}  // namespace
}  // namespace bbplay::test
