// SPDX-License-Identifier: MIT
// Clips that are cut off, and disks that fail.
#include <cmath>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

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
  /// What is to be known to the library that lets disks fail.
  Start on_disk(const std::string& what) const {
    Start start;
    start.environment = {std::string("LD_PRELOAD=") + BBPLAY_FAILING_READS, what,
                         "ASAN_OPTIONS=verify_asan_link_order=0"};
    return start;
  }
  Start failing_at(long place) const {
    return on_disk("BBPLAY_TEST_FAIL_AT=" + std::to_string(place));
  }
  /// A track of a recording that a voice plays.
  void put_recording(const std::string& name, const std::string& function, const std::string& key) {
    write_sound(folder_ / name, SF_FORMAT_WAV | SF_FORMAT_PCM_16, 8'000, test_signal(1, 40'000));
    put_bytes(track_, R"({"global": {"sample_rate": 8000}, "progression": [{"duration": 5,
      "voices": [{"synth_function_name": ")" +
                          function + R"(", "params": {")" + key + R"(": ")" + name +
                          R"("}}, {"synth_function_name": "binaural_beat"}]}]})");
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

TEST_F(DamagedClip, ARecordingThatFailsWhileItIsRenderedEndsTheRender) {
  for (const auto& [function, key] : {std::pair{"noise_swept_notch", "input_audio_path"},
                                      std::pair{"subliminal_encode", "audio_path"}}) {
    put_recording("failing.wav", function, key);
    const std::string count = (folder_ / "count").string();
    const std::vector<std::string> arguments{"--no-cache", "-j", "1", "--render", out_, track_};
    ASSERT_EQ(bbplay(arguments, on_disk("BBPLAY_TEST_COUNT=" + count)).exit_code, 0);
    const long long all = std::stoll(bytes_of(count));
    ASSERT_GT(all, 80'000) << function;
    std::filesystem::remove(out_);
    // The last of them are read while it is rendered, but for a block that is read ahead.
    for (const long long percent : {0, 10, 30, 50, 70, 90, 95}) {
      const Outcome outcome = bbplay(
          arguments, on_disk("BBPLAY_TEST_FAIL_AFTER=" + std::to_string(all * percent / 100)));
      EXPECT_EQ(outcome.exit_code, 74) << function << ' ' << percent << ' ' << outcome.err;
      EXPECT_THAT(outcome.err, HasSubstr("failing.wav: cannot be read: Input/output error"));
      EXPECT_FALSE(std::filesystem::exists(out_)) << percent;
    }
    EXPECT_EQ(bbplay(arguments, on_disk("BBPLAY_TEST_FAIL_AFTER=" + std::to_string(all))).exit_code,
              0);
    std::filesystem::remove(out_);
  }
}

TEST_F(DamagedClip, ThatGetsShorterWhileItIsRenderedEndsTheRender) {
  const std::string count = (folder_ / "count").string();
  const std::vector<std::string> arguments{"--no-cache", "-j", "1", "--render", out_, track_};
  const auto expect_an_end = [&](const std::string& name) {
    ASSERT_EQ(bbplay(arguments, on_disk("BBPLAY_TEST_COUNT=" + count)).exit_code, 0);
    const long long all = std::stoll(bytes_of(count));
    std::filesystem::remove(out_);
    const Outcome outcome =
        bbplay(arguments, on_disk("BBPLAY_TEST_CUT_AFTER=" + std::to_string(all * 9 / 10)));
    EXPECT_EQ(outcome.exit_code, 74) << name << ' ' << outcome.err;
    EXPECT_THAT(outcome.err,
                HasSubstr(name + ": cannot be read: the file got shorter while it was read"));
    EXPECT_FALSE(std::filesystem::exists(out_)) << name;
  };
  for (const auto& [name, format] :
       {std::pair{"failing.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16},
        std::pair{"failing.voc", SF_FORMAT_VOC | SF_FORMAT_PCM_16},
        std::pair{"failing.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16},
        std::pair{"failing.ogg", SF_FORMAT_OGG | SF_FORMAT_VORBIS},
        std::pair{"failing.mp3", SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III}}) {
    put_clip(name, format, 1);
    expect_an_end(name);
  }
  for (const auto& [function, key] : {std::pair{"noise_swept_notch", "input_audio_path"},
                                      std::pair{"subliminal_encode", "audio_path"}}) {
    put_recording("failing.wav", function, key);
    expect_an_end("failing.wav");
  }
}

TEST_F(DamagedClip, InTheMiddleIsPlayedWithAWarning) {
  for (const auto& [name, format] : {std::pair{"hurt.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16},
                                     std::pair{"hurt.ogg", SF_FORMAT_OGG | SF_FORMAT_VORBIS}}) {
    put_clip(name, format, 1);
    std::string bytes = bytes_of(folder_ / name);
    bytes.replace(bytes.size() / 2, 200, std::string(200, 'x'));
    put_bytes(folder_ / name, bytes);
    const Outcome outcome = bbplay({"--render", out_, "--force", track_});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr("warning: /overlay_clips/0/path: "));
    EXPECT_THAT(outcome.err, HasSubstr(std::string(name) + ": is damaged"));
    EXPECT_EQ(bbplay({"--check", "--strict", track_}).exit_code, 65) << name;
  }
}

TEST_F(DamagedClip, ThatAnotherSoundFollowsIsPlayedWithAWarning) {
  for (const auto& [name, format] : {std::pair{"two.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16},
                                     std::pair{"two.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16}}) {
    put_clip(name, format, 1);
    const std::string bytes = bytes_of(folder_ / name);
    put_bytes(folder_ / name, bytes + bytes);
    const Outcome outcome = bbplay({"--render", out_, "--force", track_});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr("warning: /overlay_clips/0/path: "));
    EXPECT_THAT(outcome.err,
                HasSubstr(std::string(name) +
                          ": another sound follows the first one in it: 3 s are not played"));
    EXPECT_EQ(bbplay({"--check", "--strict", track_}).exit_code, 65) << name;
  }
}

TEST_F(DamagedClip, ThatIsNamedManyTimesIsLookedAtOnce) {
  const std::string count = (folder_ / "count").string();
  const auto bytes_read = [&](const std::string& name, int clips, double seconds) {
    std::string list;
    for (int i = 0; i < clips; ++i) {
      list += std::string(i == 0 ? "" : ", ") + R"({"path": ")" + name + R"(", "start_time": )" +
              std::to_string(i) + R"(, "duration": )" + std::to_string(seconds) + "}";
    }
    put_bytes(track_, R"({"progression": [{"duration": 400, "voices": [
      {"synth_function_name": "binaural_beat"}]}], "overlay_clips": [)" +
                          list + "]}");
    EXPECT_EQ(
        bbplay({"--check", "--no-cache", track_}, on_disk("BBPLAY_TEST_COUNT=" + count)).exit_code,
        0);
    return std::stoll(bytes_of(count));
  };
  const auto size_of = [&](const std::string& name) {
    return static_cast<long long>(std::filesystem::file_size(folder_ / name));
  };
  put_clip("failing.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 1);
  const long long of_flac = bytes_read("failing.flac", 1, 3);
  EXPECT_GT(of_flac, size_of("failing.flac"));
  // Each is heard; for what may be wrong with it only one is.
  EXPECT_LT(bytes_read("failing.flac", 41, 3) - of_flac, 40 * size_of("failing.flac") * 3 / 2);

  // To open these, all of them has to be gone through: to the end of a stream, and from frame to frame.
  write_sound(folder_ / "failing.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 44'100,
              test_signal(2, 60 * 44'100));
  std::string stream = bytes_of(folder_ / "failing.wav");
  stream.replace(stream.find("data") + 4, 4, 4, '\xFF');
  put_bytes(folder_ / "failing.wav", stream);
  write_sound(folder_ / "failing.mp3", SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, 44'100,
              test_signal(2, 60 * 44'100));
  for (const char* const name : {"failing.wav", "failing.mp3"}) {
    const long long once = bytes_read(name, 1, 0.5);
    EXPECT_GT(once, size_of(name)) << name;
    EXPECT_LT(bytes_read(name, 11, 0.5) - once, 10 * size_of(name) / 2) << name;
  }
}

TEST_F(DamagedClip, OfARecordingThatWasInterruptedIsPlayedWithAWarning) {
  put_clip("cut.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 1);
  std::string bytes = bytes_of(folder_ / "cut.wav");
  bytes.replace(bytes.find("data") + 4, 4, 4, '\0');
  put_bytes(folder_ / "cut.wav", bytes);
  const Outcome outcome = bbplay({"--check", track_});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("as a recording that was interrupted does: all of it is "
                                     "played, 3 s"));
  EXPECT_EQ(bbplay({"--check", "--strict", track_}).exit_code, 65);
}

TEST_F(DamagedClip, OfAFormatThatIsNotReadIsNamedWhateverPlaysIt) {
  put_track("a.m4a");
  const std::string of_a_clip = bytes_of(track_);
  put_recording("a.m4a", "noise_swept_notch", "input_audio_path");
  const std::string of_a_voice = bytes_of(track_);
  const std::string noise = R"({"progression": [{"duration": 4, "voices": [
      {"synth_function_name": "binaural_beat"}]}], "background_noise": {"file": "a.m4a"}})";
  put_bytes(folder_ / "a.m4a", std::string("\0\0\0\x1C", 4) + "ftypM4A " + std::string(500, '\0'));
  for (const std::string& track : {of_a_clip, of_a_voice, noise}) {
    put_bytes(track_, track);
    const Outcome outcome = bbplay({"--check", track_});
    EXPECT_EQ(outcome.exit_code, 66) << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr("a.m4a: MPEG-4 (MP4, M4A), which is not read; WAV, "));
    EXPECT_THAT(outcome.err, HasSubstr("convert it, for example with ffmpeg -i FILE out.flac"));
  }
}

TEST_F(DamagedClip, MayBeABackgroundOfAnyFormat) {
  for (const int format :
       {SF_FORMAT_WAV, SF_FORMAT_RF64, SF_FORMAT_W64, SF_FORMAT_AIFF, SF_FORMAT_AU, SF_FORMAT_CAF,
        SF_FORMAT_VOC, SF_FORMAT_NIST, SF_FORMAT_PAF, SF_FORMAT_IRCAM, SF_FORMAT_MAT4,
        SF_FORMAT_MAT5, SF_FORMAT_PVF}) {
    write_sound(folder_ / "noise", format | SF_FORMAT_PCM_16, 44'100, test_signal(1, 44'100));
    put_bytes(track_, R"({"progression": [{"duration": 4, "voices": [
      {"synth_function_name": "binaural_beat"}]}], "background_noise": {"file": "noise"}})");
    const Outcome outcome = bbplay({"--check", "--strict", track_});
    EXPECT_EQ(outcome.exit_code, 0) << std::hex << format << outcome.err;
  }
}

TEST_F(DamagedClip, WithoutAnySoundIsNamed) {
  for (const auto& [name, format] : {std::pair{"empty.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16},
                                     std::pair{"empty.aiff", SF_FORMAT_AIFF | SF_FORMAT_PCM_16},
                                     std::pair{"empty.ogg", SF_FORMAT_OGG | SF_FORMAT_VORBIS}}) {
    write_sound(folder_ / name, format, 44'100, {{}, {}});
    put_track(name);
    const Outcome outcome = bbplay({"--check", track_});
    EXPECT_EQ(outcome.exit_code, 0) << name << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr(std::string(name) + ": is empty: there is no sound in it"));
    EXPECT_EQ(bbplay({"--check", "--strict", track_}).exit_code, 65) << name;
    EXPECT_EQ(bbplay({"--render", out_, "--force", track_}).exit_code, 0) << name;
  }
}

TEST_F(DamagedClip, WithoutANumberIsSilentWithAWarningAndSilencesNothingElse) {
  put_clip("nan.wav", SF_FORMAT_WAV | SF_FORMAT_FLOAT, 1);
  const std::vector<std::string> arguments{"--render", out_, "--force", "--no-normalize", track_};
  write_sound(folder_ / "nan.wav", SF_FORMAT_WAV | SF_FORMAT_FLOAT, 44'100,
              Planes(2, std::vector<double>(44'100, 0.0)));
  ASSERT_EQ(bbplay(arguments).err, "");
  const std::string with_silent_clip = bytes_of(out_);
  write_sound(folder_ / "nan.wav", SF_FORMAT_WAV | SF_FORMAT_FLOAT, 44'100,
              Planes(2, std::vector<double>(44'100, std::nan(""))));
  const Outcome outcome = bbplay(arguments);
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.err, HasSubstr("nan.wav: has no sample that is a number: it is silent"));
  EXPECT_EQ(bytes_of(out_), with_silent_clip);
  EXPECT_EQ(bbplay({"--check", "--strict", track_}).exit_code, 65);
}

TEST_F(DamagedClip, OfARateThatCannotBeConvertedIsFoundBeforeAnythingIsWritten) {
  write_sound(folder_ / "slow.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 68, test_signal(1, 100));
  put_track("slow.wav");
  const std::string good = (folder_ / "good.json").string();
  put_bytes(good, R"({"progression": [{"duration": 1, "voices": [
      {"synth_function_name": "binaural_beat"}]}]})");
  const std::string folder = (folder_ / "out/deep/").string();
  const Outcome outcome = bbplay({"--format", "wav", "--stems", (folder_ / "stems/of").string(),
                                  "--render", folder, good, track_});
  EXPECT_EQ(outcome.exit_code, 66) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("night.json:3:"));
  EXPECT_THAT(
      outcome.err,
      HasSubstr("slow.wav: cannot convert from 68 to 44100 Hz (more than 100 times apart)"));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "out"));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "stems"));
}

TEST_F(DamagedClip, ATrackOnADiskThatFailsIsNotMissing) {
  // Its first byte stands at an address where nothing is.
  EXPECT_EQ(bbplay({"--check", "/proc/self/mem"}).exit_code, 74);
}

}  // namespace
}  // namespace bbplay::test
