// SPDX-License-Identifier: MIT
// What scenes differ in from the reference, and where they are as in it (format sam-scenes 9).
#include <string>

#include <gmock/gmock.h>

#include "bbplay/model/sam_scene.h"

#include "reader/scene_track.h"

namespace bbplay::test {
namespace {

using testing::HasSubstr;

std::string scale_stage(const std::string& path) {
  return stage(setting("*", path), R"("startS": 0.5, "durationS": 0.5)");
}

TEST(SceneDefects, X1AKeyThatIsNotThereHasTheBaseZero) {
  const std::string text =
      track_text(voice_text("", R"({"carrierFreq": 310, "beatFreq": 7})"), scale_stage("modFreq"));
  const Read reference = read(text), corrected = read(text, Fidelity::corrected);
  EXPECT_EQ(reference.scene()->mod_hz->base, (Ramp{0, 0}));
  EXPECT_THAT(reference.told,
              HasSubstr("warning: /sam_scene/stages/stages/0/parameterOverrides/0: "
                        "/steps/0/voices/0 has no \"modFreq\": without a stage it is "
                        "0, as in BinauralBuilder, and not 7"));
  EXPECT_EQ(corrected.scene()->mod_hz->base, (Ramp{7, 7}));
  EXPECT_EQ(corrected.told, "");
  const std::string by_default = track_text(voice_text("", "{}"), scale_stage("arcWidthDeg"));
  EXPECT_EQ(read(by_default).scene()->arc_width_deg->base, (Ramp{0, 0}));
  EXPECT_EQ(read(by_default, Fidelity::corrected).scene()->arc_width_deg->base, (Ramp{90, 90}));
}

TEST(SceneDefects, X1TheBaseThatPlaysIsThatOfParametersSetOnce) {
  const std::string settings =
      R"({"targetId": "x", "parameterPath": "beatFreq", "value": 5}, )" + setting("x", "modFreq");
  const std::string text =
      track_text(voice_text(R"("sam_source_id": "x", )", R"({"carrierFreq": 310, "beatFreq": 7})"),
                 R"({"stages": {"stages": [{"id": "a", "durationS": 0.5, "parameterOverrides": [)" +
                     settings + "]}]}}");
  const Read reference = read(text), corrected = read(text, Fidelity::corrected);
  EXPECT_EQ(reference.scene()->mod_hz->base, (Ramp{0, 0}));
  EXPECT_THAT(reference.told,
              HasSubstr("without a stage it is 0, as in BinauralBuilder, and not 5"));
  EXPECT_EQ(corrected.scene()->mod_hz->base, (Ramp{5, 5}));
  // Where the stage is over when the step begins, nothing is set.
  std::string later = text;
  later.replace(later.find("\"steps\": [{"), 11, "\"steps\": [{\"start\": 1, ");
  EXPECT_EQ(read(later, Fidelity::corrected).scene()->mod_hz->base, (Ramp{7, 7}));
}

TEST(SceneDefects, X2TheRampThatPlaysIsThatOfEndsSetOnce) {
  const std::string text = track_text(
      R"({"synth_function_name": "spatial_angle_modulation_sam2_transition", "is_transition": true,
          "params": {"carrierFreq": 250, "startCarrierFreq": 300, "endCarrierFreq": 420}})",
      stage(setting("*", "carrierFreq") +
            R"(, {"targetId": "*", "parameterPath": "endCarrierFreq", "value": 360})"));
  EXPECT_EQ(read(text, Fidelity::corrected).scene()->carrier_hz->base, (Ramp{300, 360}));
  EXPECT_EQ(read(text).scene()->carrier_hz->base, (Ramp{250, 250}));
}

TEST(SceneDefects, X2ATransitionLosesItsRamp) {
  const std::string text = track_text(
      R"({"synth_function_name": "spatial_angle_modulation_sam2_transition", "is_transition": true,
          "params": {"startCarrierFreq": 300, "endCarrierFreq": 420}})",
      scale_stage("carrierFreq"));
  const Read reference = read(text), corrected = read(text, Fidelity::corrected);
  EXPECT_EQ(reference.scene()->carrier_hz->base, (Ramp{0, 0}));
  EXPECT_THAT(reference.told,
              HasSubstr("/steps/0/voices/0 has its way from 300 to 420 taken away, as in "
                        "BinauralBuilder: without a stage \"carrierFreq\" is 0, because it is not "
                        "among its parameters"));
  EXPECT_EQ(corrected.scene()->carrier_hz->base, (Ramp{300, 420}));
  EXPECT_EQ(corrected.told, "");
}

TEST(SceneDefects, X3LevelsHaveNoCurve) {
  const std::string text = track_text(
      kX, R"({"stages": {"stages": [{"id": "a", "durationS": 1, "parameterOverrides": [)" +
              setting("x", "amp", R"(, "curve": "exponential")") +
              R"(]}]}, "modulators": [{"id": "m"}], "modulation": {"routes": [{"modulatorId": "m",
          "targetId": "x", "parameterPath": "amp", "depth": 1, "curve": "smooth"}]}})");
  const Read reference = read(text), corrected = read(text, Fidelity::corrected);
  EXPECT_EQ(reference.scene()->level.stages[0].curve, SceneCurve::linear);
  EXPECT_EQ(reference.scene()->level.routes[0].curve, SceneCurve::linear);
  EXPECT_EQ(corrected.scene()->level.stages[0].curve, SceneCurve::exponential);
  EXPECT_EQ(corrected.scene()->level.routes[0].curve, SceneCurve::smooth);
}

TEST(SceneDefects, X4AVoiceWithoutRoutingHearsNoSolo) {
  const std::string text =
      track_text(kX + "," + kY, R"({"routing": {"sources": [{"sourceId": "x", "soloed": true}]}})");
  EXPECT_EQ(read(text).scene(1), nullptr);
  EXPECT_EQ(read(text, Fidelity::corrected).scene(1)->level.gain, 0);
  EXPECT_EQ(read(text, Fidelity::corrected).scene(0), nullptr);
  const std::string buses = track_text(
      kX + "," + kY,
      R"({"routing": {"sources": [{"sourceId": "x", "busId": "b"}], "buses": [{"id": "b", "soloed": true},
          {"id": "master", "gainDb": -9, "muted": true}]}})");
  EXPECT_EQ(read(buses).scene(1), nullptr);
  EXPECT_EQ(read(buses, Fidelity::corrected).scene(1)->level.gain, 0);
  // Gain and mute of the master do not reach it.
  const std::string master = track_text(
      kX,
      R"({"routing": {"sources": [], "buses": [{"id": "master", "gainDb": -9, "muted": true}]}})");
  EXPECT_EQ(read(master, Fidelity::corrected).scene(), nullptr);
}

TEST(SceneDefects, X6OlderKeysOfTheFirstVoiceActOnAll) {
  const std::string text = track_text(
      voice_text(
          R"("sam_source_id": "x", )",
          R"({"spatialScale": 1, "samStages": )" +
              std::string(R"({"stages": [{"id": "a", "durationS": 1, "parameterOverrides": [)") +
              setting("voice", "spatialScale") + "]}]}}") +
          "," + kY,
      "");
  for (const Fidelity fidelity : {Fidelity::reference, Fidelity::corrected}) {
    const Read result = read(text, fidelity);
    EXPECT_TRUE(result.scene(0)->scale_rad && result.scene(1)->scale_rad);
    EXPECT_THAT(result.told, HasSubstr("acts on all SAM2 voices of the track"));
  }
}

TEST(SceneDefects, X7IdsThatTheSceneDeclaresAreNotGivenAway) {
  const std::string text = track_text(voice_text("") + "," + voice_text(R"("sam_source_id": 7, )") +
                                          "," + voice_text(R"("sam_source_id": " ", )"),
                                      R"({"sources": [{"id": "source.1"}, {}]})");
  for (const Fidelity fidelity : {Fidelity::reference, Fidelity::corrected}) {
    EXPECT_THAT(read(text, fidelity).track->scene->sources,
                testing::ElementsAre("source.2", "7", "source.3"));
  }
}

TEST(SceneDefects, X8WhatIsSetOnceIsSetAtTheStartInMilliseconds) {
  // The step begins 0.4 ms before the stage: rounded to milliseconds, at it.
  const std::string text =
      R"({"steps": [{"duration": 1, "start": 0.2996, "voices": [)" + kX + R"(]}], "sam_scene": )" +
      stage(setting("x", "phaseOffsetLRad"), R"("startS": 0.3, "durationS": 0.1)") + "}";
  EXPECT_EQ(read(text).patch().phase_left_rad, 2);
  EXPECT_EQ(read(text, Fidelity::corrected).patch().phase_left_rad, 2);
}

}  // namespace
}  // namespace bbplay::test
