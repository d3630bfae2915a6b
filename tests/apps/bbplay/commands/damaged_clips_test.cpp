// SPDX-License-Identifier: MIT
// Clips that are cut off, and disks that fail.
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "apps/bbplay/support/program.h"
#include "support/audio_file.h"
#include "support/sound_files.h"

namespace bbplay::test {
namespace {

using testing::HasSubstr;
using testing::Not;

class DamagedClip : public testing::Test {
 protected:
  /// A track of a clip that is called `name`.
  void put_track(const std::string& name) {
    put_bytes(track_,
              R"({"global": {"sample_rate": 44100}, "progression": [{"duration": 4, "voices": [
      {"synth_function_name": "binaural_beat", "params": {"baseFreq": 200, "beatFreq": 6}}]}],
      "overlay_clips": [{"path": ")" +
                  name + R"(", "start_time": 0.5}]})");
  }
  void put_clip(const std::string& name, int format, double part) {
    write_sound(folder_ / name, format, 44'100, test_signal(2, 3 * 44'100));
    const std::string bytes = bytes_of(folder_ / name);
    put_bytes(folder_ / name,
              bytes.substr(0, static_cast<std::size_t>(part * static_cast<double>(bytes.size()))));
    put_track(name);
  }
  Start failing_at(long place) const {
    Start start;
    start.environment = {std::string("LD_PRELOAD=") + BBPLAY_FAILING_READS,
                         "BBPLAY_TEST_FAIL_AT=" + std::to_string(place),
                         "ASAN_OPTIONS=verify_asan_link_order=0"};
    return start;
  }

  const ScratchFolder folder_;
  const std::string track_ = (folder_ / "night.json").string();
  const std::string out_ = (folder_ / "out.wav").string();
};

TEST_F(DamagedClip, IsPlayedWithAWarningThatSaysWhatIsMissing) {
  put_clip("cut.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 0.5);
  const Outcome outcome = bbplay({"--render", out_, track_});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("night.json:3:"));
  EXPECT_THAT(outcome.err, HasSubstr("warning: /overlay_clips/0/path: "));
  EXPECT_THAT(outcome.err,
              HasSubstr("cut.wav: is cut off: 1.5 s of 3 s are there, 1.5 s are missing"));
}

TEST_F(DamagedClip, IsAnErrorWhenNothingMayBeWrong) {
  for (const auto& [name, format] :
       {std::pair{"cut.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16},
        std::pair{"cut.aiff", SF_FORMAT_AIFF | SF_FORMAT_PCM_16},
        std::pair{"cut.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16},
        std::pair{"cut.ogg", SF_FORMAT_OGG | SF_FORMAT_VORBIS},
        std::pair{"cut.mp3", SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III}}) {
    put_clip(name, format, 0.6);
    EXPECT_EQ(bbplay({"--check", track_}).exit_code, 0) << name;
    const Outcome strict = bbplay({"--check", "--strict", track_});
    EXPECT_EQ(strict.exit_code, 65) << name;
    EXPECT_THAT(strict.err, HasSubstr("is cut off")) << name;
    EXPECT_THAT(strict.err, Not(HasSubstr("Xing"))) << name;
    put_clip(name, format, 1);
    EXPECT_EQ(bbplay({"--check", "--strict", track_}).exit_code, 0) << name;
  }
}

TEST_F(DamagedClip, OfADiskThatFailsIsNoShortClip) {
  put_clip("failing.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 1);
  for (const long place : {0L, 20L, 300'000L}) {
    for (const std::vector<std::string>& mode :
         {std::vector<std::string>{"--render", out_}, {"--check"}, {"--info"}}) {
      std::vector<std::string> arguments = mode;
      arguments.push_back(track_);
      const Outcome outcome = bbplay(arguments, failing_at(place));
      EXPECT_EQ(outcome.exit_code, 74) << mode.front() << ' ' << place << ' ' << outcome.err;
      EXPECT_THAT(outcome.err, HasSubstr("failing.wav: cannot be read: Input/output error"));
      EXPECT_FALSE(std::filesystem::exists(out_));
    }
  }
  const Outcome json = bbplay({"--check", "--json", track_}, failing_at(300'000));
  EXPECT_EQ(json.exit_code, 74);
  EXPECT_THAT(json.out, HasSubstr("cannot be read"));
  EXPECT_EQ(bbplay({"--check", track_}).exit_code, 0) << "nothing of that was kept";
}

TEST_F(DamagedClip, ATrackOnADiskThatFailsIsNotMissing) {
  // Its first byte stands at an address where nothing is.
  EXPECT_EQ(bbplay({"--check", "/proc/self/mem"}).exit_code, 74);
}

}  // namespace
}  // namespace bbplay::test
