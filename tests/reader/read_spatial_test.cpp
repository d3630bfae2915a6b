// SPDX-License-Identifier: MIT
#include "reader/read_spatial.h"

#include <cmath>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reader/param_reader.h"
#include "support/quanta.h"

namespace bbplay::test {
namespace {

using ::testing::HasSubstr;

struct Read {
  SpatialPatch patch;
  Diagnostics diagnostics;
};

Read read(const std::string& members) {
  const reader::JsonDocument document = json('{' + members + '}');
  Read out;
  reader::ParamReader reader(document.root(), true, out.diagnostics);
  reader.read(out.patch);
  reader.report_unknown_keys();
  return out;
}

TEST(ReadSpatial, TakesTheDefaultsOfAVoice) {
  const Read got = read("");
  EXPECT_FALSE(got.patch.enable);
  EXPECT_EQ(got.patch.decoder.index, SpatialPatch::itd_head);
  EXPECT_EQ(got.patch.ild_max_db, 1.5);
  EXPECT_EQ(got.patch.dezipper_theta_ms, 60);
  EXPECT_EQ(got.patch.dezipper_dist_ms, 80);
  EXPECT_EQ(got.patch.interpolation, 1);
  EXPECT_FALSE(got.patch.trajectory.has_value());
  EXPECT_TRUE(got.diagnostics.findings().empty());
}

TEST(ReadSpatial, SwitchesOnWithEverythingThatIsNotEmpty) {
  EXPECT_TRUE(read(R"("spatialEnable": "false")").patch.enable);
  EXPECT_FALSE(read(R"("spatialEnable": 0)").patch.enable);
}

TEST(ReadSpatial, KnowsNoEndsOfATransition) {
  const Read got = read(R"("startSpatialRolloff": 2)");
  EXPECT_EQ(got.patch.rolloff, 1);
  ASSERT_EQ(got.diagnostics.findings().size(), 1u);
  EXPECT_THAT(got.diagnostics.findings()[0].message, HasSubstr("unknown parameter"));
}

TEST(ReadSpatial, ListensToTheEditorsNameForLevelDifferencesOnlyWithoutItsOwn) {
  EXPECT_EQ(read(R"("spatialUseItdIld": false)").patch.use_ild, 0);
  EXPECT_EQ(read(R"("spatialUseItdIld": false, "spatialUseIld": 1)").patch.use_ild, 1);
  EXPECT_EQ(read(R"("spatialUseIld": "0")").patch.use_ild, 0);
}

TEST(ReadSpatial, TakesTheDecoderInAnyLetterCase) {
  EXPECT_EQ(read(R"("spatialDecoder": "FOA_Cardioid")").patch.decoder.index,
            SpatialPatch::foa_cardioid);
  EXPECT_EQ(read(R"("spatialDecoder": "stereo")").patch.decoder.index, SpatialPatch::itd_head);
}

TEST(ReadSpatial, TakesTheTrajectoryWithOrWithoutAnObjectAroundIt) {
  for (const char* value : {R"([{"start_deg": 30, "seconds": 2}])",
                            R"({"segments": [{"start_deg": 30, "seconds": 2}]})"}) {
    const Read got = read(R"("spatialTrajectory": )" + std::string(value));
    ASSERT_TRUE(got.patch.trajectory.has_value());
    ASSERT_EQ(got.patch.trajectory->size(), 1u);
    EXPECT_EQ(got.patch.trajectory->front().start_deg, 30);
    EXPECT_EQ(got.patch.trajectory->front().seconds, 2);
  }
}

TEST(ReadSpatial, TellsAnEmptyTrajectoryFromAnAbsentOne) {
  EXPECT_FALSE(read(R"("spatialTrajectory": null)").patch.trajectory.has_value());
  const Read empty = read(R"("spatialTrajectory": [])");
  ASSERT_TRUE(empty.patch.trajectory.has_value());
  EXPECT_TRUE(empty.patch.trajectory->empty());
  const Read text = read(R"("spatialTrajectory": "round and round")");
  EXPECT_FALSE(text.patch.trajectory.has_value());
  EXPECT_EQ(text.diagnostics.findings().size(), 1u);
  EXPECT_FALSE(text.diagnostics.has_errors());
}

TEST(ReadSpatial, ReadsSegmentsLeniently) {
  const Read got = read(R"("spatialTrajectory": [
    {"mode": "rotating_arc", "seconds": "1.5", "distance_m": ["1", 2], "extent_deg": null,
     "period_s": "3", "easing": "sine"},
    {"mode": "Rotate", "seconds": 1, "distance_m": 2.5}])");
  ASSERT_EQ(got.patch.trajectory->size(), 2u);
  const AzimuthSegment& arc = (*got.patch.trajectory)[0];
  EXPECT_EQ(arc.mode, AzimuthMode::rotating_arc);
  EXPECT_EQ(arc.seconds, 1.5);
  EXPECT_EQ(arc.first_distance_m, 1);
  EXPECT_EQ(arc.last_distance_m, 2);
  EXPECT_EQ(arc.extent_deg, 180);
  EXPECT_EQ(arc.period_s, 3);
  EXPECT_TRUE(arc.eased);
  const AzimuthSegment& other = (*got.patch.trajectory)[1];
  EXPECT_EQ(other.mode, AzimuthMode::oscillate) << "only the exact names count";
  EXPECT_EQ(other.first_distance_m, 2.5);
  EXPECT_EQ(other.last_distance_m, 2.5);
  EXPECT_TRUE(std::isnan(other.center_deg));
  EXPECT_TRUE(std::isnan(other.speed_deg_per_s));
  EXPECT_TRUE(std::isnan(other.period_s));
}

TEST(ReadSpatial, LeavesOutSegmentsItCannotUse) {
  const Read got = read(R"("spatialTrajectory": [
    {"start_deg": "left", "seconds": 1}, 5, {"distance_m": [1, 2, 3], "seconds": 1},
    {"start_deg": 10, "seconds": 1}])");
  ASSERT_EQ(got.patch.trajectory->size(), 1u);
  EXPECT_EQ(got.patch.trajectory->front().start_deg, 10);
  EXPECT_EQ(got.diagnostics.findings().size(), 3u);
  EXPECT_FALSE(got.diagnostics.has_errors());
}

TEST(ReadSpatial, WarnsWhenASegmentOutrunsTheSpeedLimit) {
  const auto warnings = [](const std::string& segment, const std::string& more = "") {
    return read(R"("spatialEnable": true, "spatialTrajectory": [)" + segment + ']' + more)
        .diagnostics.findings()
        .size();
  };
  EXPECT_EQ(warnings(R"({"speed_deg_per_s": -400, "seconds": 1})"), 1u);
  EXPECT_EQ(warnings(R"({"speed_deg_per_s": 80, "seconds": 1})"), 0u);
  EXPECT_EQ(warnings(R"({"extent_deg": 100, "seconds": 1})"), 1u);
  EXPECT_EQ(warnings(R"({"mode": "oscillate", "extent_deg": 75, "period_s": 5, "seconds": 9})"),
            1u);
  EXPECT_EQ(warnings(R"({"mode": "oscillate", "extent_deg": 75, "period_s": 6, "seconds": 9})"),
            0u);
  EXPECT_EQ(warnings(R"({"mode": "rotating_arc", "rotate_freq_hz": 0.3, "seconds": 9})"), 1u);
  EXPECT_EQ(warnings(R"({"speed_deg_per_s": 400, "seconds": 1})",
                     R"(, "spatialDecoder": "foa_cardioid")"),
            0u);
}

}  // namespace
}  // namespace bbplay::test
