// SPDX-License-Identifier: MIT
// The summary of a track for people; the one for machines has its schema.
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "apps/bbplay/support/program.h"
#include "support/scratch_folder.h"

namespace bbplay::test {
namespace {

using testing::ContainsRegex;

TEST(Info, TellsWhichEarHasTheHigherTone) {
  const ScratchFolder folder;
  const auto row_of = [&](const std::string& function, const std::string& params) {
    put_bytes(folder / "a.json", R"({"global": {"sample_rate": 8000}, "progression": [
      {"duration": 1, "voices": [{"synth_function_name": ")" +
                                     function + R"(", "is_transition": )" +
                                     (params.find("start") != params.npos ? "true" : "false") +
                                     R"(, "params": )" + params + "}]}]}");
    return bbplay({"--info", (folder / "a.json").string()}).out;
  };
  EXPECT_THAT(row_of("binaural_beat", R"({"beatFreq": 6})"),
              ContainsRegex("6 Hz +right +binaural"));
  EXPECT_THAT(row_of("binaural_beat", R"({"beatFreq": -6})"),
              ContainsRegex("-6 Hz +left +binaural"));
  EXPECT_THAT(row_of("binaural_beat", R"({"beatFreq": 6, "leftHigh": true})"),
              ContainsRegex("6 Hz +left +binaural"));
  EXPECT_THAT(row_of("binaural_beat", R"({"startBeatFreq": -4, "endBeatFreq": 4})"),
              ContainsRegex("-4 to 4 Hz +left to right +binaural"));
  EXPECT_THAT(row_of("qam_beat", R"({"baseFreqL": 210, "baseFreqR": 200})"),
              ContainsRegex(" left +qam_beat"));
  EXPECT_THAT(row_of("isochronic_tone", R"({"beatFreq": 6})"),
              ContainsRegex("6 Hz +- +isochronic"));
}

TEST(Info, TellsWhatASceneHas) {
  const ScratchFolder folder;
  put_bytes(folder / "a.json", R"({"global": {"sample_rate": 8000}, "progression": [
      {"duration": 1, "voices": [{"synth_function_name": "spatial_angle_modulation_sam2",
       "sam_source_id": "x", "params": {"carrierFreq": 200}}]}],
      "sam_scene": {"stages": {"stages": [{"id": "a", "name": "Deep", "durationS": 90,
       "transitionOutS": 1.5, "parameterOverrides": [
       {"targetId": "x", "parameterPath": "carrierFreq", "value": 190}]}]}}})");
  EXPECT_THAT(bbplay({"--info", (folder / "a.json").string()}).out,
              testing::HasSubstr("scene: sources x; 1 stage, 0 routes of modulators\n"
                                 "stage: Deep at 0:00.0, 1:30.0 long, goes in 0:01.5: "
                                 "x carrierFreq 190\n"));
}

}  // namespace
}  // namespace bbplay::test
