// SPDX-License-Identifier: MIT
#include "reader/read_flanger.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dsp/flanger/flanger_settings.h"
#include "support/quanta.h"

namespace bbplay::test {
namespace {

using dsp::FlangerSet;
using ::testing::HasSubstr;

struct Read {
  std::optional<FlangerSpec> spec;
  Diagnostics diagnostics;

  dsp::FlangerSettings at(FlangerSet set, Fidelity fidelity = Fidelity::reference) const {
    return dsp::settings_of(spec.value().patch, set, fidelity);
  }
  std::size_t count(Severity severity) const {
    std::size_t count = 0;
    for (const Finding& finding : diagnostics.findings()) count += finding.severity == severity;
    return count;
  }
};

Read read(const std::string& members, bool is_transition = false) {
  const reader::JsonDocument document = json('{' + members + '}');
  Read out;
  out.spec = reader::read_flanger(document.root(), is_transition, out.diagnostics);
  return out;
}

TEST(ReadFlanger, NeedsThePlainSwitch) {
  EXPECT_FALSE(read("").spec);
  EXPECT_FALSE(read(R"("flangeEnable": 0, "startFlangeEnable": true)").spec);
  EXPECT_FALSE(read(R"("flangeenable": true)").spec);
  EXPECT_TRUE(read(R"("flangeEnable": "false")").spec) << "text is true unless it is empty";
}

TEST(ReadFlanger, IsOffWhenBothEndsAreSwitchedOff) {
  EXPECT_FALSE(
      read(R"("flangeEnable": true, "startFlangeEnable": false, "endFlangeEnable": 0)").spec);
  EXPECT_TRUE(read(R"("flangeEnable": true, "startFlangeEnable": false)").spec);
}

TEST(ReadFlanger, TakesTheDefaultsOfTheTable) {
  const dsp::FlangerSettings settings = read(R"("flangeEnable": true)").at(FlangerSet::start);
  const dsp::FlangerSettings defaults;
  EXPECT_EQ(settings.delay_ms, defaults.delay_ms);
  EXPECT_EQ(settings.depth_ms, defaults.depth_ms);
  EXPECT_EQ(settings.rate_hz, defaults.rate_hz);
  EXPECT_EQ(settings.wave, defaults.wave);
  EXPECT_EQ(settings.feedback, defaults.feedback);
  EXPECT_EQ(settings.mix, defaults.mix);
  EXPECT_EQ(settings.loop_lpf_hz, defaults.loop_lpf_hz);
  EXPECT_EQ(settings.loop_hpf_hz, defaults.loop_hpf_hz);
  EXPECT_EQ(settings.stereo_mode, defaults.stereo_mode);
  EXPECT_EQ(settings.spread_deg, defaults.spread_deg);
  EXPECT_EQ(settings.delay_law, defaults.delay_law);
  EXPECT_EQ(settings.four_taps, defaults.four_taps);
  EXPECT_EQ(settings.min_delay_ms, defaults.min_delay_ms);
  EXPECT_EQ(settings.max_delay_ms, defaults.max_delay_ms);
  EXPECT_EQ(settings.makes_up_loudness, defaults.makes_up_loudness);
  EXPECT_EQ(settings.loudness_time_ms, defaults.loudness_time_ms);
  EXPECT_EQ(settings.loudness_min_gain, defaults.loudness_min_gain);
  EXPECT_EQ(settings.loudness_max_gain, defaults.loudness_max_gain);
}

TEST(ReadFlanger, GivesEitherEndItsOwnOverridesOnly) {
  const Read got = read(R"("flangeEnable": true, "flangeMix": 0.2, "startFlangeMix": 0.8,
                          "endFlangeDelayMs": 3, "startFlangeShape": "triangle")",
                        true);
  EXPECT_EQ(got.at(FlangerSet::start).mix, 0.8);
  EXPECT_EQ(got.at(FlangerSet::end).mix, 0.2) << "the end set does not inherit from the start set";
  EXPECT_EQ(got.at(FlangerSet::start).delay_ms, 1.2);
  EXPECT_EQ(got.at(FlangerSet::end).delay_ms, 3);
  EXPECT_EQ(got.at(FlangerSet::start).wave, FlangerWave::triangle);
  EXPECT_EQ(got.at(FlangerSet::end).wave, FlangerWave::sine);
  EXPECT_TRUE(got.spec->blends);
}

TEST(ReadFlanger, BlendsOnlyInATransitionBetweenDifferentSets) {
  EXPECT_FALSE(read(R"("flangeEnable": true, "endFlangeMix": 0.9)", false).spec->blends);
  EXPECT_FALSE(read(R"("flangeEnable": true, "flangeMix": 0.9)", true).spec->blends);
  EXPECT_FALSE(
      read(R"("flangeEnable": true, "flangeMix": 0.9, "endFlangeMix": 0.9)", true).spec->blends);
  EXPECT_TRUE(read(R"("flangeEnable": true, "endFlangeMix": 0.9)", true).spec->blends);
  EXPECT_TRUE(read(R"("flangeEnable": true, "endFlangeShape": "triangle")", true).spec->blends);
  const Read off = read(R"("flangeEnable": true, "endFlangeEnable": false)", true);
  EXPECT_TRUE(off.spec->blends);
  EXPECT_TRUE(off.spec->at_start);
  EXPECT_FALSE(off.spec->at_end);
}

TEST(ReadFlanger, CastsWhatTheEditorWrites) {
  const dsp::FlangerSettings settings =
      read(R"("flangeEnable": 1, "flangeStereoMode": true, "flangeDelayLaw": 2.9,
              "flangeInterp": "1", "flangeLoudnessMode": false, "flangeRateHz": " 4.5 ")")
          .at(FlangerSet::start);
  EXPECT_EQ(settings.stereo_mode, 1);
  EXPECT_EQ(settings.delay_law, 2);
  EXPECT_TRUE(settings.four_taps);
  EXPECT_FALSE(settings.makes_up_loudness);
  EXPECT_EQ(settings.rate_hz, 4.5);
}

TEST(ReadFlanger, WarnsAboutValuesItCannotUseAndPlaysWithTheDefault) {
  for (const char* members : {R"("flangeMix": "loud")", R"("flangeMix": [0.5])",
                              R"("flangeMix": null)", R"("flangeDelayLaw": "1.5")"}) {
    const Read got = read(R"("flangeEnable": true, )" + std::string(members));
    EXPECT_EQ(got.at(FlangerSet::start).mix, 0.3) << members;
    EXPECT_EQ(got.at(FlangerSet::start).delay_law, 0) << members;
    EXPECT_EQ(got.count(Severity::warning), 1u) << members;
    EXPECT_EQ(got.count(Severity::error), 0u) << members;
  }
}

TEST(ReadFlanger, KnowsShapesByTheirExactNameInTheReferenceAndInAnyFormWhenCorrected) {
  const auto shapes = [](const std::string& value) {
    const Read got = read(R"("flangeEnable": true, "flangeShape": )" + value);
    return std::pair(got.at(FlangerSet::start, Fidelity::reference).wave,
                     got.at(FlangerSet::start, Fidelity::corrected).wave);
  };
  constexpr FlangerWave sine = FlangerWave::sine;
  constexpr FlangerWave triangle = FlangerWave::triangle;
  EXPECT_EQ(shapes(R"("sine")"), std::pair(sine, sine));
  EXPECT_EQ(shapes(R"("Sine")"), std::pair(triangle, sine));
  EXPECT_EQ(shapes("0"), std::pair(triangle, sine));
  EXPECT_EQ(shapes("1"), std::pair(triangle, triangle));
  EXPECT_EQ(shapes(R"("TRIANGLE")"), std::pair(triangle, triangle));
  EXPECT_EQ(shapes(R"("saw")"), std::pair(triangle, sine));
  EXPECT_EQ(read(R"("flangeEnable": true, "flangeShape": "saw")").count(Severity::warning), 1u);
}

TEST(ReadFlanger, PointsOutKeysThatMeanNothing) {
  const Read got = read(R"("flangedelayms": 5, "flangeDezipperRateMs": 10, "ampL": 0.5)");
  ASSERT_EQ(got.count(Severity::warning), 1u);
  EXPECT_THAT(got.diagnostics.findings()[0].message, HasSubstr("flangeDelayMs"));
}

TEST(ReadFlanger, HintsAtFeedbackThatIsSilent) {
  EXPECT_EQ(read(R"("flangeEnable": true, "flangeFeedback": 0.7)").count(Severity::note), 1u);
  EXPECT_EQ(read(R"("flangeEnable": true, "flangeFeedback": 0.7, "flangeLoopHpfHz": 20)")
                .count(Severity::note),
            0u);
  EXPECT_EQ(read(R"("flangeEnable": true)").count(Severity::note), 0u);
}

TEST(ReadFlanger, TimesTheBlendByTheRawKeys) {
  const std::string blend = R"("flangeEnable": true, "endFlangeMix": 0.9, )";
  const auto timing = [&](const std::string& members) {
    return read(blend + members, true).spec->timing;
  };
  EXPECT_EQ(timing(R"("duration": 2, "post_offset": 3)").duration_seconds, 2);
  EXPECT_EQ(timing(R"("post_offset": 3)").duration_seconds, 3);
  EXPECT_EQ(timing(R"("duration": null, "post_offset": 3)").duration_seconds, std::nullopt);
  EXPECT_EQ(timing(R"("transition_duration": 4)").duration_seconds, std::nullopt);
  EXPECT_EQ(timing(R"("initial_offset": 0.5)").offset_seconds, 0.5);
  EXPECT_EQ(timing(R"("transition_curve": "exponential")").curve, "exponential");
}

TEST(ReadFlanger, RecognisesItsKeysInAnyLetterCase) {
  EXPECT_TRUE(reader::is_flanger_key("startFlangeMix"));
  EXPECT_TRUE(reader::is_flanger_key("FLANGE"));
  EXPECT_FALSE(reader::is_flanger_key("flanMix"));
}

}  // namespace
}  // namespace bbplay::test
