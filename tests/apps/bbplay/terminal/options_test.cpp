// SPDX-License-Identifier: MIT
// What the program says and returns, without sound.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "apps/bbplay/support/program.h"
#include "apps/bbplay/support/riff_chunks.h"
#include "apps/bbplay/support/sanitizer.h"
#include "apps/bbplay/support/tracks.h"
#include "reader/json_node.h"
#include "support/scratch_folder.h"

namespace bbplay::test {
namespace {

using testing::HasSubstr;
using testing::Not;

class Options : public testing::Test {
 protected:
  void SetUp() override { put_bytes(track_, two_step_track(2, 8'000)); }

  const ScratchFolder folder_;
  const std::string track_ = (folder_ / "night.json").string();
  const std::string out_ = (folder_ / "out.wav").string();
};

TEST_F(Options, HelpListsEveryGroupOnStdout) {
  const Outcome help = bbplay({"--help"});
  EXPECT_EQ(help.exit_code, 0);
  EXPECT_EQ(help.err, "");
  for (const auto text :
       {"Playback:",      "Rendering:",     "Inspection:",  "General:",   "--device",
        "--list-devices", "--latency",      "--block-size", "--rate",     "--start",
        "--end",          "--duration",     "--loop",       "--fade-in",  "--fade-out",
        "--gain",         "--render",       "--format",     "--encoding", "--dither",
        "--level",        "--no-normalize", "--jobs",       "--force",    "--check",
        "--info",         "--quiet",        "--verbose",    "--progress", "--stats",
        "--strict",       "--seed",         "--fidelity",   "--config",   "--version"}) {
    EXPECT_THAT(help.out, HasSubstr(text));
  }
}

TEST_F(Options, VersionNamesTheProgramAndItsVersion) {
  const Outcome version = bbplay({"--version"});
  EXPECT_EQ(version.exit_code, 0);
  EXPECT_THAT(version.out,
              testing::MatchesRegex("bbplay [0-9]+\\.[0-9]+\\.[0-9]+(\\+[0-9]+\\.g[0-9a-f]+)?\n"));
}

TEST_F(Options, WrongUsageReturns64AndSaysWhatIsWrong) {
  struct Case {
    std::vector<std::string> arguments;
    std::string message;
  };
  const std::vector<Case> cases = {
      {{}, "TRACK"},
      {{"--nonsense", track_}, "--nonsense"},
      {{"--start", "soon", track_}, "soon"},
      {{"--start", "1:75", track_}, "1:75"},
      {{"--start", "-1", track_}, "-1"},
      {{"--level", "2", track_}, "2"},
      {{"--level", "3dB", track_}, "3dB"},
      {{"--gain", "loud", track_}, "loud"},
      {{"--rate", "12", track_}, "12"},
      {{"--jobs", "0", track_}, "0"},
      {{"--loop", "0", track_}, "0"},
      {{"--encoding", "pcm17", track_}, "pcm17"},
      {{"--fidelity", "perfect", track_}, "perfect"},
      {{"--end", "1", "--duration", "1", track_}, "--duration"},
      {{"--check", "--info", track_}, "--info"},
      {{"--json", track_}, "--json"},
      {{"--check", "--skip-existing", track_}, "--render"},
      {{"--render", out_, "--skip-existing", "--force", track_}, "--force"},
      {{"--render", (folder_ / "a.xyz").string(), track_}, "extension"},
      {{"--render", out_, "--format", "xyz", track_}, "xyz"},
      {{"--render", (folder_ / "a.flac").string(), "--encoding", "float", track_}, "float"},
      {{"--render", (folder_ / "a.mp3").string(), "--rate", "96000", track_}, "96000"},
      {{"--render", (folder_ / "a").string(), track_}, "a/ is a folder"},
      {{"--render", out_, track_, track_}, "{name}"},
      {{"--render", out_, "--start", "99", track_}, "ends at"},
      {{"--render", out_, "--duration", "0", track_}, "empty"},
      {{"--render", out_, "--loop", track_}, "loop"},
      {{"--check", "-", "-"}, "once"},
      {{"-o", "", track_}, "--render: an empty name"},
      {{"-d", "", track_}, "--device: an empty name"},
      {{"--render", out_, "--stems", "", track_}, "--stems: an empty name"},
      {{"--timeline", "", track_}, "--timeline: an empty name"},
      {{"--spectrogram", "", track_}, "--spectrogram: an empty name"},
      {{"--save-track", "", track_}, "--save-track: an empty name"},
      {{"--describe", ""}, "--describe: an empty name"},
      {{"--serve", "1", "--library", ""}, "--library: an empty name"},
      {{"--check", ""}, "TRACK: an empty name"},
      {{"--config", "", "--check", track_}, "--config: an empty name"},
      {{"--presets", "", "--check", track_}, "--presets: an empty name"},
      {{"--new", ""}, "--new: an empty name"},
      {{"--render", out_, "--format", "", track_}, "--format: \"\" is not a format"},
      {{"--render", out_, "--encoding", "", track_}, "--encoding: \"\" is not an encoding"},
  };
  for (const Case& each : cases) {
    const Outcome outcome = bbplay(each.arguments);
    EXPECT_EQ(outcome.exit_code, 64) << testing::PrintToString(each.arguments) << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr(each.message));
    EXPECT_EQ(outcome.out, "");
  }
  EXPECT_EQ(folder_.names(), std::vector<std::string>{"night.json"});
}

TEST_F(Options, AWrongWordIsAnsweredWithTheRightOne) {
  struct Case {
    std::vector<std::string> arguments;
    std::string line;
  };
  const std::string flca = (folder_ / "a.flca").string();
  const std::vector<Case> cases = {
      {{"--rendr", out_, track_}, "unknown option --rendr; did you mean \"--render\"?"},
      {{"--Check", track_}, "unknown option --Check; did you mean \"--check\"?"},
      {{"--fadein=3", track_}, "unknown option --fadein; did you mean \"--fade-in\"?"},
      {{"--no_cache", track_}, "unknown option --no_cache; did you mean \"--no-cache\"?"},
      {{"--output", out_, track_}, "unknown option --output; did you mean \"--render\"?"},
      {{"--out=" + out_, track_}, "unknown option --out; did you mean \"--render\"?"},
      {{"--threads=2", track_}, "unknown option --threads; did you mean \"--jobs\"?"},
      {{"--volume=2", track_}, "unknown option --volume; did you mean \"--gain\"?"},
      {{"--repeat=2", track_}, "unknown option --repeat; did you mean \"--loop\"?"},
      {{"--bitdepth=24", track_}, "unknown option --bitdepth; did you mean \"--encoding\"?"},
      {{"--validate", track_}, "unknown option --validate; did you mean \"--check\"?"},
      {{"--lufs=-23", track_}, "unknown option --lufs; did you mean \"--level\"?"},
      {{"--loop", "1.5", "-o", out_, track_},
       "--loop: \"1.5\" is not a number of times up to 1000000"},
      {{"--level", "-23", track_},
       "--level: \"-23\" is not a peak from 0 to 1 or up to 0dB (-23dB), or a loudness (-23LUFS)"},
      {{"--devices-list", track_},
       "unknown option --devices-list; did you mean \"--list-devices\"?"},
      {{"--nonsense", track_}, "unknown option --nonsense"},
      {{"\u2014check", track_},
       "unknown option \u2014check (a long dash; options begin with --); did you mean "
       "\"--check\"?"},
      {{"--fidelity", "corected", track_},
       "--fidelity: \"corected\" is not one of reference|corrected; did you mean \"corrected\"?"},
      {{"--progress", "allways", track_},
       "--progress: \"allways\" is not one of auto|always|never; did you mean \"always\"?"},
      {{"--status", "jason", track_},
       "--status: \"jason\" is not one of text|json; did you mean \"json\"?"},
      {{"--dither", "tpfd", track_},
       "--dither: \"tpfd\" is not one of none|tpdf; did you mean \"tpdf\"?"},
      {{"--encoding", "pcm_24", track_},
       "--encoding: \"pcm_24\" is not an encoding (pcm16|pcm24|pcm32|float|double); did you mean "
       "\"pcm24\"?"},
      {{"--format", "flca", track_},
       "--format: \"flca\" is not a format "
       "(wav|flac|ogg|opus|mp3|aiff|au|caf|w64|rf64|raw); did you mean \"flac\"?"},
  };
  for (const Case& each : cases) {
    const Outcome outcome = bbplay(each.arguments);
    EXPECT_EQ(outcome.exit_code, 64);
    EXPECT_EQ(outcome.err, "bbplay: error: " + each.line + "\nbbplay --help lists the options\n");
  }
  EXPECT_THAT(bbplay({"--render", flca, track_}).err, HasSubstr("; did you mean \"flac\"?\n"));
  EXPECT_EQ(bbplay({"--format", "AIF", "--render", out_, track_}).exit_code, 0);
}

TEST_F(Options, ANewTrackIsNotWrittenUnderTheNameOfAnotherKindOfFile) {
  for (const std::string name : {"x.wav", "x.FLAC", "x.voice", "x.session", ".", ".."}) {
    const Outcome outcome = bbplay({"--new", (folder_ / name).string()});
    EXPECT_EQ(outcome.exit_code, 64) << name << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr("--new ")) << name;
  }
  EXPECT_EQ(folder_.names(), std::vector<std::string>{"night.json"});
  EXPECT_EQ(bbplay({"--new", (folder_ / "x.y.json").string()}).exit_code, 0);
  EXPECT_EQ(bbplay({"--new", (folder_ / "x").string()}).exit_code, 0);
  EXPECT_THAT(folder_.names(), testing::UnorderedElementsAre("night.json", "x.json", "x.y.json"));
}

TEST_F(Options, OptionsMayStandBeforeAndAfterTheTrack) {
  EXPECT_EQ(bbplay({track_, "--duration", "0.1", "--render", out_}).exit_code, 0);
  EXPECT_EQ(bbplay({"--force", "--render", out_, track_, "--duration", "0.1"}).exit_code, 0);
  EXPECT_EQ(bbplay({"--force", "--render", out_, "--duration", "0.1", "--", track_}).exit_code, 0);
  EXPECT_EQ(bbplay({"--", "--check", track_}).exit_code, 66) << "a file of that name";
}

TEST_F(Options, LoopWithoutANumberDoesNotSwallowTheTrack) {
  Start start;
  start.acts = {{.once = "rendering", .signal = SIGTERM}};
  const Outcome endless =
      bbplay({"--progress", "always", "--render", "/dev/null", "--loop", track_}, start);
  EXPECT_EQ(endless.exit_code, 143);
}

TEST_F(Options, TheConfigurationFileGivesDefaultsThatTheCommandLineOverrides) {
  put_bytes(folder_ / "config.toml", "rate = 4000\nduration = \"0.5\"\nquiet = true\n");
  const std::string config = (folder_ / "config.toml").string();
  EXPECT_EQ(bbplay({"--config", config, "--render", out_, track_}).exit_code, 0);
  EXPECT_EQ(wav_samples(bytes_of(out_)).size(), 4u * 2'000);
  EXPECT_EQ(bbplay({"--config", config, "--render", out_, "--force", "--duration", "1", track_})
                .exit_code,
            0);
  EXPECT_EQ(wav_samples(bytes_of(out_)).size(), 4u * 4'000);

  std::filesystem::create_directories(folder_ / "xdg/bbplay");
  std::filesystem::copy(folder_ / "config.toml", folder_ / "xdg/bbplay/config.toml");
  Start start;
  start.environment = {"XDG_CONFIG_HOME=" + (folder_ / "xdg").string()};
  EXPECT_EQ(bbplay({"--render", out_, "--force", track_}, start).exit_code, 0);
  EXPECT_EQ(wav_samples(bytes_of(out_)).size(), 4u * 2'000);
}

TEST_F(Options, AWrongConfigurationFileIsWrongUsageAndAMissingOneMissingInput) {
  put_bytes(folder_ / "config.toml", "nonsense = 1\n");
  EXPECT_EQ(bbplay({"--config", (folder_ / "config.toml").string(), "--check", track_}).exit_code,
            64);
  EXPECT_EQ(bbplay({"--config", (folder_ / "none.toml").string(), "--check", track_}).exit_code,
            66);
}

TEST_F(Options, AWrongConfigurationFileIsNamedWithLineAndColumn) {
  struct Case {
    std::string text, line;
  };
  const std::vector<Case> cases = {
      {"# mine\n\n  rat = 4000\n", "3:3: error: unknown option \"rat\"; did you mean \"rate\"?"},
      {"fade_in = 3\n", "1:1: error: unknown option \"fade_in\"; did you mean \"fade-in\"?"},
      {"quiet = true\nrate = fast\n",
       "2:8: error: rate: \"fast\" is not a rate from 1000 to 768000 Hz"},
      {"duration = \"soon\"\n",
       "1:12: error: duration: \"soon\" is not a time up to 1000000000 s (90, 90.5, 1:30 or "
       "1:02:03.25)"},
      {"fidelity = 'corect'\n",
       "1:12: error: fidelity: \"corect\" is not one of reference|corrected; did you mean "
       "\"corrected\"?"},
      {"jobs = 0", "1:8: error: jobs: \"0\" is not a number of threads up to 1024"},
      {"quiet = maybe\n", "1:9: error: quiet: \"maybe\" is not true or false"},
      {"rate = [1, 2]\n", "1:8: error: rate: expected one value"},
      {"rate: 4000\n", "1:5: error: \":\" after a name; write \"=\""},
      {"rate 4000\n", "1:5: error: \"=\" after rate is missing"},
      {"rate = 4000\nquiet = true\nrate = 8000\n", "3:1: error: rate is set in line 1 already"},
      {"title = \"night\nrate = 4000\n",
       "1:9: error: this text is not closed; write '\"' where it ends"},
      {"title = \"a\" b\n", "1:13: error: text after the value; remove it"},
      {"presets = [\n \"a\",\n", "1:11: error: \"[\" is not closed; \"]\" is missing"},
      {"\n[output]\nrate = 1\n",
       "2:1: error: the section [output]: options stand in none; remove the line"},
      {"config = \"other.toml\"\n", "1:1: error: config: on the command line only"},
  };
  const std::string config = (folder_ / "config.toml").string();
  for (const Case& each : cases) {
    put_bytes(config, each.text);
    const Outcome outcome = bbplay({"--config", config, "--check", track_});
    EXPECT_EQ(outcome.exit_code, 64) << each.text;
    EXPECT_EQ(outcome.err, config + ':' + each.line + '\n');
    EXPECT_EQ(outcome.out, "");
  }
}

TEST_F(Options, NoConfigurationFileKeepsHelpFromWhoeverAsksForIt) {
  const std::string config = (folder_ / "config.toml").string();
  put_bytes(config, "nonsense = 1\n");
  for (const char* asks : {"--help", "-h", "--version"}) {
    const Outcome outcome = bbplay({"--config", config, asks});
    EXPECT_EQ(outcome.exit_code, 0) << asks;
    EXPECT_THAT(outcome.out, HasSubstr("bbplay")) << asks;
    EXPECT_EQ(outcome.err, "") << asks;
  }
  EXPECT_EQ(bbplay({"--config", config, "--check", "--", "--help"}).exit_code, 64);
}

TEST_F(Options, WhatIsNoConfigurationIsNotReadToItsEnd) {
  const Outcome endless = bbplay({"--config", "/dev/zero", "--check", track_});
  EXPECT_EQ(endless.exit_code, 64);
  EXPECT_LT(endless.most_memory_kib, (64 << 10) + kSanitizerMemoryKib);
  EXPECT_EQ(endless.err, "/dev/zero:1:1: error: longer than 1 MiB: no configuration\n");
  EXPECT_EQ(bbplay({"--config", "/proc/self/mem", "--check", track_}).exit_code, 74);
}

TEST_F(Options, AWrongValueOnTheCommandLineIsNotThatOfTheConfigurationFile) {
  const std::string config = (folder_ / "config.toml").string();
  put_bytes(config, "rate = fast\n");
  const Outcome outcome = bbplay({"--config", config, "--rate", "slow", "--check", track_});
  EXPECT_THAT(outcome.err, testing::StartsWith("bbplay: error: --rate: \"slow\" is not"));
  EXPECT_EQ(bbplay({"--config", config, "--rate", "8000", "--check", track_}).exit_code, 0);
}

TEST_F(Options, CheckPrintsOneLinePerTrackAndGoesOnAfterABadOne) {
  const std::string bad = (folder_ / "bad.json").string();
  put_bytes(bad, "{\"steps\": 7");
  const Outcome one = bbplay({"--check", track_});
  EXPECT_EQ(one.exit_code, 0) << one.err;
  EXPECT_EQ(one.out, track_ + ": OK\n");
  const Outcome several = bbplay({"--check", bad, track_, (folder_ / "none.json").string()});
  EXPECT_EQ(several.exit_code, 65);
  EXPECT_EQ(several.out, track_ + ": OK\n");
  EXPECT_THAT(several.err, HasSubstr("bad.json:1:"));
  EXPECT_THAT(several.err, HasSubstr("none.json"));
}

TEST_F(Options, AMissingTrackIsMissingInput) {
  for (const auto mode : {"--check", "--info"}) {
    EXPECT_EQ(bbplay({mode, (folder_ / "none.json").string()}).exit_code, 66);
  }
  EXPECT_EQ(bbplay({"--render", out_, (folder_ / "none.json").string()}).exit_code, 66);
  EXPECT_EQ(bbplay({"--render", out_, folder_.path().string()}).exit_code, 66) << "a folder";
}

TEST_F(Options, ATrackComesFromStdinAsWell) {
  Start start;
  start.input = two_step_track(2, 8'000);
  const Outcome outcome = bbplay({"--check", "-"}, start);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  start.input = "{\n  \"steps\": [}\n";
  const Outcome broken = bbplay({"--check", "-"}, start);
  EXPECT_EQ(broken.exit_code, 65);
  EXPECT_THAT(broken.err, HasSubstr("stdin:2:"));
}

TEST_F(Options, WarningsStayQuietWithQuietAndFailWithStrict) {
  std::string text = two_step_track(2, 8'000);
  text.insert(text.find("\"duration\""), "\"colour\": 1, ");
  put_bytes(track_, text);
  const Outcome loud = bbplay({"--check", track_});
  EXPECT_EQ(loud.exit_code, 0);
  EXPECT_THAT(loud.err, HasSubstr("warning: /steps/0/colour"));
  const Outcome quiet = bbplay({"--check", "-q", track_});
  EXPECT_EQ(quiet.exit_code, 0);
  EXPECT_EQ(quiet.err, "");
  const Outcome strict = bbplay({"--check", "--strict", track_});
  EXPECT_EQ(strict.exit_code, 65);
  EXPECT_THAT(strict.err, HasSubstr("/steps/0/colour"));
}

TEST_F(Options, ProgressIsShownOnATerminalOrWhenAskedFor) {
  EXPECT_THAT(bbplay({"--render", out_, track_}).err, Not(HasSubstr("%")));
  EXPECT_THAT(bbplay({"--render", out_, "--force", "--progress", "always", track_}).err,
              HasSubstr("%"));
  EXPECT_EQ(bbplay({"--render", out_, "--force", "--progress", "always", "-q", track_}).err, "");
}

TEST_F(Options, InfoNamesTheStepsAndTheirVoices) {
  const Outcome info = bbplay({"--info", track_});
  EXPECT_EQ(info.exit_code, 0);
  EXPECT_THAT(info.out, HasSubstr("night: 0:03.0, 8000 Hz, 2 steps"));
  EXPECT_THAT(info.out, testing::ContainsRegex(
                            "200 Hz +6 Hz +right +binaural_beat, monaural_beat_stereo_amps"));
  EXPECT_THAT(info.out, testing::ContainsRegex("180 to 160 Hz +10 to 4 Hz +right +binaural_beat"));
  EXPECT_EQ(info.err, "");
}

TEST_F(Options, InfoForMachinesHasAnObjectPerTrack) {
  const Outcome info = bbplay({"--info", "--json", track_, track_});
  EXPECT_EQ(info.exit_code, 0);
  const auto document = reader::JsonDocument::parse(info.out, "info");
  const auto tracks = document.root()["tracks"].children();
  ASSERT_EQ(tracks.size(), 2u);
  EXPECT_EQ(tracks[1]["rate_hz"].number(), 8'000);
  EXPECT_EQ(tracks[1]["frames"].number(), 24'000);
  const auto steps = tracks[0]["steps"].children();
  ASSERT_EQ(steps.size(), 2u);
  EXPECT_EQ(steps[1]["step"].number(), 2);
  EXPECT_EQ(steps[1]["start_frame"].number(), 8'000);
  EXPECT_EQ(steps[1]["blend_frames"].number(), 8'000);
  const auto voices = steps[1]["voices"].children();
  ASSERT_EQ(voices.size(), 1u);
  EXPECT_EQ(voices[0]["start_beat_hz"].number(), 10);
  EXPECT_EQ(voices[0]["end_beat_hz"].number(), 4);
}

TEST_F(Options, PlansAreKeptInTheCacheUnlessNotWanted) {
  Start start;
  start.environment = {"XDG_CACHE_HOME=" + (folder_ / "cache").string()};
  const auto plans = [&] {
    std::size_t count = 0;
    std::error_code none;
    for (const auto& entry : std::filesystem::directory_iterator(folder_ / "cache/bbplay", none)) {
      count += entry.path().extension() == ".plan" ? 1u : 0u;
    }
    return count;
  };
  EXPECT_EQ(bbplay({"--render", out_, "--no-cache", track_}, start).exit_code, 0);
  EXPECT_EQ(plans(), 0u);
  const std::string fresh = bytes_of(out_);
  for (int time = 0; time < 2; ++time) {
    EXPECT_EQ(bbplay({"--render", out_, "--force", track_}, start).exit_code, 0);
    EXPECT_EQ(plans(), 1u);
    EXPECT_TRUE(bytes_of(out_) == fresh);
  }
  EXPECT_EQ(bbplay({"--render", out_, "--force", "--level", "0.5", track_}, start).exit_code, 0);
  EXPECT_EQ(plans(), 2u) << "another plan for other options";
  EXPECT_FALSE(bytes_of(out_) == fresh);
  for (const auto& entry : std::filesystem::directory_iterator(folder_ / "cache/bbplay")) {
    put_bytes(entry.path(), "damaged");
  }
  EXPECT_EQ(bbplay({"--render", out_, "--force", track_}, start).exit_code, 0);
  EXPECT_TRUE(bytes_of(out_) == fresh);
}

TEST_F(Options, StatsTellAboutTheRun) {
  const Outcome outcome = bbplay({"--render", out_, "--stats", track_});
  EXPECT_THAT(outcome.err, HasSubstr("24000 frames (3.000 s)"));
  EXPECT_THAT(outcome.err, HasSubstr("times real time"));
  EXPECT_EQ(outcome.out, "");
}

}  // namespace
}  // namespace bbplay::test
