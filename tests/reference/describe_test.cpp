// SPDX-License-Identifier: MIT
#include "bbplay/reference/describe.h"

#include <algorithm>
#include <set>

#include <gmock/gmock.h>

#include "bbplay/reference/synth_tables.h"

#include "reader/each_patch.h"
#include "reader/read_synth.h"
#include "support/scratch_folder.h"

namespace bbplay {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;

TEST(ListSynths, NamesEveryFunctionOnceInOrder) {
  const std::vector<SynthSummary> synths = list_synths();
  EXPECT_EQ(synths.size(), reader::synth_names().size());
  for (std::size_t i = 1; i < synths.size(); ++i) EXPECT_LT(synths[i - 1].name, synths[i].name);
  for (const SynthSummary& synth : synths) {
    EXPECT_FALSE(synth.meaning.empty()) << synth.name;
    EXPECT_GT(synth.parameters, 0u) << synth.name;
    EXPECT_EQ(synth.has_transition, reader::has_transition(synth.name));
  }
}

TEST(DescribeSynth, ShowsDefaultUnitRangeAndMeaningOfARow) {
  const std::string text = describe_synth("binaural_beat_transition");
  EXPECT_EQ(text, describe_synth("binaural_beat"));
  EXPECT_THAT(text, testing::StartsWith("binaural_beat: two sines"));
  EXPECT_THAT(text, ContainsRegex("ampL +~ +0\\.5 +\\[0, 4\\] +left level"));
  EXPECT_THAT(text, ContainsRegex("baseFreq +~ +200 +Hz +\\[0, 24000\\] +carrier"));
  EXPECT_THAT(text, ContainsRegex("leftHigh +off +higher tone"));
  EXPECT_THAT(text, ContainsRegex("panRangeMin +~ +as pan +\\[-1, 1\\]"));
  EXPECT_THAT(text, ContainsRegex("panType +linear +linear, inward, outward"));
  EXPECT_THAT(text, ContainsRegex("glitchDur.*only in transitions"));
}

TEST(DescribeSynth, SpellsOutStartAndEndKeysThatDoNotFollowFromTheKey) {
  EXPECT_THAT(describe_synth("stereo_am_independent"),
              HasSubstr("[startStereoWidthHz, endStereoWidthHz]"));
  EXPECT_THAT(describe_synth("binaural_beat"), testing::Not(HasSubstr("startBaseFreq")));
}

TEST(DescribeSynth, ShowsWhereATransitionHasItsOwnDefaults) {
  EXPECT_THAT(describe_synth("rhythmic_waveshaping"),
              ContainsRegex("carrierFreq +~ +200 \\(moving: 200 to 80\\)"));
}

TEST(DescribeSynth, KnowsTheFlangerOfEveryVoice) {
  EXPECT_THAT(describe_synth("flanger"), HasSubstr("flangeDelayMs"));
}

TEST(DescribeSynth, SuggestsAFunctionForAnotherName) {
  EXPECT_EQ(describe_synth("binaural"), "");
  EXPECT_EQ(describe_synth("subliminal_encode_transition"), "") << "it has none";
  for (const auto& [name, meant] : std::vector<std::pair<std::string, std::string>>{
           {"binaural_bear", "binaural_beat"},
           {"binaural_beat_transitions", "binaural_beat_transition"},
           {"binaural_beat_transitio", "binaural_beat_transition"},
           {"binaural_bear_transition", "binaural_beat_transition"},
           {"subliminal_encode_transition", "subliminal_encode"},
           {"sam", "spatial_angle_modulation"},
           {"hrtf", "spatial_angle_modulation"},
           {"Monaural", "monaural_beat_stereo_amps"}}) {
    EXPECT_EQ(suggest_synth(name), "; did you mean \"" + meant + "\"?");
  }
  EXPECT_EQ(suggest_synth("xylophone"), "");
}

TEST(ParameterTables, HaveEveryKeyOnce) {
  std::vector<reference::ParamTable> tables = reference::synth_tables();
  for (auto& table : reference::further_tables()) tables.push_back(std::move(table));
  for (const reference::ParamTable& table : tables) {
    std::set<std::string> keys;
    for (const reference::ParamText& param : table.params) {
      EXPECT_TRUE(keys.emplace(param.key).second) << table.name << ' ' << param.key;
      EXPECT_FALSE(param.meaning.empty()) << table.name << ' ' << param.key;
    }
  }
}

TEST(ParameterTables, HaveDefaultsInTheirRanges) {
  reader::for_each_patch([]<class P>(P patch) {
    for_each_row(patch, [](const auto&, const auto& row) {
      for (const double value : {row.fallback.still, row.fallback.from, row.fallback.to}) {
        EXPECT_TRUE(row.range.contains(value)) << P::name << ' ' << row.key;
      }
    });
  });
}

TEST(ParameterManual, IsTheOneInTheTree) {
  const std::string path = std::string(BBPLAY_SOURCE_DIR) + "/data/parameters.md";
  EXPECT_TRUE(test::bytes_of(path) == parameter_manual())
      << "the tables have changed: run scripts/update-manual.sh and commit data/parameters.md";
}

TEST(TrackSchema, IsTheOneInTheTree) {
  const std::string path = std::string(BBPLAY_SOURCE_DIR) + "/data/track.schema.json";
  EXPECT_TRUE(test::bytes_of(path) == track_schema())
      << "the tables have changed: run scripts/update-manual.sh and commit data/track.schema.json";
}

}  // namespace
}  // namespace bbplay
