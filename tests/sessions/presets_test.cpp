// SPDX-License-Identifier: MIT
// Where sessions find their presets (format session 2.3).
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sessions/session_text.h"
#include "support/scratch_folder.h"

namespace bbplay::test {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string voice(const std::string& hertz) {
  return R"({"synth_function_name": "binaural_beat", "params": {"baseFreq": )" + hertz + "}}";
}
std::string track(const std::string& hertz) {
  return R"({"progression": [{"duration": 1, "voices": [)" + voice(hertz) + "]}]}";
}
std::string catalogue(const std::string& name, const std::string& hertz) {
  return R"({"binaural": {")" + name + "\": " + track(hertz) + "}}";
}

/// A home of its own, so that presets of the person who runs the tests do not matter.
class Presets : public testing::Test {
 protected:
  Presets() { ::setenv("XDG_DATA_HOME", (folder_ / "data").c_str(), 1); }
  ~Presets() override { ::unsetenv("XDG_DATA_HOME"); }

  void put(const std::string& name, const std::string& text) {
    std::filesystem::create_directories((folder_ / name).parent_path());
    put_bytes(folder_ / name, text);
  }

  FileResult session(const std::string& id, const std::vector<std::string>& presets = {},
                     const std::string& side = "binaural") {
    ReadOptions options;
    for (const std::string& preset : presets) options.presets.push_back(folder_ / preset);
    options.looked_at = [this](const std::filesystem::path& path) { looked_at_.push_back(path); };
    return read_file_text(
        R"({"steps": [{"duration": 1, ")" + side + "_preset_id\": \"" + id + "\"}]}", options,
        (folder_ / "x.session").string(), folder_.path());
  }

  double carrier_of(const std::string& id, const std::vector<std::string>& presets = {}) {
    const FileResult result = session(id, presets);
    EXPECT_EQ(result.exit_code, 0) << id << ": " << result.error();
    if (result.exit_code != 0) return 0;
    return std::get<BinauralBeatPatch>(result.track.steps[0].voices[0].synth.patch)
        .base_freq_hz.from;
  }

  ScratchFolder folder_;
  std::vector<std::filesystem::path> looked_at_;
};

TEST_F(Presets, AreFoundByPrefixInFilesAndCatalogues) {
  put("a.voice", voice("101"));
  put("b.json", track("102"));
  put("cat.json", catalogue("c", "103"));
  put("with blanks.voice", voice("104"));
  EXPECT_EQ(carrier_of("voice:a"), 101);
  EXPECT_EQ(carrier_of("json:b"), 102);
  EXPECT_EQ(carrier_of("json:c", {"cat.json"}), 103);
  EXPECT_EQ(carrier_of("builtin:c", {"cat.json"}), 103);
  EXPECT_EQ(carrier_of("builtin:b"), 102);
  EXPECT_EQ(carrier_of("voice:with blanks"), 104);
  EXPECT_EQ(carrier_of("a"), 101) << "without prefix, every kind of its side is tried";
}

TEST_F(Presets, AreFoundInTheFoldersOfThePrograms) {
  const std::vector<std::string> folders{
      "presets",     "presets/binaurals",     "presets/noise",
      "src/presets", "src/presets/binaurals", "data/bbplay/presets"};
  for (std::size_t i = 0; i < folders.size(); ++i) {
    put(folders[i] + "/p" + std::to_string(i) + ".voice", voice(std::to_string(200 + i)));
    EXPECT_EQ(carrier_of("voice:p" + std::to_string(i)), 200.0 + static_cast<double>(i));
  }
}

TEST_F(Presets, GivenLaterComeFirst) {
  put("x.voice", voice("100"));
  put("one/x.voice", voice("111"));
  put("two/x.voice", voice("122"));
  put("two/presets.json", catalogue("y", "133"));
  EXPECT_EQ(carrier_of("voice:x"), 100);
  EXPECT_EQ(carrier_of("voice:x", {"one", "two"}), 122);
  EXPECT_EQ(carrier_of("voice:x", {"two", "one"}), 111);
  EXPECT_EQ(carrier_of("builtin:y", {"one", "two"}), 133);
  EXPECT_EQ(carrier_of("voice:x", {"one/x.voice"}), 111) << "a single preset";
}

TEST_F(Presets, KnowTheOldBuiltinNames) {
  EXPECT_EQ(carrier_of("builtin:delta"), 100);
  EXPECT_EQ(carrier_of("builtin:gamma"), 528);
  put("cat.json", catalogue("delta", "77"));
  EXPECT_EQ(carrier_of("builtin:delta", {"cat.json"}), 77) << "a catalogue comes first";
}

TEST_F(Presets, NeverLeaveTheirFolder) {
  put("secret.voice", voice("100"));
  std::filesystem::create_directories(folder_ / "in");
  for (const char* id : {"voice:../secret", "voice:in/../secret", "voice:/etc/passwd", "voice:..",
                         "voice:", "voice:a\\\\b", "noise:../x"}) {
    const FileResult result = session(id, {"in"});
    EXPECT_EQ(result.exit_code, 66) << id;
    EXPECT_THAT(result.error(), HasSubstr("no preset")) << id;
  }
  for (const std::filesystem::path& path : looked_at_) {
    EXPECT_THAT(path.filename().string(), testing::StrEq("presets.json"));
  }
}

TEST_F(Presets, MissingSayWhereAndWhatIsThere) {
  put("presets/evening.voice", voice("100"));
  const FileResult result = session("voice:evning");
  EXPECT_EQ(result.exit_code, 66);
  EXPECT_THAT(result.error(),
              HasSubstr("/steps/0/binaural_preset_id: no preset \"voice:evning\"; looked in "));
  EXPECT_THAT(result.error(), HasSubstr((folder_ / "presets").string()));
  EXPECT_THAT(result.error(), HasSubstr(": give its folder or catalogue with --presets"));
  EXPECT_THAT(result.error(), HasSubstr("did you mean \"evening\"?"));
  EXPECT_EQ(session("voice:x", {"nowhere"}).exit_code, 66) << "a --presets that is not there";
}

TEST_F(Presets, AreReadOnlyForIdsThatOccur) {
  put("good.voice", voice("100"));
  put("bad.voice", "{");
  EXPECT_EQ(session("voice:good").exit_code, 0);
  EXPECT_EQ(session("voice:bad").exit_code, 65);
}

TEST_F(Presets, TellFaultsInTheirOwnFile) {
  put("presets/p.voice",
      "{\"synth_function_name\": \"binaural_beat\",\n \"params\": {\"baseFreq\": \"x\"}}");
  const FileResult result = session("voice:p");
  EXPECT_EQ(result.exit_code, 65);
  const Finding& finding = result.findings.findings().front();
  EXPECT_EQ(finding.file, (folder_ / "presets/p.voice").string());
  EXPECT_EQ(finding.pointer, "/params/baseFreq");
  EXPECT_EQ(finding.position, (SourcePosition{2, 25}));
  put("presets/q.voice",
      "{\"synth_function_name\": \"binaural_beat\",\n \"params\": {\"baseFrek\": 1}}");
  const FileResult slip = session("voice:q");
  EXPECT_EQ(slip.exit_code, 0);
  EXPECT_EQ(slip.findings.findings().front().position, (SourcePosition{2, 13})) << "the key";
}

TEST_F(Presets, WithoutVoicesOrOfAnotherKindAreErrorsAtTheId) {
  put("mute.json", R"({"progression": [{"duration": 1, "voices": []}]})");
  put("led.json", R"({"steps": [{"oscillators": []}]})");
  EXPECT_EQ(session("json:mute").exit_code, 65);
  EXPECT_EQ(session("json:mute").error(),
            "/steps/0/binaural_preset_id: preset \"json:mute\" has no voice in its first step");
  EXPECT_EQ(session("json:led").exit_code, 65);
  EXPECT_THAT(session("json:led").error(), HasSubstr("a light sequence for LED glasses"));
  put("led.noise", R"({"steps": [{"oscillators": []}]})");
  put("track.noise", track("100"));
  EXPECT_THAT(session("noise:led", {}, "noise").error(), HasSubstr("a light sequence"));
  EXPECT_EQ(session("noise:track", {}, "noise").error(),
            "/steps/0/noise_preset_id: preset \"noise:track\" is no noise");
}

TEST_F(Presets, CannotMakeASessionGrowWithoutBound) {
  std::string params;
  for (int i = 0; i < 60'000; ++i) params += ",\"p" + std::to_string(i) + "\": 1";
  put("big.voice",
      R"({"synth_function_name": "binaural_beat", "params": {"baseFreq": 1)" + params + "}}");
  std::string steps;
  for (int i = 0; i < 200; ++i) {
    steps +=
        (i > 0 ? "," : "") + std::string(R"({"duration": 1, "binaural_preset_id": "voice:big"})");
  }
  const FileResult result =
      read_file_text("{\"steps\": [" + steps + "]}", {}, "x.session", folder_.path());
  EXPECT_EQ(result.exit_code, 65);
  EXPECT_THAT(result.error(), HasSubstr("the session becomes larger than 8 MiB"));
}

}  // namespace
}  // namespace bbplay::test
