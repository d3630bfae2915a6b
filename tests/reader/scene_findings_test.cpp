// SPDX-License-Identifier: MIT
// What is told about scenes of the SAM workbench (format sam-scenes 8).
#include <string>

#include <gmock/gmock.h>

#include "bbplay/model/sam_scene.h"

#include "reader/scene_track.h"

namespace bbplay::test {
namespace {

using testing::HasSubstr;

struct Case {
  std::string name, text, told;
  int findings = 1;
};

TEST(Scene, FaultsAreErrorsWithTheirPlace) {
  const Case cases[] = {
      {"no object", track_text(kX, "[1]"), "/sam_scene: expected a scene (an object), found"},
      {"a number", track_text(kX, "3"), "/sam_scene: expected a scene (an object), found 3"},
      {"version", track_text(kX, R"({"schemaVersion": 3})"),
       "/sam_scene/schemaVersion: expected version 1 or 2 of a scene, found 3"},
      {"version of no use",
       track_text("{\"synth_function_name\": \"qam_beat\"}", R"({"schemaVersion": "x"})"),
       "/sam_scene/schemaVersion: expected version 1 or 2"},
      {"source", track_text(kX, R"({"sources": ["x"]})"),
       "/sam_scene/sources/0: expected a source (an object), found \"x\""},
      {"section", track_text(kX, R"({"stages": [1]})"),
       "/sam_scene/stages: expected an object, found a list"},
      {"routing", track_text(kX, R"({"routing": [1]})"),
       "/sam_scene/routing: expected an object, found a list"},
      {"null list", track_text(kX, R"({"stages": {"stages": null}})"),
       "/sam_scene/stages/stages: expected a list, found null"},
      {"stage", track_text(kX, R"({"stages": {"stages": [3]}})"),
       "/sam_scene/stages/stages/0: expected a stage (an object), found 3"},
      {"stage without id", track_text(kX, R"({"stages": {"stages": [{"startS": 1}]}})"),
       "/sam_scene/stages/stages/0: a stage needs a \"id\""},
      {"negative time", track_text(kX, stage("", R"("startS": -1)")),
       "/sam_scene/stages/stages/0/startS: -1 s: times of a stage are 0 or more"},
      {"time in words", track_text(kX, stage("", R"("durationS": "1:30")")),
       "/sam_scene/stages/stages/0/durationS: expected a number (s), found \"1:30\"; write 90"},
      {"null time", track_text(kX, stage("", R"("transitionInS": null)")),
       "/sam_scene/stages/stages/0/transitionInS: expected a number, found null"},
      {"setting", track_text(kX, stage("7")),
       "/parameterOverrides/0: expected a setting (an object), found 7"},
      {"no path", track_text(kX, stage(R"({"targetId": "x", "value": 1})")),
       "/parameterOverrides/0: what a stage sets needs a \"parameterPath\""},
      {"no value", track_text(kX, stage(R"({"targetId": "x", "parameterPath": "amp"})")),
       "/parameterOverrides/0: what a stage sets needs a \"value\""},
      {"value",
       track_text(kX, stage(R"({"targetId": "x", "parameterPath": "amp", "value": "loud"})")),
       "/parameterOverrides/0/value: expected a number, found \"loud\""},
      {"curve", track_text(kX, stage(setting("x", "amp", R"(, "curve": "smoth")"))),
       "/parameterOverrides/0/curve: unknown curve \"smoth\", none of linear, smooth, exponential, "
       "hold; did you mean \"smooth\"?"},
      {"modulator", track_text(kX, route(kRoute, "[1]")),
       "/sam_scene/modulators/0: expected a modulator (an object), found 1"},
      {"rate", track_text(kX, route(kRoute, R"([{"id": "m", "rateHz": []}])")),
       "/sam_scene/modulators/0/rateHz: expected a number (Hz), found"},
      {"route", track_text(kX, R"({"modulation": {"routes": [null]}})"),
       "/sam_scene/modulation/routes/0: expected a route (an object), found null"},
      {"route to nothing",
       track_text(kX, route(R"("modulatorId": "m", "targetId": "", "parameterPath": "amp")")),
       "/sam_scene/modulation/routes/0/targetId: a route needs a \"targetId\""},
      {"depth",
       track_text(
           kX,
           route(R"("modulatorId": "m", "targetId": "x", "parameterPath": "amp", "depth": "x")")),
       "/sam_scene/modulation/routes/0/depth: expected a number"},
      {"polarity", track_text(kX, route(kRoute + R"(, "polarity": 0)")),
       "/sam_scene/modulation/routes/0/polarity: a polarity is 1 or -1"},
      {"gain", track_text(kX, R"({"routing": {"sources": [{"sourceId": "x", "gainDb": "much"}]}})"),
       "/sam_scene/routing/sources/0/gainDb: expected a number (dB), found \"much\""},
      {"gain of a bus",
       track_text(
           kX,
           R"({"routing": {"sources": [{"sourceId": "x", "busId": "b"}], "buses": [{"id": "b", "gainDb": null}]}})"),
       "/sam_scene/routing/buses/0/gainDb: expected a number, found null"},
      {"routing", track_text(kX, R"({"routing": {"sources": {}}})"),
       "/sam_scene/routing/sources: expected a list, found an object"},
      {"version with a fraction", track_text(kX, R"({"schemaVersion": "1.5"})"),
       "/sam_scene/schemaVersion: expected version 1 or 2 of a scene, found \"1.5\""},
      {"id", track_text(kX, R"({"routing": {"sources": [{"sourceId": ["x"]}]}})"),
       "/sam_scene/routing/sources/0/sourceId: expected text or a number, found a list"},
      {"older key", track_text(voice_text("", R"({"samStages": {"stages": [{}]}})"), ""),
       "/steps/0/voices/0/params/samStages/stages/0: a stage needs a \"id\""},
  };
  for (const Case& one : cases) {
    for (const Fidelity fidelity : {Fidelity::reference, Fidelity::corrected}) {
      const Read result = read(one.text, fidelity);
      EXPECT_TRUE(result.failed) << one.name;
      EXPECT_THAT(result.told, HasSubstr(one.told)) << one.name;
      EXPECT_THAT(result.told, testing::StartsWith("error: ")) << one.name;
      EXPECT_EQ(result.told.find(one.told), result.told.rfind(one.told)) << one.name;  // once
    }
  }
}

TEST(Scene, DoubtsAreWarningsWithTheirPlace) {
  const std::string acts = setting("x", "spatialScale");
  const Case cases[] = {
      {"setting for nobody", track_text(kX + "," + kY, stage(acts + "," + setting("z", "amp"))),
       "/parameterOverrides/1/targetId: no voice is called \"z\"; there are \"x\", \"y\"\n"},
      {"case counts", track_text(kX, stage(acts + "," + setting("Voice", "amp"))),
       "/parameterOverrides/1/targetId: no voice is called \"Voice\"; there are \"x\"\n"},
      {"declared",
       track_text(voice_text(""),
                  R"({"sources": [{"id": "source.1"}], "stages": {"stages": [{"id": "a",
          "durationS": 1, "parameterOverrides": [)" +
                      setting("*", "amp") + "," + setting("source.1", "amp") + "]}]}}"),
       "no voice is called \"source.1\"; there are \"source.2\"; did you mean \"source.2\"?; the "
       "scene "
       "declares it, so that voices without sam_source_id take other names"},
      {"route for nobody",
       track_text(
           kX,
           route(
               R"("modulatorId": "m", "targetId": "*", "parameterPath": "amp", "depth": 1}, {"modulatorId": "m", "targetId": "q", "parameterPath": "amp", "depth": 1)",
               kModulator)),
       "/routes/1/targetId: no voice is called \"q\"; there are \"x\"\n"},
      {"routing of nobody",
       track_text(
           kX,
           R"({"routing": {"sources": [{"sourceId": "x", "gainDb": 1}, {"sourceId": "voice"}]}})"),
       "/sources/1/sourceId: no voice is called \"voice\"; there are \"x\"\n"},
      {"no such modulator", track_text(kX, route(kRoute, R"([{"id": "n1"}])")),
       "/routes/0/modulatorId: no modulator \"m\": a sine of 1 Hz is played"},
      {"waveform", track_text(kX, route(kRoute, R"([{"id": "m", "waveform": "squar"}])")),
       "/modulators/0/waveform: unknown waveform \"squar\", neither sine nor square: a sine is "
       "played; "
       "did you mean \"square\"?"},
      {"set once", track_text(kX, stage(setting("x", "phaseOffsetLRad"))),
       "/parameterOverrides/0/parameterPath: set once, at the step's start"},
      {"set once by a route",
       track_text(
           kX,
           route(
               R"("modulatorId": "m", "targetId": "x", "parameterPath": "discontinuousSteps", "depth": 1)",
               kModulator)),
       "/routes/0/parameterPath: set once, at the step's start"},
      {"a number for a text", track_text(kX, stage(setting("x", "pathType"))),
       "/parameterOverrides/0: unknown value 2, none of open, closed, discontinuous, custom", 2},
      {"unknown path", track_text(kX, stage(acts + "," + setting("x", "carierFreq"))),
       "/parameterOverrides/1/parameterPath: the voices have no such parameter; did you mean "
       "\"carrierFreq\"?"},
      {"unknown path alone", track_text(kX, stage(setting("x", "carierFreq"))),
       "/parameterOverrides/0/parameterPath: the voices have no such parameter; did you mean "
       "\"carrierFreq\"?"},
      {"older keys beside a scene", track_text(voice_text("", R"({"samStages": {}})"), "{}"),
       "/params/samStages: has no effect in a track with a sam_scene"},
      {"older keys of two",
       track_text(voice_text("", R"({"samRouting": {}})") + "," +
                      voice_text("", R"({"samModulation": {}})"),
                  ""),
       "/voices/1/params/samModulation: has no effect: a voice before this one has such keys", 2},
      {"older keys act on all", track_text(voice_text("", R"({"samRouting": {}})") + "," + kX, ""),
       "/voices/0/params/samRouting: acts on all SAM2 voices of the track"},
      {"older keys of another function",
       track_text(R"({"synth_function_name": "qam_beat", "params": {"samRouting": {}}},)" + kX, ""),
       "/voices/0/params/samRouting: acts on all SAM2 voices of the track"},
      {"older keys of another function behind",
       track_text(kX + R"(,{"synth_function_name": "qam_beat", "params": {"samRouting": {}}})", ""),
       "/voices/1/params/samRouting: acts on all SAM2 voices of the track"},
      {"a gain that nobody hears",
       track_text(kX, R"({"routing": {"sources": [{"sourceId": "x", "gainDb": 3000}]}})"),
       "/sources/0/gainDb: 3000 dB is outside of what can be heard, -120 to 40 dB"},
      {"a gain of a bus that nobody hears",
       track_text(
           kX,
           R"({"routing": {"sources": [{"sourceId": "x", "busId": "b"}], "buses": [{"id": "b", "gainDb": -1e308}]}})"),
       "/buses/0/gainDb: -1e+308 dB is outside of what can be heard, -120 to 40 dB"},
      {"a factor in percent",
       track_text(kX, stage(R"({"targetId": "x", "parameterPath": "amp", "value": 80})")),
       "/parameterOverrides/0/value: 80 as a factor is far above 1, which leaves the voice as it "
       "is"},
      {"a depth in percent",
       track_text(
           kX, route(R"("modulatorId": "m", "targetId": "x", "parameterPath": "amp", "depth": -50)",
                     kModulator)),
       "/routes/0/depth: -50 as a factor is far above 1, which leaves the voice as it is"},
      {"sources that are no list",
       track_text(
           kX,
           R"({"sources": {"id": "x"}, "routing": {"sources": [{"sourceId": "x", "gainDb": 1}]}})"),
       "/sam_scene/sources: expected a list, found an object; it has no effect"},
      {"a flag that is a list",
       track_text(kX, R"({"routing": {"sources": [{"sourceId": "x", "gainDb": 1, "muted": []}]}})"),
       "/sources/0/muted: expected true or false, found a list; it counts as false"},
      {"bands",
       track_text(
           kX,
           R"({"routing": {"bands": {"crossoversHz": [400]}, "sources": [{"sourceId": "x", "muted": true}]}})"),
       "/routing/bands: bands have no effect on a track"},
      {"pan",
       track_text(kX, R"({"routing": {"sources": [{"sourceId": "x", "gainDb": 1, "pan": 0.5}]}})"),
       "/sources/0/pan: pan has no effect on a track"},
      {"slip", track_text(kX, stage(acts, R"("durationS": 1, "transitonInS": 1)")),
       "/stages/0/transitonInS: unknown key; did you mean \"transitionInS\"?"},
      {"a value twice", track_text(kX, stage(setting("x", "spatialScale", R"(, "value": 3)"))),
       "/parameterOverrides/0/value: given again in line 1, where it counts"},
      {"a section twice", track_text(kX, R"({"stages": {"stages": [3]}, "stages": {}})"),
       "/sam_scene/stages: given again in line 1, where it counts"},
      {"a list twice", track_text(kX, R"({"stages": {"stages": [3], "stages": []}})"),
       "/sam_scene/stages/stages: given again in line 1, where it counts"},
      {"buses twice", track_text(kX, R"({"routing": {"buses": [3], "buses": []}})"),
       "/sam_scene/routing/buses: given again in line 1, where it counts"},
      {"a depth twice", track_text(kX, route(kRoute + R"(, "depth": 2)", kModulator)),
       "/routes/0/depth: given again in line 1, where it counts"},
      {"a rate twice", track_text(kX, route(kRoute, R"([{"id": "m", "rateHz": 1, "rateHz": 2}])")),
       "/modulators/0/rateHz: given again in line 1, where it counts"},
      {"an id twice", track_text(kX, R"({"sources": [{"id": "x", "id": "y"}]})"),
       "/sources/0/id: given again in line 1, where it counts"},
      {"renderer",
       track_text(voice_text("", R"({"rendererMode": "hrtf"})") + "," +
                      voice_text("", R"({"rendererMode": "hrtf"})"),
                  ""),
       "/steps/0/voices/0/params/rendererMode: rendererMode hrtf is not implemented: played as "
       "abstract_pm"},
      {"private key", track_text(voice_text("", R"({"_sam_scene": {}})"), ""),
       "/steps/0/voices/0/params/_sam_scene: unknown parameter"},
  };
  for (const Case& one : cases) {
    for (const Fidelity fidelity : {Fidelity::reference, Fidelity::corrected}) {
      const Read result = read(one.text, fidelity);
      EXPECT_FALSE(result.failed) << one.name << '\n' << result.told;
      EXPECT_THAT(result.told, HasSubstr(one.told)) << one.name;
      EXPECT_EQ(std::count(result.told.begin(), result.told.end(), '\n'), one.findings)
          << one.name << '\n'
          << result.told;
      EXPECT_THAT(result.told, testing::StartsWith("warning: ")) << one.name;
      ReadOptions strict;
      strict.strict = true;
      Diagnostics findings;
      EXPECT_THROW((void)read_track_text(one.text, "t", {}, strict, findings), TrackError)
          << one.name;
    }
  }
}

TEST(Scene, IsNoReasonToWarn) {
  const std::string scenes[] = {
      "{}",
      "[]",
      "false",
      "0",
      "\"\"",
      "null",
      R"({"schemaVersion": "2", "stages": null})",
      stage(setting("x", "amp")),
      stage(setting("*", "carrierFreq")),
      route(kRoute, kModulator),
      R"({"routing": {"sources": [{"sourceId": "x", "muted": true}], "buses": [{"gainDb": 2}]}})"};
  for (const std::string& scene : scenes) {
    EXPECT_EQ(read(track_text(kX, scene)).told, "") << scene;
  }
  // Without a SAM2 voice it does not matter what it refers to, or how.
  EXPECT_EQ(read(track_text(R"({"synth_function_name": "qam_beat"})",
                            R"({"stages": {"stages": [{"startS": "x"}]}, "routing": 3})"))
                .told,
            "");
}

TEST(Scene, ThatChangesNothingIsToldInNotes) {
  const Read result = read(track_text(kX, stage(setting("z", "amp"))));
  EXPECT_THAT(result.told, testing::StartsWith("note: "));
  EXPECT_THAT(result.told, HasSubstr("no voice is called \"z\""));
  EXPECT_EQ(result.scene(), nullptr);
}

}  // namespace
}  // namespace bbplay::test
