// SPDX-License-Identifier: MIT
// What becomes of a scene of the SAM workbench (format sam-scenes).
#include <cmath>
#include <string>

#include <gmock/gmock.h>

#include "bbplay/model/sam_scene.h"

#include "reader/scene_track.h"

namespace bbplay::test {
namespace {

using testing::HasSubstr;

TEST(Scene, IsNothingToAVoiceThatItLeavesAlone) {
  const std::string inert[] = {
      stage(setting("y", "carrierFreq")),
      stage(R"({"targetId": "x", "parameterPath": "amp", "value": 1})"),
      stage(setting("x", "amp"), R"("startS": 5, "durationS": 1)"),
      stage(setting("x", "amp"), R"("startS": 1)"),
      route(kRoute + R"(, "enabled": false)", kModulator),
      R"({"routing": {"sources": [{"sourceId": "x", "busId": "b", "gainDb": 2}], "buses": [{"id": "b", "gainDb": -2}]}})"};
  for (const std::string& scene : inert) {
    const Read result = read(track_text(kX + "," + kY, scene));
    EXPECT_EQ(result.scene(), nullptr) << scene;
    ASSERT_NE(result.track->scene, nullptr);
  }
  EXPECT_EQ(read(track_text(kX, "")).track->scene, nullptr);
  EXPECT_NE(read(track_text(kX, stage(setting("*", "amp")))).scene(), nullptr);
}

TEST(Scene, IsShownWithItsStages) {
  const Read result =
      read(track_text(kX + "," + kX + "," + kY,
                      R"({"stages": {"stages": [{"id": "a", "name": "A", "startS": 1,
      "durationS": 2, "transitionInS": 0.5, "parameterOverrides": [)" +
                          setting("x", "amp") + "]}]}}"));
  const SamScene& scene = *result.track->scene;
  EXPECT_THAT(scene.sources, testing::ElementsAre("x", "y"));
  ASSERT_EQ(scene.stages.size(), 1u);
  EXPECT_EQ(scene.stages[0].name, "A");
  EXPECT_EQ(scene.stages[0].window, (StageWindow{1, 2, 0.5, 0}));
  EXPECT_THAT(scene.stages[0].settings, testing::ElementsAre("x amp 2"));
}

TEST(Scene, SetsOnceWhatNobodyFollows) {
  const std::string half = stage(setting("x", "discontinuousSteps"),
                                 R"("durationS": 2, "transitionInS": 0, "startS": 0)");
  EXPECT_EQ(read(track_text(kX, half)).patch().steps, 2);
  const std::string start = track_text(
      R"({"synth_function_name": "spatial_angle_modulation_sam2_transition", "is_transition": true,
          "sam_source_id": "x", "params": {"startCarrierFreq": 300, "endCarrierFreq": 420}})",
      stage(setting("x", "startCarrierFreq")));
  EXPECT_EQ(read(start).patch().carrier_freq_hz, (Ramp{2, 420}));
  // Outside of its stage it stays as it is.
  EXPECT_EQ(
      read(track_text(kX, stage(setting("x", "phaseOffsetLRad"), R"("startS": 1, "durationS": 1)")))
          .patch()
          .phase_left_rad,
      0);
}

TEST(Scene, GainsAddUpInDecibels) {
  const Read result = read(track_text(
      kX,
      R"({"routing": {"sources": [{"sourceId": "x", "busId": "b", "gainDb": 3}, {"sourceId": "x", "muted": true}],
             "buses": [{"id": "b", "muted": true}, {"id": "b", "gainDb": "-9"}]}})"));
  EXPECT_NEAR(result.scene()->level.gain, std::pow(10, -6.0 / 20), 1e-15);
}

TEST(Scene, OfMoreThanAVoiceCanCarryIsRefused) {
  std::string many = setting("*", "spatialScale");
  for (int i = 0; i < 250; ++i) many += "," + setting("*", "spatialScale");
  const Read result = read(track_text(kX, stage(many)));
  EXPECT_TRUE(result.failed);
  EXPECT_THAT(result.told,
              HasSubstr("/sam_scene: more than 200 settings of stages at the same time"));
}

TEST(Scene, WhatCannotActIsNoBurden) {
  std::string settings = setting("*", "spatialScale"), routes = kRoute;
  const std::string another = R"(}, {"modulatorId": "m", "parameterPath": "amp", )";
  for (int i = 0; i < 250; ++i) {
    settings += "," + setting("y", "spatialScale");
    routes += another + R"("targetId": "*", "depth": 1, "enabled": false)";
    routes += another + R"("targetId": "*", "depth": 0)";
    routes += another + R"("targetId": "y", "depth": 1)";
  }
  EXPECT_FALSE(read(track_text(kX, stage(settings))).failed);
  EXPECT_TRUE(read(track_text(kY, stage(settings))).failed);
  EXPECT_FALSE(read(track_text(kX, route(routes, kModulator))).failed);
  const Read result = read(track_text(kY, route(routes, kModulator)));
  EXPECT_TRUE(result.failed);
  EXPECT_THAT(result.told, HasSubstr("/sam_scene: more than 200 routes"));
}

}  // namespace
}  // namespace bbplay::test
