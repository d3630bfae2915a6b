// SPDX-License-Identifier: MIT
// What a file or its name says reaches nobody as an order: terminals, logs, JSON, pictures, cue
// sheets and tags.
#include <algorithm>
#include <filesystem>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidjson/document.h>

#include "bbplay/model/text.h"

#include "apps/bbplay/support/program.h"
#include "support/sound_files.h"

namespace bbplay::test {
namespace {

using testing::HasSubstr;

// A new title of the window, a bell, a carriage return, the end of a line, the C1 form of ESC [,
// DEL, directions of writing, and bytes that are no UTF-8.
constexpr std::string_view kHostile =
    "a\x1b]0;owned\x07\r\n\xC2\x9B"
    "31m\x7F\xE2\x80\xAE\xE2\x81\xA6\xE2\x80\x8F\xD8\x9C\xFF\xC3(z";

/// The same as JSON, where only UTF-8 is allowed.
constexpr std::string_view kHostileJson =
    R"(a\u001b]0;owned\u0007\r\n\u009b31m\u007f\u202e\u2066\u200f\u061c\"<&z)";

/// Where the first character is that must not be there; ends of lines may.
std::string first_that_steers(std::string_view text) {
  while (!text.empty()) {
    const model::Character character = model::first_character(text);
    const bool allowed = character.code == '\n';
    if (!character.valid) return "no UTF-8: " + model::printable(text.substr(0, 40));
    if (model::is_steering(character.code) && !allowed) return model::printable(text.substr(0, 40));
    text.remove_prefix(character.bytes);
  }
  return {};
}

void expect_harmless_text(std::string_view text, const std::string& where) {
  EXPECT_EQ(first_that_steers(text), "") << where << ": " << text;
}

class HostileTexts : public testing::Test {
 protected:
  void SetUp() override {
    const std::string clip = hostile("clip", ".wav");
    write_sound(folder_ / clip, SF_FORMAT_WAV | SF_FORMAT_PCM_16, 44'100, test_signal(1, 4'410));
    std::filesystem::create_symlink(clip, folder_ / "clip\xE2\x80\xAE\xC2\x9B.wav");
    const std::string text(kHostileJson);
    put_bytes(track_, R"({"global": {"sample_rate": 44100}, "progression": [{"duration": 1,
      "description": ")" + text +
                          R"(", ")" + text + R"(": 1, "voices": [
      {"synth_function_name": "binaural_beat", "description": ")" +
                          text + R"(",
       "params": {"baseFreq": 200, ")" +
                          text + R"(": 3}}]}],
      "overlay_clips": [{"path": "clip\u202e\u009b.wav", "start_time": 0.5}]})");
  }

  static std::string hostile(const std::string& before, const std::string& after) {
    return before + std::string(kHostile) + after;
  }
  std::string path(const std::string& name) const { return (folder_ / name).string(); }

  Outcome expect_harmless(const std::vector<std::string>& arguments, const Start& start = {}) {
    const Outcome outcome = bbplay(arguments, start);
    expect_harmless_text(outcome.out, arguments.front());
    expect_harmless_text(outcome.err, arguments.front());
    return outcome;
  }

  const ScratchFolder folder_;
  const std::string track_ = path(hostile("night", ".json"));
};

TEST_F(HostileTexts, ReachTerminalsAndLogsEscaped) {
  for (const std::vector<std::string>& mode :
       std::vector<std::vector<std::string>>{{"--check"},
                                             {"--info"},
                                             {"-v", "--check"},
                                             {"--strict", "--check"},
                                             {"--list-devices"}}) {
    std::vector<std::string> arguments = mode;
    arguments.push_back(track_);
    expect_harmless(arguments);
  }
  const Outcome info = expect_harmless({"--info", track_});
  EXPECT_EQ(info.exit_code, 0);
  EXPECT_THAT(info.out, HasSubstr(R"(\x1b]0;owned\x07\r\n\u009b31m\x7f\u202e)"));
  EXPECT_EQ(std::ranges::count(bbplay({"--check", track_}).out, '\n'), 1);

  expect_harmless({"--check", path(hostile("missing", ".json"))});
  expect_harmless({"--render", path(hostile("", ".nonsense")), track_});
  expect_harmless({"--render", path(hostile("nowhere", "/a.wav")), track_});
  expect_harmless({"--describe", hostile("", "")});
  expect_harmless({hostile("--", ""), track_});
  expect_harmless({"--fidelity", hostile("", ""), track_});
  expect_harmless({"--config", path(hostile("", "")), "--check", track_});
  expect_harmless({"--presets", path(hostile("", "")), "--check", track_});
  expect_harmless({"-d", hostile("", ""), track_});
}

TEST_F(HostileTexts, ReachTheStatusLineOfATerminalEscaped) {
  Start start;
  start.on_terminal = true;
  const Outcome outcome =
      bbplay({"--render", path("a.wav"), "--no-cache", "--progress", "always", track_}, start);
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_EQ(outcome.err.find("\x1b]0;"), outcome.err.npos);
  EXPECT_EQ(outcome.err.find('\x07'), outcome.err.npos);
  EXPECT_EQ(outcome.err.find("\xC2\x9B"), outcome.err.npos);
  EXPECT_EQ(outcome.err.find("\xE2\x80\xAE"), outcome.err.npos);
}

void expect_json(const std::string& text, const std::string& what) {
  expect_harmless_text(text, what);
  rapidjson::Document document;
  document.Parse<rapidjson::kParseValidateEncodingFlag>(text.c_str());
  EXPECT_FALSE(document.HasParseError()) << what << ": " << text;
}

TEST_F(HostileTexts, AreValidInEveryJson) {
  expect_json(expect_harmless({"--check", "--json", track_}).out, "check");
  expect_json(expect_harmless({"--check", "--json", path(hostile("missing", ""))}).out, "check");
  const std::string info = expect_harmless({"--info", "--json", track_}).out;
  expect_json(info, "info");
  rapidjson::Document document;
  document.Parse(info.c_str());
  EXPECT_STREQ(document["tracks"][0]["steps"][0]["description"].GetString(),
               "a\x1b]0;owned\x07\r\n\xC2\x9B"
               "31m\x7F\xE2\x80\xAE\xE2\x81\xA6\xE2\x80\x8F\xD8\x9C\"<&z")
      << "escaped, not changed";

  const Outcome status = expect_harmless(
      {"--render", path("a.wav"), "--status", "json", "--progress", "always", "-v", track_});
  EXPECT_EQ(status.exit_code, 0);
  std::istringstream lines(status.err);
  int count = 0;
  for (std::string line; std::getline(lines, line); ++count) expect_json(line, "status");
  EXPECT_GT(count, 0);
}

TEST_F(HostileTexts, ReachPicturesAndCueSheetsWithoutControls) {
  ASSERT_EQ(expect_harmless({"--timeline", path("a.svg"), track_}).exit_code, 0);
  expect_harmless_text(bytes_of(path("a.svg")), "svg");
  ASSERT_EQ(expect_harmless({"--spectrogram", path("a.png"), track_}).exit_code, 0);
  ASSERT_EQ(expect_harmless({"--render", path("{name}.wav"), "--cue-sheet", track_}).exit_code, 0);
  const std::string cue = bytes_of(path(hostile("night", ".cue")));
  expect_harmless_text(cue, "cue");
  EXPECT_EQ(std::ranges::count(cue, '\n'), 6) << cue;
}

TEST_F(HostileTexts, ReachNoLibraryThatFailsAtThem) {
  for (const std::string extension : {"wav", "rf64", "flac", "ogg", "opus", "mp3", "aiff", "caf"}) {
    const Outcome outcome = expect_harmless({"--rate", "48000", "--render", path("a." + extension),
                                             "--title", "\xFF", "--comment", "\xC3\xFF", track_});
    EXPECT_EQ(outcome.exit_code, 0) << extension << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr("warning: the title \"\\xff\" is not valid UTF-8"));
    EXPECT_THAT(outcome.err, HasSubstr("warning: the comment"));
  }
  // The name of the track is the title otherwise.
  EXPECT_THAT(bbplay({"--render", path("b.flac"), track_}).err, HasSubstr("not valid UTF-8"));
  EXPECT_EQ(bbplay({"--render", path("c.flac"), "--title",
                    "Stra\xC3\x9F"
                    "e",
                    track_})
                .err.find("not valid UTF-8"),
            std::string::npos);
}

}  // namespace
}  // namespace bbplay::test
