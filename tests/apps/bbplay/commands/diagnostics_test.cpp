// SPDX-License-Identifier: MIT
// What was found in a track, as people and as machines are told about it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidjson/document.h>

#include "apps/bbplay/support/program.h"
#include "support/scratch_folder.h"

namespace bbplay::test {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kTrack = R"({"progression": [
  {"duration": 1, "voces": [],
   "voices": [{"synth_function_name": "binaural_baet"}]}]}
)";

class DiagnosticsOfTracks : public testing::Test {
 protected:
  void SetUp() override { put_bytes(track_, kTrack); }

  const ScratchFolder folder_;
  const std::string track_ = (folder_ / "night.json").string();
};

TEST_F(DiagnosticsOfTracks, TakeALineEachWithoutATerminal) {
  EXPECT_EQ(bbplay({"--check", track_}).err,
            track_ +
                ":2:19: warning: /progression/0/voces: unknown key; did you mean "
                "\"voices\"?\n" +
                track_ +
                ":3:39: error: /progression/0/voices/0/synth_function_name: unknown synth "
                "function \"binaural_baet\"; did you mean \"binaural_beat\"?\n");
  EXPECT_THAT(bbplay({"--check", "--quiet", track_}).err, Not(HasSubstr("warning")));
}

TEST_F(DiagnosticsOfTracks, ShowTheLineAndThePlaceOnATerminal) {
  Start start;
  start.on_terminal = true;
  start.environment = {"NO_COLOR=1"};
  const Outcome plain = bbplay({"--check", track_}, start);
  EXPECT_THAT(plain.err, HasSubstr(" 2 |   {\"duration\": 1, \"voces\": [],\r\n"
                                   "   |                   ^~~~~~~\r\n"));
  EXPECT_THAT(plain.err, HasSubstr(" ^~~~~~~~~~~~~~~\r\n"));
  EXPECT_THAT(plain.err, Not(HasSubstr("\x1b[1")));
}

TEST_F(DiagnosticsOfTracks, AreColouredOnATerminalThatKnowsColours) {
  Start start;
  start.on_terminal = true;
  start.environment = {"NO_COLOR=", "TERM=xterm"};
  EXPECT_THAT(bbplay({"--check", track_}, start).err, HasSubstr("\x1b[1;31merror:\x1b[0m"));
  start.environment = {"NO_COLOR=", "TERM=dumb"};
  EXPECT_THAT(bbplay({"--check", track_}, start).err, Not(HasSubstr("\x1b[1")));
}

TEST_F(DiagnosticsOfTracks, AreCountedAfterTwentyErrors) {
  std::string text = "{\"progression\": [";
  for (int i = 0; i < 30; ++i) text += "{\"duration\": \"long\"},";
  text.back() = ']';
  put_bytes(track_, text + '}');
  const Outcome outcome = bbplay({"--check", track_});
  EXPECT_EQ(outcome.exit_code, 65);
  EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 21);
  EXPECT_THAT(outcome.err, testing::EndsWith(track_ + ": error: 10 more errors not shown\n"));
}

TEST_F(DiagnosticsOfTracks, AreCountedForMachinesAfterSomeHundred) {
  std::string text = "{\"progression\": [";
  for (int i = 0; i < 400; ++i) {
    text += R"({"duration": 1, "odd": 1, "voices": [{"synth_function_name": "binaural_beat"}]},)";
  }
  text.back() = ']';
  put_bytes(track_, text + '}');
  const Outcome events = bbplay({"--status", "json", "--info", track_});
  EXPECT_EQ(events.exit_code, 0);
  std::size_t findings = 0;
  const std::string_view finding = "\"event\":\"finding\"";
  for (std::size_t at = 0; (at = events.err.find(finding, at)) != std::string::npos; ++at)
    ++findings;
  EXPECT_EQ(findings, 250u);
  EXPECT_THAT(events.err, HasSubstr(": 150 more warnings not shown\"}"));
  EXPECT_THAT(bbplay({"--check", "--json", track_}).out, HasSubstr("\"warnings\": 400,"));
}

TEST_F(DiagnosticsOfTracks, AreListedByTrackForMachines) {
  const std::string fine = (folder_ / "fine.json").string();
  const std::string missing = (folder_ / "missing.json").string();
  put_bytes(
      fine,
      R"({"progression": [{"duration": 1, "voces": [], "voices": [{"synth_function_name": "binaural_beat"}]}]})");
  const Outcome outcome = bbplay({"--check", "--json", track_, fine, missing});
  EXPECT_EQ(outcome.exit_code, 65);
  EXPECT_EQ(outcome.err, "");
  rapidjson::Document document;
  document.Parse(outcome.out.c_str());
  ASSERT_TRUE(document.IsObject()) << outcome.out;
  EXPECT_EQ(document["version"].GetInt(), 1);
  const rapidjson::Value& json = document["tracks"];
  ASSERT_EQ(json.Size(), 3u);
  EXPECT_FALSE(json[0]["ok"].GetBool());
  EXPECT_EQ(json[0]["exit_code"].GetInt(), 65);
  EXPECT_EQ(json[0]["errors"].GetInt(), 1);
  EXPECT_EQ(json[0]["warnings"].GetInt(), 1);
  const rapidjson::Value& finding = json[0]["findings"][1];
  EXPECT_STREQ(finding["severity"].GetString(), "error");
  EXPECT_EQ(finding["file"].GetString(), track_);
  EXPECT_EQ(finding["line"].GetInt(), 3);
  EXPECT_EQ(finding["column"].GetInt(), 39);
  EXPECT_STREQ(finding["pointer"].GetString(), "/progression/0/voices/0/synth_function_name");
  EXPECT_THAT(finding["message"].GetString(), HasSubstr("did you mean \"binaural_beat\"?"));
  EXPECT_TRUE(json[1]["ok"].GetBool());
  EXPECT_EQ(json[1]["warnings"].GetInt(), 1);
  EXPECT_EQ(json[2]["exit_code"].GetInt(), 66);
  EXPECT_THAT(json[2]["findings"][0]["message"].GetString(), HasSubstr("missing.json"));
}

TEST_F(DiagnosticsOfTracks, AreAllErrorsWhenStrict) {
  put_bytes(
      track_,
      R"({"progression": [{"duration": 1, "voces": [], "voices": [{"synth_function_name": "binaural_beat"}]}]})");
  EXPECT_EQ(bbplay({"--check", track_}).exit_code, 0);
  const Outcome strict = bbplay({"--check", "--strict", "--json", track_});
  EXPECT_EQ(strict.exit_code, 65);
  EXPECT_THAT(strict.out, HasSubstr("\"severity\": \"error\""));
}

/// What is valid and hardly meant fails a job at night, too, and with --rate only what the track
/// itself asks for.
TEST_F(DiagnosticsOfTracks, DoubtsAreErrorsWhenStrict) {
  const auto track_with = [this](const std::string& params) {
    put_bytes(track_, R"({"progression": [{"duration": 1, "voices": [
{"synth_function_name": "binaural_beat", "params": {)" +
                          params + "}}]}]}");
  };
  track_with(R"("startBaseFreq": 100)");
  const Outcome told = bbplay({"--check", track_});
  EXPECT_EQ(told.exit_code, 0);
  EXPECT_THAT(told.err,
              HasSubstr(":2:53: warning: /progression/0/voices/0/params/startBaseFreq: "));
  EXPECT_EQ(bbplay({"--check", "--strict", track_}).exit_code, 65);
  track_with(R"("baseFreq": 6000)");
  EXPECT_EQ(bbplay({"--check", "--strict", track_}).exit_code, 0);
  EXPECT_EQ(bbplay({"--check", "--strict", "--rate", "8000", track_}).exit_code, 0);
}

}  // namespace
}  // namespace bbplay::test
