// SPDX-License-Identifier: MIT
// Tracks whose files have to lie where somebody says.
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "bbplay/reader/read_track.h"

#include "reader/track_text.h"
#include "support/scratch_folder.h"

namespace bbplay::test {
namespace {

using testing::HasSubstr;

const std::string kStep = R"({"duration": 1, "voices": [{"synth_function_name": "qam_beat"}]})";

std::string with_clip(const std::string& path) {
  return R"({"steps": [)" + kStep + R"(], "clips": [{"path": ")" + path + R"("}]})";
}

/// What was asked about.
struct Guard {
  std::vector<std::string> asked;

  ReadOptions options() {
    ReadOptions options;
    options.may_read = [this](const std::filesystem::path& path) {
      asked.push_back(path.string());
      return path.string().find("outside") == std::string::npos;
    };
    return options;
  }
};

TEST(MayRead, RefusesAFileWhetherItIsThereOrNot) {
  const ScratchFolder folder;
  put_bytes(folder / "outside.wav", "no sound");
  for (const std::string name : {"outside.wav", "outside-absent.wav"}) {
    Guard guard;
    Diagnostics findings;
    EXPECT_THROW(
        read_track_text(with_clip(name), "track.json", folder.path(), guard.options(), findings),
        ForbiddenFileError);
    ASSERT_EQ(findings.errors(), 1u);
    EXPECT_EQ(findings.findings()[0].pointer, "/clips/0/path");
    EXPECT_EQ(findings.findings()[0].message,
              '"' + name + "\" lies outside of the folders that may be read");
  }
}

TEST(MayRead, IsNoErrorOfAFileThatMay) {
  const ScratchFolder folder;
  Guard guard;
  Diagnostics findings;
  // It is missing, which is another matter.
  EXPECT_THROW(read_track_text(with_clip("bell.wav"), "track.json", folder.path(), guard.options(),
                               findings),
               InputError);
  EXPECT_THAT(guard.asked, testing::Contains((folder / "bell.wav").string()));
}

TEST(MayRead, HidesPresetsOfUsualPlacesAndTrustsThoseThatAreGiven) {
  const ScratchFolder folder;
  const std::string hiss = R"({"noise_parameters": {"name": "pink"}})";
  std::filesystem::create_directory(folder / "presets");
  put_bytes(folder / "presets/outside.noise", hiss);
  const std::string session = R"({"steps": [{"duration": 5, "noise_preset_id": "noise:outside"}]})";
  Guard guard;
  Diagnostics findings;
  EXPECT_THROW(read_track_text(session, "x.session", folder.path(), guard.options(), findings),
               InputError);
  EXPECT_THAT(findings.findings()[0].message, HasSubstr("no preset"));
  ReadOptions given = guard.options();
  given.presets = {folder / "presets"};
  Diagnostics nothing;
  EXPECT_EQ(read_track_text(session, "x.session", folder.path(), given, nothing).steps.size(), 1u);
}

TEST(KindOfText, TellsByTheContent) {
  EXPECT_EQ(kind_of_text(R"({"steps": [)" + kStep + "]}", "a.json"), "track");
  EXPECT_EQ(kind_of_text(R"({"synth_function_name": "qam_beat"})", "a.json"), "voice");
  EXPECT_EQ(kind_of_text(R"({"noise_parameters": {}})", "a.json"), "noise");
  EXPECT_EQ(kind_of_text(R"({"steps": [{"binaural_preset_id": "a"}]})", "a.json"), "session");
  EXPECT_EQ(kind_of_text(R"({"shopping": ["milk"]})", "a.json"), std::nullopt);
  EXPECT_THROW(kind_of_text(R"({"steps": [)", "a.json"), TrackError);
}

}  // namespace
}  // namespace bbplay::test
