// SPDX-License-Identifier: MIT
// What a run refuses to write to, and what it leaves behind.
#include <csignal>
#include <filesystem>
#include <string>
#include <tuple>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "apps/bbplay/support/program.h"
#include "apps/bbplay/support/tracks.h"
#include "support/sound_files.h"

namespace bbplay::test {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::HasSubstr;
using testing::StartsWith;

class Outputs : public testing::Test {
 protected:
  void SetUp() override {
    write_sound(folder_ / "bell.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 44'100,
                test_signal(1, 4'410));
    put_bytes(track_,
              R"({"global": {"sample_rate": 44100}, "progression": [{"duration": 1, "voices": [
      {"synth_function_name": "binaural_beat", "params": {"baseFreq": 200, "beatFreq": 6}}]}],
      "overlay_clips": [{"path": "bell.wav", "start_time": 0.5}]})");
  }

  std::string path(const std::string& name) const { return (folder_ / name).string(); }

  void expect_refused(std::vector<std::string> arguments, const std::string& what) {
    arguments.push_back("--force");
    arguments.push_back(track_);
    const std::string track = bytes_of(track_), clip = bytes_of(path("bell.wav"));
    const Outcome outcome = bbplay(arguments);
    EXPECT_EQ(outcome.exit_code, 73) << arguments.front() << ' ' << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr(what));
    EXPECT_TRUE(bytes_of(track_) == track && bytes_of(path("bell.wav")) == clip);
  }

  const ScratchFolder folder_;
  const std::string track_ = path("night.json");
};

TEST_F(Outputs, NeverReplaceWhatTheRunReads) {
  fs::create_symlink("night.json", folder_ / "soft.json");
  fs::create_hard_link(track_, folder_ / "hard.json");
  put_bytes(path("config.toml"), "quality = 0.5\n");
  const std::string read = "is read by this run";
  expect_refused({"--format", "wav", "--render", track_}, read);
  expect_refused({"--format", "wav", "--render", path("soft.json")}, read);
  expect_refused({"--format", "wav", "--render", path("hard.json")}, read);
  expect_refused({"--render", path("bell.wav")}, read);
  expect_refused({"--timeline", track_}, read);
  expect_refused({"--spectrogram", path("bell.wav")}, read);
  expect_refused({"--render", path("out.wav"), "--spectrogram", path("bell.wav")}, read);
  expect_refused(
      {"--config", path("config.toml"), "--format", "wav", "--render", path("config.toml")}, read);
  fs::create_symlink("bell.wav", folder_ / "night-clips.wav");
  expect_refused({"--render", path("out.wav"), "--stems", folder_.path().string()}, read);
  fs::create_symlink("night.json", folder_ / "out.cue");
  expect_refused({"--render", path("out.wav"), "--cue-sheet"}, read);
}

TEST_F(Outputs, OfOneRunDoNotReplaceEachOther) {
  expect_refused({"--render", path("x.wav"), "--spectrogram", path("x.wav")}, "written twice");
  expect_refused({"--render", path("night-clips.wav"), "--stems", folder_.path().string()},
                 "written twice");
}

TEST_F(Outputs, ThatAreThereAreSkippedWhenAsked) {
  put_bytes(path("evening.json"), two_step_track(1, 8'000));
  fs::create_directory(path("out"));
  fs::create_directory(path("other"));
  put_bytes(path("out/night.wav"), "kept");
  const std::vector<std::string> arguments = {"--skip-existing", "--render", path("out/"), track_,
                                              path("evening.json")};
  const Outcome outcome = bbplay(arguments);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr(path("out/night.wav") + " is there; night is not rendered"));
  EXPECT_EQ(bytes_of(path("out/night.wav")), "kept");
  EXPECT_THAT(bytes_of(path("out/evening.wav")), StartsWith("RIFF"));
  // What went with it may be missing, or be what a program left that was killed.
  const auto skips_with = [&](std::vector<std::string> options) {
    options.insert(options.end(), {"--skip-existing", "--render", path("out/"), track_});
    const Outcome skipped = bbplay(options);
    EXPECT_EQ(skipped.exit_code, 0) << skipped.err;
    EXPECT_EQ(bytes_of(path("out/night.wav")), "kept");
    return skipped.err;
  };
  EXPECT_THAT(skips_with({"--cue-sheet"}), HasSubstr("but " + path("out/night.cue") + " is not"));
  EXPECT_THAT(skips_with({"--stems", path("stems")}), HasSubstr(" is not; night is not rendered"));
  put_bytes(path("out/night.cue"), "");
  EXPECT_THAT(skips_with({"--cue-sheet"}),
              HasSubstr(path("out/night.cue") + " is there, but empty"));
  // Two tracks of one name would still be two.
  put_bytes(path("other/night.json"), two_step_track(1, 8'000));
  EXPECT_EQ(bbplay({"--skip-existing", "--render", path("out/"), track_, path("other/night.json")})
                .exit_code,
            64);
}

TEST_F(Outputs, OfAPartThatALaterTrackDoesNotHaveAreRefusedBeforeAnyIsWritten) {
  put_bytes(path("long.json"), two_step_track(3, 8'000));
  put_bytes(path("short.json"), two_step_track(1, 8'000));
  const Outcome outcome =
      bbplay({"--start", "4", "--render", path("parts/"), path("long.json"), path("short.json")});
  EXPECT_EQ(outcome.exit_code, 64);
  EXPECT_THAT(outcome.err, HasSubstr("short: the track ends at"));
  EXPECT_FALSE(fs::exists(path("parts/long.wav")));
}

TEST_F(Outputs, OfARateThatAFormatDoesNotHaveAreRefusedBeforeAnyIsWritten) {
  const std::string other = path("other.json");
  std::string text = bytes_of(track_);
  text.replace(text.find("44100"), 5, "96000");
  put_bytes(other, text);
  const Outcome outcome = bbplay({"--render", path("out/"), "--format", "mp3", track_, other});
  EXPECT_EQ(outcome.exit_code, 64);
  EXPECT_THAT(outcome.err, HasSubstr("mp3 has no rate of 96000 Hz"));
  EXPECT_FALSE(fs::exists(path("out/night.mp3")));
}

TEST_F(Outputs, GoToAFolderThatIsMadeWhenTheNameEndsInASlash) {
  const Outcome outcome = bbplay({"--render", path("a/b/"), track_});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_TRUE(fs::exists(path("a/b/night.wav")));
  const Outcome missing = bbplay({"--render", path("c/night.wav"), track_});
  EXPECT_EQ(missing.exit_code, 73);
  EXPECT_THAT(missing.err, HasSubstr("the folder " + path("c") + " does not exist"));
  const Outcome two = bbplay({"--render", path("out"), track_, path("night.json")});
  EXPECT_EQ(two.exit_code, 64);
  EXPECT_THAT(two.err, HasSubstr("a name that ends in / makes one"));
}

TEST_F(Outputs, ThatPromiseAnotherPictureAreRefused) {
  for (const auto& [option, name, fits] : {std::tuple{"--timeline", "night.png", "night.svg"},
                                           {"--spectrogram", "night.SVG", "night.png"},
                                           {"--spectrogram", "{name}.jpeg", "{name}.png"}}) {
    const Outcome outcome = bbplay({option, path(name), track_});
    EXPECT_EQ(outcome.exit_code, 64) << name;
    EXPECT_THAT(outcome.err, HasSubstr(path(fits) + " would be such a file")) << name;
    EXPECT_FALSE(fs::exists(path(name)));
  }
  const Outcome rendered =
      bbplay({"--render", path("a.wav"), "--spectrogram", path("a.svg"), track_});
  EXPECT_EQ(rendered.exit_code, 64);
  EXPECT_FALSE(fs::exists(path("a.wav")));
  EXPECT_EQ(bbplay({"--timeline", path("night.v2"), track_}).exit_code, 0) << "no format's name";
}

TEST_F(Outputs, OfLessThanASampleSayWhy) {
  const Outcome outcome = bbplay({"--render", path("a.wav"), "--duration", "0.00001", track_});
  EXPECT_EQ(outcome.exit_code, 64);
  EXPECT_THAT(outcome.err, HasSubstr("shorter than a sample of 1/44100 s"));
  put_bytes(path("a.voice"), R"({"synth_function_name": "binaural_beat", "params": {}})");
  const Outcome preset =
      bbplay({"--render", path("a.wav"), "--duration", "0.00001", path("a.voice")});
  EXPECT_EQ(preset.exit_code, 64);
  EXPECT_THAT(preset.err, HasSubstr("the track is shorter than a sample of 1/44100 s"));
  const Outcome empty = bbplay({"--render", path("a.wav"), "--duration", "0", track_});
  EXPECT_EQ(empty.exit_code, 64);
  EXPECT_THAT(empty.err, HasSubstr("is empty"));
}

TEST_F(Outputs, OfSeveralTracksSayWhichIsBeingMade) {
  const std::string other = path("other.json");
  put_bytes(other, two_step_track(1'000));
  const Outcome outcome =
      bbplay({"--progress", "always", "--render", path("out/"), "--no-cache", other, track_});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("\r[1/2] rendering other: "));
}

TEST_F(Outputs, AreFewerThanNothingWhenNothingIsRendered) {
  // A stop before the first frame leaves no empty file, whatever was to be kept.
  put_bytes(track_, two_step_track(2'000));
  for (const std::string name : {"a.wav", "a.raw", "a.flac", "a.ogg"}) {
    Start start;
    start.acts = {{.once = "analysing", .signal = SIGINT}};
    const Outcome outcome = bbplay(
        {"--render", path(name), "--keep-partial", "--no-cache", "--progress", "always", track_},
        start);
    EXPECT_EQ(outcome.exit_code, 130) << outcome.err;
    EXPECT_FALSE(fs::exists(path(name)));
  }
}

TEST_F(Outputs, ThatAreNotFinishedGoWhenARunIsStoppedAtOnce) {
  put_bytes(track_, two_step_track(8'000));
  Start planned;
  planned.environment = {"XDG_CACHE_HOME=" + path("cache")};
  ASSERT_EQ(bbplay({"--check", track_}, planned).exit_code, 0);
  const std::vector<std::string> before = folder_.names();
  for (const std::vector<int>& signals : {std::vector{SIGINT}, {SIGTERM}, {SIGINT, SIGINT}}) {
    Start start = planned;
    for (const int signal : signals) start.acts.push_back({.signal = signal});
    start.acts.front().once = "rendering";
    const Outcome outcome =
        bbplay({"--render", path("a.wav"), "--spectrogram", path("a.png"), "--cue-sheet",
                "--block-size", "1", "--jobs", "1", "--progress", "always", track_},
               start);
    EXPECT_EQ(outcome.exit_code, 128 + signals.front()) << outcome.err;
    EXPECT_THAT(folder_.names(), testing::UnorderedElementsAreArray(before));
  }
}

TEST_F(Outputs, OfAKilledRunAreRemovedByTheNext) {
  put_bytes(track_, two_step_track(8'000));
  Start start;
  start.environment = {"XDG_CACHE_HOME=" + path("cache")};
  ASSERT_EQ(bbplay({"--check", track_}, start).exit_code, 0);
  start.acts = {{.once = "rendering", .signal = SIGKILL}};
  bbplay({"--render", path("a.wav"), "--block-size", "1", "--jobs", "1", "--progress", "always",
          track_},
         start);
  ASSERT_THAT(folder_.names(), Contains(StartsWith(".bbplay-")));
  put_bytes(track_, two_step_track(1));
  ASSERT_EQ(bbplay({"--render", path("b.wav"), track_}).exit_code, 0);
  EXPECT_THAT(folder_.names(), Contains(StartsWith(".bbplay-"))) << "it could be of a slow run";
  for (const std::string& name : folder_.names()) {
    if (name.starts_with(".bbplay-")) {
      fs::last_write_time(folder_ / name,
                          fs::file_time_type::clock::now() - std::chrono::hours(25));
    }
  }
  ASSERT_EQ(bbplay({"--render", path("c.wav"), track_}).exit_code, 0);
  EXPECT_THAT(folder_.names(), Not(Contains(StartsWith(".bbplay-"))));
}

}  // namespace
}  // namespace bbplay::test
