// SPDX-License-Identifier: MIT
// Rendering through the program: the same samples however it is asked, and nothing left behind.
#include <cstring>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "apps/bbplay/support/fake_clock.h"
#include "apps/bbplay/support/program.h"
#include "apps/bbplay/support/riff_chunks.h"
#include "apps/bbplay/support/tracks.h"
#include "support/scratch_folder.h"

namespace bbplay::test {
namespace {

using testing::HasSubstr;

constexpr int kRate = 44'100;
constexpr std::size_t kHeader = 44;  // of a stream

class Render : public testing::Test {
 protected:
  void SetUp() override { put_bytes(track_, two_step_track(6)); }

  std::string path(const std::string& name) const { return (folder_ / name).string(); }

  /// Renders the track with `options` and returns the samples as bytes, without the header.
  std::string samples(std::vector<std::string> options, const std::string& name = "out.wav") {
    options.insert(options.begin(), {"--render", path(name), "--force"});
    options.push_back(track_);
    const Outcome outcome = bbplay(options);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_EQ(outcome.out, "");
    return wav_samples(bytes_of(path(name)));
  }

  std::vector<float> floats(std::vector<std::string> options) {
    options.insert(options.end(), {"--encoding", "float", "--format", "raw"});
    options.insert(options.begin(), {"--render", path("out.raw"), "--force"});
    options.push_back(track_);
    EXPECT_EQ(bbplay(options).exit_code, 0);
    const std::string bytes = bytes_of(path("out.raw"));
    std::vector<float> values(bytes.size() / 4);
    std::memcpy(values.data(), bytes.data(), bytes.size());
    return values;
  }

  /// Frame by frame, a long track takes many minutes; says how far it has got.
  std::vector<std::string> slow_render() const {
    return {"--render", path("out.wav"), "--force", "--block-size", "1", "--jobs",
            "1",        "--progress",    "always",  track_};
  }

  const ScratchFolder folder_;
  const std::string track_ = (folder_ / "night.json").string();
};

TEST_F(Render, TheFileIsAsLongAsTheTrack) { EXPECT_EQ(samples({}).size(), 11u * kRate * 4); }

TEST_F(Render, ThePeakIsTheLevel) {
  const auto peak_of = [&](const std::vector<std::string>& options) {
    float peak = 0;
    for (const float value : floats(options)) peak = std::max(peak, std::abs(value));
    return peak;
  };
  EXPECT_NEAR(peak_of({}), 0.25, 1e-4);
  EXPECT_NEAR(peak_of({"--level", "0.8"}), 0.8, 3e-4);
  EXPECT_NEAR(peak_of({"--level", "-6dB"}), 0.5012, 3e-4);
  EXPECT_NEAR(peak_of({"--gain", "-6"}), 0.25 * 0.5012, 1e-4);
}

TEST_F(Render, SixteenBitsLoseTheirFractionsUnlessTheReferenceIsCorrected) {
  const auto shorts = [&](const char* fidelity) {
    const std::string bytes = samples({"--fidelity", fidelity});
    std::vector<std::int16_t> values(bytes.size() / 2);
    std::memcpy(values.data(), bytes.data(), bytes.size());
    return values;
  };
  for (const char* fidelity : {"reference", "corrected"}) {
    const bool rounds = std::string(fidelity) == "corrected";
    const std::vector<float> exact = floats({"--fidelity", fidelity});
    const std::vector<std::int16_t> written = shorts(fidelity);
    ASSERT_EQ(written.size(), exact.size());
    double farthest = 0;
    for (std::size_t i = 0; i < exact.size(); ++i) {
      const double scaled = 32767.0 * static_cast<double>(exact[i]);
      const double expected = rounds ? std::round(scaled) : std::trunc(scaled);
      // The product is rounded to float before its fraction is cut off.
      if (!rounds && std::abs(scaled - std::round(scaled)) < 1e-3) continue;
      farthest = std::max(farthest, std::abs(written[i] - expected));
    }
    EXPECT_EQ(farthest, 0) << fidelity;
  }
}

TEST_F(Render, BlockSizeDoesNotChangeTheFile) {
  const std::string whole = samples({});
  for (const auto block : {"1", "63", "256", "4096", "1000000"}) {
    EXPECT_TRUE(samples({"--block-size", block}) == whole) << "block of " << block;
  }
}

TEST_F(Render, JobsDoNotChangeTheFile) {
  const std::string one = samples({"--jobs", "1"});
  EXPECT_TRUE(samples({"--jobs", "2"}) == one);
  EXPECT_TRUE(samples({"-j", "7"}) == one);
}

TEST_F(Render, APartIsThatStretchOfTheWholeBitForBit) {
  const std::string whole = samples({});
  const auto stretch = [&](double start, double seconds) {
    const auto from = static_cast<std::size_t>(std::llround(start * kRate)) * 4;
    const auto count = static_cast<std::size_t>(std::llround(seconds * kRate)) * 4;
    return whole.substr(from, count);
  };
  EXPECT_TRUE(samples({"--start", "1.7", "--duration", "5"}) == stretch(1.7, 5));
  EXPECT_TRUE(samples({"--start", "5.3", "--end", "5.9"}) == stretch(5.3, 0.6)) << "in the blend";
  EXPECT_TRUE(samples({"--start", "0:07.77"}) == stretch(7.77, 99));
  EXPECT_TRUE(samples({"--duration", "0.001"}) == stretch(0, 0.001));
}

TEST_F(Render, ALoopIsThePartSeveralTimes) {
  const std::string part = samples({"--start", "4.5", "--duration", "2"});
  EXPECT_TRUE(samples({"--start", "4.5", "--duration", "2", "--loop", "3"}) == part + part + part);
  const std::string whole = samples({});
  EXPECT_TRUE(samples({"--loop", "2"}) == whole + whole);
}

TEST_F(Render, FadesShapeTheEndsAndLeaveTheMiddleAlone) {
  const std::vector<float> plain = floats({}),
                           faded = floats({"--fade-in", "1", "--fade-out", "2"});
  ASSERT_EQ(plain.size(), faded.size());
  for (std::size_t i = 2 * kRate; i < plain.size() - 4 * kRate; ++i) ASSERT_EQ(plain[i], faded[i]);
  EXPECT_EQ(faded[0], 0);
  EXPECT_EQ(faded.back(), 0);
  for (const auto frame : {std::size_t{kRate / 4}, std::size_t{kRate / 2}}) {
    EXPECT_NEAR(faded[2 * frame], plain[2 * frame] * double(frame) / kRate, 1e-5);
  }
}

TEST_F(Render, StdoutTakesAWavOfUnknownLengthWithTheSameSamples) {
  const std::string file = samples({});
  const Outcome outcome = bbplay({"--render", "-", track_});
  EXPECT_EQ(outcome.exit_code, 0);
  ASSERT_GT(outcome.out.size(), kHeader);
  EXPECT_EQ(outcome.out.substr(0, 8), std::string("RIFF\xff\xff\xff\xff"));
  EXPECT_TRUE(outcome.out.substr(kHeader) == file);
  const Outcome raw = bbplay({"--render", "-", "--format", "raw", track_});
  EXPECT_TRUE(raw.out == file);
}

TEST_F(Render, TheExtensionChoosesTheContainer) {
  const std::vector<std::pair<std::string, std::string>> magics = {
      {"a.flac", "fLaC"}, {"a.aiff", "FORM"}, {"a.au", ".snd"}, {"a.caf", "caff"},
      {"a.w64", "riff"},  {"a.rf64", "RF64"}, {"a.ogg", "OggS"}};
  for (const auto& [name, magic] : magics) {
    EXPECT_EQ(bbplay({"--render", path(name), track_}).exit_code, 0) << name;
    EXPECT_EQ(bytes_of(path(name)).substr(0, 4), magic) << name;
  }
}

TEST_F(Render, SeveralTracksGoToAFolderOrToNames) {
  put_bytes(folder_ / "morning.json", two_step_track(2, 8'000));
  std::filesystem::create_directory(folder_ / "out");
  const std::string second = path("morning.json");
  EXPECT_EQ(bbplay({"--render", path("out"), track_, second}).exit_code, 0);
  EXPECT_TRUE(std::filesystem::exists(folder_ / "out/night.wav"));
  EXPECT_TRUE(std::filesystem::exists(folder_ / "out/morning.wav"));
  EXPECT_EQ(bbplay({"--render", path("{name}-mix.flac"), track_, second}).exit_code, 0);
  EXPECT_TRUE(std::filesystem::exists(folder_ / "night-mix.flac"));
  EXPECT_TRUE(std::filesystem::exists(folder_ / "morning-mix.flac"));
  EXPECT_EQ(bbplay({"--render", path("out"), "--force", track_, track_}).exit_code, 64);
}

TEST_F(Render, ANameThatEndsInASlashIsAFolderWhichIsMade) {
  const Outcome outcome = bbplay({"--render", path("new/folder/"), track_});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_TRUE(std::filesystem::exists(folder_ / "new/folder/night.wav"));
  EXPECT_EQ(bbplay({"-o", path("other/"), "--format", "flac", track_}).exit_code, 0);
  EXPECT_EQ(bytes_of(path("other/night.flac")).substr(0, 4), "fLaC");

  put_bytes(folder_ / "broken.json", "{}");
  EXPECT_EQ(bbplay({"-o", path("third/"), path("broken.json")}).exit_code, 65);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "third"));
  const Outcome refused = bbplay({"-o", path("night.json/"), track_});
  EXPECT_EQ(refused.exit_code, 73);
  EXPECT_THAT(refused.err, HasSubstr("night.json/: cannot be created: "));
}

TEST_F(Render, AnExistingOutputIsRefusedUnlessForced) {
  put_bytes(folder_ / "out.wav", "precious");
  const Outcome refused = bbplay({"--render", path("out.wav"), track_});
  EXPECT_EQ(refused.exit_code, 73);
  EXPECT_THAT(refused.err, HasSubstr("--force"));
  EXPECT_EQ(bytes_of(path("out.wav")), "precious");
  EXPECT_EQ(bbplay({"--render", path("out.wav"), "--force", track_}).exit_code, 0);
  EXPECT_NE(bytes_of(path("out.wav")), "precious");
}

TEST_F(Render, AnOutputThatCannotBeCreatedIsNamed) {
  const Outcome outcome = bbplay({"--render", path("nowhere/out.wav"), track_});
  EXPECT_EQ(outcome.exit_code, 73);
  EXPECT_THAT(outcome.err, HasSubstr("nowhere/out.wav"));
}

TEST_F(Render, AnInterruptedRenderLeavesNoFile) {
  put_bytes(track_, two_step_track(40'000));
  for (const int signal : {SIGINT, SIGTERM}) {
    Start start;
    start.acts = {{.once = "rendering", .signal = signal}};
    EXPECT_EQ(bbplay(slow_render(), start).exit_code, 128 + signal);
    EXPECT_EQ(folder_.names(), std::vector<std::string>{"night.json"});
  }
}

TEST_F(Render, AnInterruptedReplacementKeepsTheOldFile) {
  put_bytes(track_, two_step_track(40'000));
  put_bytes(folder_ / "out.wav", "precious");
  Start start;
  start.acts = {{.once = "rendering", .signal = SIGINT}};
  EXPECT_EQ(bbplay(slow_render(), start).exit_code, 130);
  EXPECT_EQ(bytes_of(path("out.wav")), "precious");
}

TEST_F(Render, AFullDiskIsAnIoErrorAndLeavesNoFile) {
  EXPECT_EQ(bbplay({"--render", "/dev/full", track_}).exit_code, 74);
  Start start;
  start.file_size = 100'000;
  const Outcome outcome = bbplay({"--render", path("out.wav"), track_}, start);
  EXPECT_EQ(outcome.exit_code, 74);
  EXPECT_THAT(outcome.err, HasSubstr("out.wav"));
  EXPECT_EQ(folder_.names(), std::vector<std::string>{"night.json"});
}

TEST_F(Render, RenderingTwiceGivesTheSameFile) {
  const std::string once = samples({"--encoding", "float"});
  EXPECT_TRUE(samples({"--encoding", "float"}) == once);
  EXPECT_TRUE(samples({"--dither", "tpdf"}) == samples({"--dither", "tpdf"}));
  EXPECT_FALSE(samples({"--dither", "tpdf"}) == samples({}));
}

TEST_F(Render, RenderingOnAnotherDayGivesTheSameFile) {
  const FakeClock clock;
  Start start;
  start.environment = clock.environment();
  for (const auto name : {"a.wav", "a.flac", "a.aiff", "a.caf", "a.w64", "a.au", "a.ogg"}) {
    std::vector<std::string> render = {"--render", path(name), "--force", track_};
    if (std::string(name) != "a.flac" && std::string(name) != "a.ogg") {
      render.insert(render.end(), {"--encoding", "float"});
    }
    EXPECT_EQ(bbplay(render, start).exit_code, 0);
    const std::string once = bytes_of(path(name));
    clock.put_ahead(1'000'000);
    EXPECT_EQ(bbplay(render, start).exit_code, 0);
    EXPECT_TRUE(bytes_of(path(name)) == once) << name;
    clock.put_ahead(0);
  }
}

}  // namespace
}  // namespace bbplay::test
