// SPDX-License-Identifier: MIT
// Files that a track names: clips and the noise layer.
#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>

#include "reader/base64.h"
#include "reader/track_text.h"
#include "support/scratch_folder.h"
#include "support/sound_files.h"

namespace bbplay::test {
namespace {

using testing::HasSubstr;

void put_sound(const std::filesystem::path& file) {
  write_sound(file, SF_FORMAT_WAV | SF_FORMAT_PCM_16, 8'000, test_signal(1, 80));
}

class WorkingFolder {
 public:
  explicit WorkingFolder(const std::filesystem::path& path)
      : before_(std::filesystem::current_path()) {
    std::filesystem::current_path(path);
  }
  ~WorkingFolder() { std::filesystem::current_path(before_); }

 private:
  std::filesystem::path before_;
};

ReadResult read_clips(const std::string& clips, const std::filesystem::path& base = {}) {
  return read_text(
      R"({"steps": [{"duration": 1, "voices": [{"synth_function_name": "qam_beat"}]}], "clips": [)" +
          clips + "]}",
      base);
}

TEST(ClipPath, StartsFromTheFolderOfTheTrackThenFromTheWorkingFolder) {
  const ScratchFolder beside, working;
  put_sound(beside.path() / "both.wav");
  put_sound(working.path() / "both.wav");
  put_sound(working.path() / "here.wav");
  const WorkingFolder change(working.path());
  const auto result = read_clips(R"({"path": "both.wav"}, {"path": "here.wav"})", beside.path());
  EXPECT_EQ(result.track.clips[0].path, beside.path() / "both.wav");
  EXPECT_EQ(result.track.clips[1].path, "here.wav");
  const auto absolute =
      read_clips(R"({"file_path": ")" + (working.path() / "here.wav").string() + "\"}");
  EXPECT_EQ(absolute.track.clips[0].path, working.path() / "here.wav");
}

TEST(ClipPath, MissingIsAnErrorOfTheInputNotOfTheTrack) {
  EXPECT_THROW((void)read_clips(R"({"path": "nowhere.wav"})"), InputError);
  EXPECT_THROW((void)read_clips(R"({"path": "nowhere.wav", "gain": "x"})"), TrackError)
      << "the track is wrong as well";
}

TEST(Clip, IsReadByAllItsNames) {
  const ScratchFolder folder;
  put_sound(folder.path() / "a.wav");
  const auto result = read_clips(
      R"({"path": "", "file": "a.wav", "start": -2, "amp": 0.5, "duration": 9, "fade_in": 1,
          "fade_out": "2", "pan": -3, "description": "bell"})",
      folder.path());
  const Clip& clip = result.track.clips.at(0);
  EXPECT_EQ(clip.start_s, -2);
  EXPECT_EQ(clip.gain, 0.5);
  EXPECT_EQ(clip.duration_s, 9);
  EXPECT_EQ(clip.fade_in_s, 1);
  EXPECT_EQ(clip.fade_out_s, 2);
  EXPECT_EQ(clip.pan, -1);
  EXPECT_EQ(clip.pointer, "/clips/0");
  EXPECT_EQ(result.messages(), "-3 is outside [-1, 1]; it counts as -1\n");
}

/// A WAV file of one sample.
const std::string kSound =
    "data:audio/x-wav;base64,UklGRiYAAABXQVZFZm10IBAAAAABAAEARKwAAIhYAQACABAAZGF0YQIAAAAAAQ==";

TEST(Clip, MayStandInTheTrackItself) {
  const auto result = read_clips(R"({"path": ")" + kSound + R"("})");
  const std::string data = result.track.clips.at(0).data;
  EXPECT_EQ(data.size(), 46u);
  EXPECT_EQ(data.substr(0, 5), "RIFF&");
  EXPECT_EQ(result.track.clips.at(0).path, "");
}

TEST(Clip, AloneMakesATrack) {
  const auto result = read_text(R"({"steps": [], "clips": [{"path": ")" + kSound + R"("}]})");
  EXPECT_EQ(result.track.clips.size(), 1u);
}

TEST(Base64, DecodesWholeAndBrokenGroups) {
  EXPECT_EQ(reader::decode_base64(""), "");
  EXPECT_EQ(reader::decode_base64("Zg=="), "f");
  EXPECT_EQ(reader::decode_base64("Zm8"), "fo");
  EXPECT_EQ(reader::decode_base64("Zm9v\nYmFy"), "foobar");
  EXPECT_EQ(reader::decode_base64("+/+/"), "\xFB\xFF\xBF");
  for (const char* bad : {"Z", "Zg=", "Zg===", "Zm9vY", "Zm=v", "Zm9-"}) {
    EXPECT_EQ(reader::decode_base64(bad), std::nullopt) << bad;
  }
}

ReadResult read_layer(const std::string& json, const std::filesystem::path& base = {}) {
  return read_text(
      R"({"steps": [{"duration": 1, "voices": [{"synth_function_name": "qam_beat"}]}], "background_noise": )" +
          json + "}",
      base);
}

TEST(NoiseLayer, NeedsAFileOrParameters) {
  for (const char* nothing : {"{}", R"({"file_path": "", "amp": 0.0})", R"({"params": {}})"}) {
    EXPECT_FALSE(read_layer(nothing).track.noise) << nothing;
  }
}

TEST(NoiseLayer, TakesTheFirstPathThatIsNotEmptyAndRemembersWhatItNames) {
  const ScratchFolder folder;
  std::filesystem::create_directory(folder.path() / "noises");
  put_sound(folder.path() / "noises/rain.wav");
  std::ofstream(folder.path() / "noises/a.noise") << R"({"input_audio_path": "rain.wav"})";
  const Track track =
      read_layer(
          R"({"file": "", "params_path": null, "file_path": "noises/a.noise", "amp": 0.25,
              "start_time_seconds": 4, "fade_in": 2, "pan": 1})",
          folder.path())
          .track;
  ASSERT_TRUE(track.noise);
  EXPECT_EQ(track.noise->noise.input_audio_path, folder.path() / "noises/rain.wav");
  EXPECT_EQ(track.noise->gain, 0.25);
  EXPECT_EQ(track.noise->start_s, 4);
  EXPECT_EQ(track.noise->fade_in_s, 2);
  EXPECT_EQ(track.noise->pointer, "/background_noise");
  EXPECT_THAT(track.assets, testing::ElementsAre(folder.path() / "noises/a.noise",
                                                 folder.path() / "noises/rain.wav"));
}

TEST(NoiseLayer, SortsThePointsOfItsLevel) {
  const auto result = read_layer(
      R"({"params": {"lfo_freq": 1}, "amp_envelope": [[5, 0.5], {"time": -1, "amp": 1}, [5, 0.25],
                                                      ["2", 0]]})");
  ASSERT_TRUE(result.track.noise);
  EXPECT_THAT(result.track.noise->amp_envelope,
              testing::ElementsAre(LevelPoint{0, 1}, LevelPoint{2, 0}, LevelPoint{5, 0.5},
                                   LevelPoint{5, 0.25}));
}

TEST(NoiseLayer, ThatIsBrokenDoesNotHideOtherErrors) {
  const ScratchFolder folder;
  std::ofstream(folder.path() / "bad.noise") << "{";
  Diagnostics findings;
  EXPECT_THROW((void)read_track_text(
                   R"({"steps": [{"duration": "x"}], "background_noise": {"file": "bad.noise"}})",
                   "t.json", folder.path(), {}, findings),
               TrackError);
  EXPECT_EQ(findings.count(Severity::error), 2u);
  EXPECT_EQ(findings.findings()[1].file, folder.path() / "bad.noise");
}

}  // namespace
}  // namespace bbplay::test
