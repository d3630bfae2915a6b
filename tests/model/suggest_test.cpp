// SPDX-License-Identifier: MIT
#include "bbplay/model/suggest.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace bbplay::model {
namespace {

using Names = std::vector<std::string_view>;

struct Case {
  std::string_view given;
  Names nearest;
};

void expect_nearest(const Names& known, const std::vector<Case>& cases) {
  for (const Case& each : cases) {
    EXPECT_EQ(nearest(each.given, known), each.nearest) << each.given;
  }
}

TEST(Suggest, KnowsAParameterByItsWordsInAnyOrderAndSpelling) {
  expect_nearest({"baseFreq", "beatFreq", "startBaseFreq", "endBaseFreq", "startBeatFreq",
                  "endBeatFreq", "ampL", "ampR", "startAmpL", "phaseOscFreqL", "phaseOscRangeL",
                  "stereoPanPhase", "transition_duration"},
                 {
                     {"baseFreqStart", {"startBaseFreq"}},
                     {"base_freq", {"baseFreq"}},
                     {"BeatFreq", {"beatFreq"}},
                     {"beatfreq", {"beatFreq"}},
                     {"BASEFREQ", {"baseFreq"}},
                     {"base freq", {"baseFreq"}},
                     {"freqBase", {"baseFreq"}},
                     {"START_BASE_FREQ", {"startBaseFreq"}},
                     {"freq_beat_end", {"endBeatFreq"}},
                     {"baseFrequency", {"baseFreq"}},
                     {"carrierFreq", {"baseFreq"}},
                     {"baesFreq", {"baseFreq"}},
                     {"bseFreq", {"baseFreq"}},
                     {"beatFerq", {"beatFreq"}},
                     {"ampLeft", {"ampL"}},
                     {"volumeR", {"ampR"}},
                     {"amp", {"ampL", "ampR"}},
                     {"phaseOscFreqLeft", {"phaseOscFreqL"}},
                     {"transitionDuration", {"transition_duration"}},
                     {"stereoPan", {"stereoPanPhase"}},
                     {"colour", {}},
                     {"x", {}},
                     {"", {}},
                     {"___", {}},
                 });
}

TEST(Suggest, KnowsVoicesColoursAndWords) {
  expect_nearest({"binaural_beat", "isochronic_tone", "monaural_beat_stereo_amps",
                  "noise_swept_notch", "spatial_angle_modulation"},
                 {{"binaural_beet", {"binaural_beat"}},
                  {"binauralBeat", {"binaural_beat"}},
                  {"beat_binaural", {"binaural_beat"}},
                  {"isochronic", {"isochronic_tone"}},
                  {"isochronicTones", {"isochronic_tone"}},
                  {"monaural_beat", {"monaural_beat_stereo_amps"}},
                  {"swept_notch_noise", {"noise_swept_notch"}},
                  {"spacial_angle_modulation", {"spatial_angle_modulation"}},
                  {"drum_machine", {}}});
  expect_nearest({"pink", "brown", "green", "blue", "purple", "red", "deep brown", "white"},
                 {{"pinkk", {"pink"}},
                  {"Pnik", {"pink"}},
                  {"deep_brown", {"deep brown"}},
                  {"DeepBrown", {"deep brown"}},
                  {"withe", {"white"}},
                  {"violet", {}}});
  expect_nearest({"linear", "logarithmic", "exponential"}, {{"lin", {"linear"}},
                                                            {"exp", {"exponential"}},
                                                            {"log", {"logarithmic"}},
                                                            {"expontial", {"exponential"}}});
  expect_nearest({"reference", "corrected"}, {{"corected", {"corrected"}},
                                              {"ref", {"reference"}},
                                              {"Reference", {"reference"}},
                                              {"perfect", {}}});
  expect_nearest({"--render", "--rate", "--fade-in", "--fade-out", "--no-normalize"},
                 {{"--rendr", {"--render"}},
                  {"--rat", {"--rate"}},
                  {"-render", {"--render"}},
                  {"--Render", {"--render"}},
                  {"--fadein", {"--fade-in"}},
                  {"--fade_out", {"--fade-out"}},
                  {"--no-normalise", {"--no-normalize"}},
                  {"--nonsense", {}}});
}

TEST(Suggest, NamesUpToThreeThatAreEquallyLikelyAndNoneOfMore) {
  expect_nearest({"a1", "b1", "c1"}, {{"x1", {"a1", "b1", "c1"}}});
  expect_nearest({"a1", "b1", "c1", "d1"}, {{"x1", {}}});
  expect_nearest({"twice", "twice"}, {{"twise", {"twice"}}});
  const Names known{"ampL", "ampR", "ampM"};
  EXPECT_EQ(did_you_mean("amp", known), "; did you mean \"ampL\", \"ampR\" or \"ampM\"?");
  EXPECT_EQ(did_you_mean("zebra", known), "");
  const std::vector<std::string> texts{"voices", "duration"};
  EXPECT_EQ(did_you_mean("voces", texts), "; did you mean \"voices\"?");
}

TEST(Suggest, LeavesLongNamesAlone) {
  const std::string long_name(65, 'a');
  const Names known{long_name, "a"};
  EXPECT_EQ(nearest(std::string(64, 'a'), known), Names{long_name});
  EXPECT_EQ(nearest(std::string(66, 'a'), known), Names{});
}

}  // namespace
}  // namespace bbplay::model
