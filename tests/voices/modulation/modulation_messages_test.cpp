// SPDX-License-Identifier: MIT
/// What is said about parameters of the modulation voices that do not do what they seem to.
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reader/read_synth.h"

namespace bbplay {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<std::string> findings_in(const std::string& function, const std::string& params) {
  Diagnostics diagnostics("track.json");
  reader::read_synth(function, reader::JsonDocument::parse(params, "track.json").root(),
                     diagnostics);
  std::vector<std::string> out;
  for (const auto& finding : diagnostics.findings()) out.push_back(finding.text());
  return out;
}

TEST(ModulationMessages, PhasesOfMovingLfosHaveNoEffect) {
  EXPECT_THAT(findings_in("stereo_am_independent_transition", R"({"startModPhaseL": 1})"),
              ElementsAre(HasSubstr("/startModPhaseL: has no effect when the parameters move")));
  EXPECT_THAT(findings_in("stereo_am_independent_transition", R"({"startModPhaseL": 0})"),
              IsEmpty());
  EXPECT_THAT(findings_in("stereo_am_independent", R"({"modPhaseL": 1})"), IsEmpty());
}

TEST(ModulationMessages, TheTimingOfAQamTransitionHasNoEffect) {
  EXPECT_THAT(
      findings_in("qam_beat_transition",
                  R"({"initial_offset": 2, "transition_curve": "exponential"})"),
      ElementsAre(HasSubstr("moves over the whole step"), HasSubstr("moves over the whole step")));
  // As editors write it.
  EXPECT_THAT(findings_in("qam_beat_transition", R"({"initial_offset": 0.0, "duration": 0.0,
                                                     "transition_curve": "linear"})"),
              IsEmpty());
}

TEST(ModulationMessages, AWordForNoCountsAsYes) {
  EXPECT_THAT(findings_in("qam_beat", R"({"beatingSidebands": "false"})"),
              ElementsAre(HasSubstr("counts as true")));
  EXPECT_THAT(findings_in("qam_beat", R"({"beatingSidebands": true})"), IsEmpty());
}

TEST(ModulationMessages, ValuesThatAreNotPlayedAsWrittenAreOutOfRange) {
  EXPECT_THAT(findings_in("qam_beat", R"({"crossModDelay": -1})"), ElementsAre(HasSubstr("-1")));
  EXPECT_THAT(findings_in("qam_beat", R"({"modShapeL": -1})"), ElementsAre(HasSubstr("-1")));
}

TEST(ModulationMessages, PlainNamesAreNotReadWhenTheParametersMove) {
  EXPECT_THAT(findings_in("rhythmic_waveshaping_transition", R"({"carrierFreq": 100})"),
              ElementsAre(HasSubstr("startCarrierFreq")));
}

}  // namespace
}  // namespace bbplay
