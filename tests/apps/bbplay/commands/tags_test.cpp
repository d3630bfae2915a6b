// SPDX-License-Identifier: MIT
// What rendered files say about themselves, and what is kept of a render that is stopped.
#include <csignal>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sndfile.h>

#include "apps/bbplay/support/program.h"
#include "apps/bbplay/support/riff_chunks.h"
#include "apps/bbplay/support/tracks.h"
#include "support/audio_file.h"
#include "support/scratch_folder.h"

namespace bbplay::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;
using testing::Pair;

constexpr int kRate = 8'000;

struct Tags {
  std::string title, comment, software, date;
  std::vector<std::pair<std::uint32_t, std::string>> markers;
};

Tags tags_of(const std::string& path) {
  SF_INFO info{};
  const std::unique_ptr<SNDFILE, int (*)(SNDFILE*)> file(sf_open(path.c_str(), SFM_READ, &info),
                                                         sf_close);
  EXPECT_NE(file, nullptr) << path << ": " << sf_strerror(nullptr);
  if (!file) return {};
  const auto text = [&](int kind) {
    const char* found = sf_get_string(file.get(), kind);
    return std::string(found != nullptr ? found : "");
  };
  Tags tags{text(SF_STR_TITLE), text(SF_STR_COMMENT), text(SF_STR_SOFTWARE), text(SF_STR_DATE), {}};
  const auto cues = std::make_unique<SF_CUES>();
  if (sf_command(file.get(), SFC_GET_CUE, cues.get(), sizeof *cues) == SF_TRUE) {
    for (std::uint32_t i = 0; i < cues->cue_count; ++i) {
      const SF_CUE_POINT& point = cues->cue_points[i];
      tags.markers.emplace_back(point.sample_offset, point.name);
    }
  }
  return tags;
}

class TaggedFile : public testing::Test {
 protected:
  void SetUp() override {
    // Steps at 0 s and 3 s, 7 s long.
    put_bytes(track_, R"({"global": {"sample_rate": 8000, "crossfade_duration": 1}, "progression": [
      {"duration": 4, "description": "Down \"and\" out", "voices": [
        {"synth_function_name": "binaural_beat", "params": {"baseFreq": 200, "beatFreq": 6}}]},
      {"duration": 4, "voices": [
        {"synth_function_name": "isochronic_tone", "params": {"baseFreq": 200, "beatFreq": 6}}]}]})");
  }

  std::string path(const std::string& name) const { return (folder_ / name).string(); }

  std::string render(const std::string& name, std::vector<std::string> options = {},
                     const Start& start = {}) {
    options.insert(options.end(), {"--render", path(name), "--force", track_});
    const Outcome outcome = bbplay(options, start);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    return path(name);
  }

  const ScratchFolder folder_;
  const std::string track_ = (folder_ / "night.json").string();
};

TEST_F(TaggedFile, SaysWhatItIsAndHowItWasMade) {
  for (const std::string name : {"a.wav", "a.rf64", "a.aiff", "a.flac", "a.ogg", "a.opus"}) {
    const Tags tags = tags_of(render(name, {"--seed", "7", "--fidelity", "corrected"}));
    EXPECT_EQ(tags.title, "night") << name;
    EXPECT_THAT(tags.comment,
                MatchesRegex("track [0-9a-f]{16}, bbplay [0-9.]+(\\+[0-9]+\\.g[0-9a-f]+)?, seed 7, "
                             "fidelity corrected"))
        << name;
    EXPECT_EQ(tags.date, "") << name;
  }
  EXPECT_THAT(tags_of(path("a.wav")).software, HasSubstr("bbplay "));
}

TEST_F(TaggedFile, TheHashIsThatOfTheTrack) {
  const std::string once = tags_of(render("a.wav")).comment;
  EXPECT_EQ(tags_of(render("b.wav", {"--start", "1"})).comment, once);
  std::string text = bytes_of(track_);
  text.replace(text.find("200"), 3, "201");
  put_bytes(track_, text);
  EXPECT_NE(tags_of(render("c.wav")).comment, once);
}

TEST_F(TaggedFile, MarksTheSteps) {
  for (const std::string name : {"a.wav", "a.aiff"}) {
    EXPECT_THAT(tags_of(render(name)).markers,
                ElementsAre(Pair(0, "1 Down \"and\" out"), Pair(3 * kRate, "2 isochronic_tone")))
        << name;
  }
}

TEST_F(TaggedFile, MarkersFollowThePartAndItsRepeats) {
  EXPECT_THAT(
      tags_of(render("a.wav", {"--start", "2", "--end", "5", "--loop", "2"})).markers,
      ElementsAre(Pair(0, "1 Down \"and\" out"), Pair(1 * kRate, "2 isochronic_tone"),
                  Pair(3 * kRate, "1 Down \"and\" out"), Pair(4 * kRate, "2 isochronic_tone")));
  // Both sound at 3.5 s; the later one has begun.
  EXPECT_THAT(tags_of(render("b.wav", {"--start", "3.5"})).markers,
              ElementsAre(Pair(0, "2 isochronic_tone")));
}

TEST_F(TaggedFile, ItsBytesDependOnTheTrackAlone) {
  for (const std::string extension :
       {"wav", "rf64", "aiff", "flac", "ogg", "opus", "mp3", "caf", "au", "w64"}) {
    const std::string once = bytes_of(render("a." + extension));
    EXPECT_TRUE(bytes_of(render("b." + extension, {"--jobs", "3", "--block-size", "999"})) == once)
        << extension;
  }
}

TEST_F(TaggedFile, TextsAreTheUsersToChoose) {
  const Tags tags =
      tags_of(render("a.wav", {"--title", "Nacht", "--comment", "for K.", "--date", "2026-11-25"}));
  EXPECT_EQ(tags.title, "Nacht");
  EXPECT_EQ(tags.comment, "for K.");
  EXPECT_EQ(tags.date, "2026-11-25");
}

TEST_F(TaggedFile, ADateIsADayThatThereIsOrAMonthOrAYear) {
  for (const char* date : {"2024-02-29", "2026-11", "2026"}) {
    EXPECT_EQ(tags_of(render("a.wav", {"--force", "--date", date})).date, date);
  }
  for (const char* date : {"yesterday", "2025-02-29", "2026-13", "26-11-25", "2026-11-25 10:00",
                           "25.11.2026", "2026/11/25", "2026-1-25"}) {
    const Outcome outcome = bbplay({"--no-cache", "--date", date, "--check", "x.json"});
    EXPECT_EQ(outcome.exit_code, 64) << date;
    EXPECT_THAT(outcome.err, HasSubstr("is not a date such as 2026-11-29, 2026-11 or 2026"));
  }
}

TEST_F(TaggedFile, TheDateOfAReproducibleBuildIsTaken) {
  Start start;
  start.environment = {"SOURCE_DATE_EPOCH=1764028800"};
  EXPECT_EQ(tags_of(render("a.flac", {}, start)).date, "2025-11-25");
}

TEST_F(TaggedFile, CanBeNothingButSound) {
  const auto chunks = riff_chunks(bytes_of(render("a.wav", {"--no-tags"})));
  ASSERT_EQ(chunks.size(), 2u);
  EXPECT_EQ(chunks[0].first, "fmt ");
  EXPECT_EQ(chunks[1].first, "data");
  EXPECT_TRUE(chunks[1].second == wav_samples(bytes_of(render("b.wav"))));
}

TEST_F(TaggedFile, TheCueSheetHasTheSteps) {
  render("a.flac", {"--cue-sheet", "--start", "1"});
  const std::string sheet = bytes_of(path("a.cue"));
  EXPECT_THAT(sheet, HasSubstr("TITLE \"night\"\nFILE \"a.flac\" WAVE\n"
                               "  TRACK 01 AUDIO\n"
                               "    TITLE \"1 Down 'and' out\"\n"
                               "    INDEX 01 00:00:00\n"
                               "  TRACK 02 AUDIO\n"
                               "    TITLE \"2 isochronic_tone\"\n"
                               "    INDEX 01 00:02:00\n"));
  const Outcome again = bbplay({"--render", path("b.flac"), "--cue-sheet", track_});
  EXPECT_EQ(again.exit_code, 0);
  std::filesystem::remove(path("b.flac"));
  EXPECT_EQ(bbplay({"--render", path("b.flac"), "--cue-sheet", track_}).exit_code, 73);
  EXPECT_EQ(bbplay({"--render", "-", "--cue-sheet", track_}).exit_code, 64);
}

TEST_F(TaggedFile, KeepsACompleteBeginningWhenAsked) {
  // Frame by frame it takes minutes; planned beforehand, it has begun when the signal comes.
  put_bytes(track_, two_step_track(8'000));
  Start planned;
  planned.environment = {"XDG_CACHE_HOME=" + path("cache")};
  ASSERT_EQ(bbplay({"--check", track_}, planned).exit_code, 0);
  Start start = planned;
  start.acts = {{.once = "rendering", .signal = SIGINT}};
  for (const std::string name : {"a.wav", "a.flac"}) {
    const Outcome outcome =
        bbplay({"--render", path(name), "--keep-partial", "--block-size", "1", "--jobs", "1",
                "--encoding", "pcm24", "--progress", "always", track_},
               start);
    EXPECT_EQ(outcome.exit_code, 130) << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr("has the first"));
    const AudioData kept = read_audio(path(name));
    ASSERT_GT(kept.frames(), 0u);
    const std::string seconds = std::to_string(static_cast<double>(kept.frames()) / 44'100);
    const AudioData whole =
        read_audio(render("whole.wav", {"--duration", seconds, "--encoding", "pcm24"}, planned));
    EXPECT_TRUE(whole.samples == kept.samples);
  }
}

}  // namespace
}  // namespace bbplay::test
