// SPDX-License-Identifier: MIT
// The synth functions, as the program tells about them.
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidjson/document.h>

#include "apps/bbplay/support/program.h"

namespace bbplay::test {
namespace {

using testing::HasSubstr;

/// Every function of the track format, and whether it has a transition form.
const std::vector<std::pair<std::string, bool>> kFunctions = {
    {"binaural_beat", true},
    {"dual_pulse_binaural", true},
    {"generate_swept_notch_pink_sound", true},
    {"hybrid_qam_monaural_beat", true},
    {"isochronic_tone", true},
    {"monaural_beat_stereo_amps", true},
    {"noise_generator", true},
    {"noise_swept_notch", true},
    {"qam_beat", true},
    {"rhythmic_waveshaping", true},
    {"spatial_angle_modulation", true},
    {"spatial_angle_modulation_monaural_beat", true},
    {"spatial_angle_modulation_sam2", true},
    {"stereo_am_independent", true},
    {"subliminal_encode", false},
    {"wave_shape_stereo_am", true},
};

TEST(Voices, AreListedWithTheirFormsInALineEach) {
  const Outcome list = bbplay({"--list-voices"});
  EXPECT_EQ(list.exit_code, 0) << list.err;
  std::string expected;
  for (const auto& [name, moves] : kFunctions) {
    expected += name + (moves ? "\\[_transition\\]" : "") + " +[^\n]+\n";
  }
  EXPECT_THAT(list.out, testing::MatchesRegex(expected));
}

TEST(Voices, AreListedForMachines) {
  const Outcome list = bbplay({"--list-voices", "--json"});
  EXPECT_EQ(list.exit_code, 0) << list.err;
  rapidjson::Document document;
  document.Parse(list.out.c_str());
  ASSERT_TRUE(document.IsObject()) << list.out;
  const rapidjson::Value& json = document["voices"];
  ASSERT_EQ(json.Size(), kFunctions.size());
  for (rapidjson::SizeType i = 0; i < json.Size(); ++i) {
    const auto& [name, moves] = kFunctions[i];
    EXPECT_EQ(json[i]["name"].GetString(), name);
    EXPECT_EQ(json[i]["transition"].IsString(), moves) << name;
    if (moves) {
      EXPECT_EQ(json[i]["transition"].GetString(), name + "_transition");
    }
    EXPECT_GT(json[i]["parameter_count"].GetInt(), 0) << name;
  }
}

TEST(Voices, AreDescribedInEitherForm) {
  for (const auto& [name, moves] : kFunctions) {
    const Outcome still = bbplay({"--describe", name});
    EXPECT_EQ(still.exit_code, 0) << still.err;
    EXPECT_THAT(still.out, testing::StartsWith(name + ": "));
    EXPECT_EQ(still.out.find("initial_offset") != std::string::npos, moves) << name;
    if (!moves) continue;
    EXPECT_EQ(bbplay({"--describe", name + "_transition"}).out, still.out);
  }
}

TEST(Voices, AreDescribedForMachines) {
  const Outcome outcome = bbplay({"--json", "--describe", "rhythmic_waveshaping"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  rapidjson::Document json;
  json.Parse(outcome.out.c_str());
  ASSERT_TRUE(json.IsObject()) << outcome.out;
  const rapidjson::Value& carrier = json["parameters"][1];
  EXPECT_STREQ(carrier["key"].GetString(), "carrierFreq");
  EXPECT_STREQ(carrier["start_key"].GetString(), "startCarrierFreq");
  EXPECT_STREQ(carrier["kind"].GetString(), "number");
  EXPECT_STREQ(carrier["unit"].GetString(), "Hz");
  EXPECT_EQ(carrier["default"].GetDouble(), 200);
  EXPECT_EQ(carrier["end_default"].GetDouble(), 80);
  EXPECT_EQ(carrier["minimum"].GetDouble(), 0);
  EXPECT_EQ(carrier["maximum"].GetDouble(), 24'000);
}

TEST(Voices, AnUnknownOneIsWrongUsageWithASuggestion) {
  for (const std::vector<std::string>& more : {std::vector<std::string>{}, {"--json"}}) {
    std::vector<std::string> arguments{"--describe", "binaural_baet"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Outcome outcome = bbplay(arguments);
    EXPECT_EQ(outcome.exit_code, 64);
    EXPECT_EQ(outcome.out, "");
    EXPECT_THAT(outcome.err, HasSubstr("did you mean \"binaural_beat\"?"));
  }
}

}  // namespace
}  // namespace bbplay::test
