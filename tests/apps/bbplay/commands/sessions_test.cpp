// SPDX-License-Identifier: MIT
// Sessions and presets as tracks of the program.
#include <cmath>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidjson/document.h>

#include "apps/bbplay/support/program.h"
#include "support/golden.h"
#include "support/scratch_folder.h"

namespace bbplay::test {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::filesystem::path& sessions() {
  static const std::filesystem::path folder = golden_folder() / "sessions";
  return folder;
}

std::vector<std::string> with_presets(std::vector<std::string> arguments) {
  for (const char* preset : {"presets/binaurals", "presets/noise", "presets/catalogue.json"}) {
    arguments.insert(arguments.end(), {"--presets", (sessions() / preset).string()});
  }
  return arguments;
}

rapidjson::Document info_of(const std::string& file, std::vector<std::string> more = {}) {
  std::vector<std::string> arguments{"--info", "--json", "--level", "0.5", "-q", "--rate", "8000"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  arguments = with_presets(arguments);
  arguments.push_back((sessions() / file).string());
  const Outcome outcome = bbplay(arguments);
  EXPECT_EQ(outcome.exit_code, 0) << file << '\n' << outcome.err;
  rapidjson::Document document;
  document.Parse(outcome.out.c_str());
  return document;
}

/// What only a session can say goes, and the name of the file.
void strip(rapidjson::Value& track) {
  for (const char* key : {"file", "name", "session_level_dbfs"}) track.RemoveMember(key);
  for (auto& step : track["steps"].GetArray()) step.RemoveMember("presets");
}

TEST(Sessions, AndTheTracksThatTheyBecomeAreTheSameToInfo) {
  // Not noise_steps: there a bare name of a colour plays as that colour, which the recording hides.
  for (const char* name : {"minimal", "as_saved", "json_preset", "background", "catalogue", "clips",
                           "session_builder_levels", "old_builtin"}) {
    const std::string input =
        std::string(name) + (std::string(name) == "minimal" ? ".json" : ".session");
    rapidjson::Document session = info_of(input);
    rapidjson::Document track = info_of(std::string(name) + "_track.json");
    ASSERT_TRUE(session.IsObject() && track.IsObject()) << name;
    strip(session["tracks"][0]);
    strip(track["tracks"][0]);
    EXPECT_TRUE(session == track) << name;
  }
}

TEST(Sessions, TellLevelAndPresetsInInfo) {
  const Outcome info = bbplay(with_presets({"--info", (sessions() / "as_saved.session").string()}));
  EXPECT_EQ(info.exit_code, 0) << info.err;
  EXPECT_THAT(info.out, HasSubstr("a session: level 0.30"));
  EXPECT_THAT(info.out, HasSubstr("presets of step 1: voice:pulse, noise:hiss"));
  rapidjson::Document json;
  json.Parse(bbplay(with_presets({"--info", "--json", (sessions() / "as_saved.session").string()}))
                 .out.c_str());
  ASSERT_TRUE(json.IsObject());
  const rapidjson::Value& track = json["tracks"][0];
  const double peak_dbfs = track["mix_peak_dbfs"].GetDouble() + track["master_gain_db"].GetDouble();
  EXPECT_NEAR(peak_dbfs, 20 * std::log10(0.3), 1e-9);
  EXPECT_NEAR(track["session_level_dbfs"].GetDouble(), 20 * std::log10(0.3), 1e-9);
}

TEST(Sessions, HaveExitCodesAndOneLineOfError) {
  const Outcome missing =
      bbplay(with_presets({"--check", (sessions() / "unknown_binaural.session").string()}));
  EXPECT_EQ(missing.exit_code, 66);
  EXPECT_THAT(missing.err, HasSubstr("no preset \"voice:nowhere\""));
  const Outcome list = bbplay({"--check", (sessions() / "mobile_sessions.json").string()});
  EXPECT_EQ(list.exit_code, 65);
  EXPECT_THAT(list.err, testing::MatchesRegex("[^\n]*mobile_sessions.json:1:1: error: a list of 2 "
                                              "sessions[^\n]*\n"));
  const Outcome silent =
      bbplay({"--check", (sessions() / "session_builder_levels.session").string(), "--presets",
              (sessions() / "presets/binaurals").string()});
  EXPECT_THAT(silent.err, HasSubstr("silence; give --level"));
}

TEST(Sessions, TakePresetsFromTheConfigurationFile) {
  const ScratchFolder folder;
  put_bytes(folder / "config.toml", "presets = [\"" + (sessions() / "presets/binaurals").string() +
                                        "\", \"" + (sessions() / "presets/noise").string() +
                                        "\"]\n");
  std::filesystem::copy(sessions() / "as_saved.session", folder / "s.session");
  EXPECT_EQ(bbplay({"--check", (folder / "s.session").string()}).exit_code, 66);
  const Outcome found = bbplay(
      {"--check", "--config", (folder / "config.toml").string(), (folder / "s.session").string()});
  EXPECT_EQ(found.exit_code, 0) << found.err;
}

TEST(Sessions, ListThePlacesTheyLookAt) {
  const Outcome outcome = bbplay({"-v", "--check", (sessions() / "minimal.json").string()});
  EXPECT_THAT(outcome.err, HasSubstr("looking for a preset: "));
  EXPECT_THAT(outcome.err, HasSubstr("presets/binaurals/pulse.voice"));
}

TEST(SaveTrack, WritesATrackThatReadsLikeAny) {
  const ScratchFolder folder;
  const std::string out = (folder / "t.json").string();
  const std::string session = (sessions() / "clips.session").string();
  EXPECT_EQ(bbplay(with_presets({"--save-track", out, session})).exit_code, 0);
  EXPECT_THAT(bytes_of(out), HasSubstr("\n  \"steps\": [\n"));
  EXPECT_EQ(bbplay({"--check", out}).exit_code, 0);
  EXPECT_EQ(bbplay(with_presets({"--save-track", out, session})).exit_code, 73) << "it is there";
  EXPECT_EQ(bbplay(with_presets({"--save-track", out, "--force", session})).exit_code, 0);
  const Outcome printed = bbplay(with_presets({"--save-track", "-", session}));
  EXPECT_EQ(printed.exit_code, 0);
  EXPECT_THAT(printed.out, HasSubstr("\"synth_function_name\": \"isochronic_tone\""));
  EXPECT_EQ(bbplay({"--save-track", "-", out}).exit_code, 64) << "a track already";
  EXPECT_EQ(bbplay({"--save-track", "-", session, session}).exit_code, 64);
}

TEST(NoiseFiles, PlayAsTracks) {
  const Outcome info = bbplay({"--info", (sessions() / "pairs/noise_top_level_a.noise").string()});
  EXPECT_EQ(info.exit_code, 0) << info.err;
  EXPECT_THAT(info.out, HasSubstr("noise_top_level_a: 0:03"));
  EXPECT_THAT(info.out, HasSubstr("noise: exponent 0.80, from 100 Hz, to 3000 Hz"));
}

}  // namespace
}  // namespace bbplay::test
