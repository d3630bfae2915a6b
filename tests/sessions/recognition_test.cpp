// SPDX-License-Identifier: MIT
// Files are told by their content, and what is no track says what it is.
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sessions/session_text.h"

namespace bbplay::test {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

struct NoTrack {
  std::string name, text, message;
};

const std::vector<NoTrack>& no_tracks() {
  static const std::vector<NoTrack> all{
      {"empty", "", "the file is empty"},
      {"blanks", " \n\t ", "the file is empty"},
      {"WAV", "RIFF\1\2\3\4WAVEfmt ",
       "a sound file (WAV), not a track: name it in the overlay_clips of one"},
      {"FLAC", "fLaC....", "a sound file (FLAC), not a track"},
      {"Ogg", "OggS....", "a sound file (Ogg), not a track"},
      {"ID3", "ID3....", "a sound file (MP3), not a track"},
      {"MPEG frame", "\xFF\xFB\x90\x64", "a sound file (MP3), not a track"},
      {"AIFF", "FORM\1\2\3\4AIFF", "a sound file (AIFF), not a track"},
      {"CAF", "caff....", "a sound file (CAF), not a track"},
      {"W64", "riff\x2E\x91\xCF\x11....", "a sound file (W64), not a track"},
      {"M4A", std::string("\0\0\0\x1C", 4) + "ftypM4A ",
       "a sound file (MPEG-4 (MP4, M4A)), not a track"},
      {"JUCE XML", "<?xml version=\"1.0\"?>\n<track sampleRate=\"44100\"/>",
       "an XML track of the JUCE application: save it there as JSON"},
      {"Gnaural", "<schedule><title/></schedule>", "a Gnaural schedule, not a JSON track"},
      {"XML", "<html></html>", "XML, not a JSON track"},
      {"LED", R"({"steps": [{"duration": 1, "oscillators": [], "strobe_sets": []}]})",
       "a light sequence for LED glasses (oscillators and strobe sets), not a sound track: its "
       "tones "
       "belong to that program"},
      {"SAM", R"({"schema_version": 1, "sources": [{}]})",
       "a project of the SAM workbench, not a track: add its sources to a track in BinauralBuilder "
       "and save that"},
      {"manifest", R"({"manifestVersion": 1, "audio_file": "a.flac", "steps": []})",
       "the manifest of an exported sound file (\"a.flac\"): play that file, or the track it was "
       "made "
       "from"},
      {"catalogue", R"({"binaural": {"a": {}, "b": {}}, "noise": {"c": {}}})",
       "a preset library (2 binaural, 1 noise), not a track: use it with --presets for a session"},
      {"half a catalogue", R"({"noise": {"c": {}}})", "a preset library (1 noise), not a track"},
      {"phone library", R"([{"name": "Nap", "steps": []}, {"name": "Empty", "steps": []}])",
       "a list of 2 sessions of Session Builder Mobile (\"Nap\", \"Empty\"): export one of them in "
       "the app"},
      {"defaults", R"({"step_duration": 60, "default_noise_id": "x"})",
       "the defaults of the Session window, not a session: use Save Session there"},
      {"autosave", R"({"savedUtc": "x", "payload": {}})",
       "an autosave of the SAM workbench, not a track: open it there"},
      {"listening test", R"({"design": {}, "runs": []})",
       "the result of a listening test, not a track"},
      {"preferences", R"({"font_family": "x"})", "preferences of BinauralBuilder, not a track"},
      {"colours", R"({"a": {"exponent": 1}, "b": {"exponent": 2}})",
       "a collection of 2 noise colours, not a track: write one as a .noise file"},
      {"file names", R"(["a.json", "b.json"])", "a list of file names, not a track"},
      {"empty list", "[]", "an empty list: no voice to play"},
      {"nothing known", R"({"foo": 1, "bar": 2})",
       "no steps: neither \"progression\" nor \"steps\"; found \"foo\", \"bar\""},
      {"a slip", R"({"progresion": []})", "did you mean \"progression\"?"},
  };
  return all;
}

TEST(NoTrack, SaysInOneLineWhatItIs) {
  for (const NoTrack& each : no_tracks()) {
    const FileResult result = read_file_text(each.text);
    EXPECT_EQ(result.exit_code, 65) << each.name;
    EXPECT_THAT(result.error(), HasSubstr(each.message)) << each.name;
    ASSERT_EQ(result.findings.findings().size(), 1u) << each.name << ": nothing else is said";
    const Finding& finding = result.findings.findings().front();
    EXPECT_EQ(finding.position, (SourcePosition{1, 1})) << each.name;
    EXPECT_EQ(finding.excerpt, "") << each.name;
  }
}

const std::string kVoice = R"({"synth_function_name": "binaural_beat"})";

TEST(Recognition, IsByContentNotByName) {
  const std::string track = R"({"steps": [{"duration": 1, "voices": [)" + kVoice + "]}]}";
  for (const char* name : {"x.json", "x.session", "x.noise", "x.voice"}) {
    EXPECT_EQ(read_file_text(track, {}, name).track.steps.size(), 1u) << name;
  }
  const std::string noise = R"({"noise_type": "pink"})";
  EXPECT_TRUE(read_file_text(noise, {}, "x.json").track.noise);
  EXPECT_EQ(read_file_text(kVoice, {}, "x.json").track.steps[0].voices.size(), 1u);
  EXPECT_EQ(read_file_text('[' + kVoice + ']', {}, "x.json").track.steps[0].voices.size(), 1u);
}

TEST(Recognition, LeavesTheExtensionWhatSaysNothing) {
  EXPECT_TRUE(read_file_text("{}", {}, "x.noise").track.noise);
  EXPECT_THAT(read_file_text("{}", {}, "x.json").error(), StartsWith("no steps"));
  EXPECT_THAT(read_file_text("{}", {}, "x.session").error(), StartsWith("nothing in it can sound"));
}

TEST(Recognition, KeepsAConvertedSessionATrack) {
  const FileResult result = read_file_text(
      R"({"steps": [{"duration": 1, "noise_preset_id": "noise:x", "voices": [)" + kVoice + "]}]}");
  EXPECT_EQ(result.exit_code, 0) << result.error();
  EXPECT_FALSE(result.track.own_level);
}

TEST(NothingSounds, IsAnErrorOfTheWholeFile) {
  const std::string message =
      "nothing in it can sound: no step has a voice, and there is no noise and no clip";
  for (const char* text :
       {R"({"steps": [{"duration": 1}]})", R"({"steps": []})",
        R"({"steps": [{"duration": 1, "voices": []}]})",
        R"({"progression": [{"duration": 1}], "background_noise": {"file_path": "", "amp": 0}})",
        R"({"progression": [{"duration": 1}], "overlay_clips": [{"path": ""}]})",
        R"({"progression": [{"duration": 0, "voices": [{"synth_function_name": "qam_beat"}]}]})"}) {
    const FileResult result = read_file_text(text);
    EXPECT_EQ(result.exit_code, 65) << text;
    EXPECT_EQ(result.error(), message) << text;
  }
}

TEST(NothingSounds, LeavesAPauseBetweenVoicesAlone) {
  const FileResult result = read_file_text(R"({"steps": [{"duration": 1, "voices": [)" + kVoice +
                                           R"(]}, {"duration": 1}]})");
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(report(result.findings, {.excerpts = false}), "");
}

TEST(NothingSounds, IsAWarningWhereVolumesMuteEverything) {
  const FileResult result = read_file_text(
      R"({"steps": [{"duration": 1, "binaural_volume": 0, "voices": [)" + kVoice + "]}]}");
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(result.warning(), "/steps: everything is muted by levels or volumes of 0");
}

}  // namespace
}  // namespace bbplay::test
