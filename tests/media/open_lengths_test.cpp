// SPDX-License-Identifier: MIT
#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sndfile.h>

#include "media/audio_reader.h"
#include "media/damaged_sound.h"
#include "media/sound_damage.h"
#include "support/sound_files.h"

namespace bbplay::media {
namespace {

constexpr const char* kUnfinished =
    "stream: says a length of 0, as a recording that was interrupted does: all of it is played, "
    "0.021 s";

TEST(SoundDamageOf, HeadersThatLeaveTheLengthOpenIsNotKnown) {
  const test::ScratchFolder folder;
  test::write_sound(folder / "a.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, kRate,
                    test::test_signal(2, 1'000));
  std::string bytes = test::bytes_of(folder / "a.wav");
  const std::size_t data = bytes.find("data");
  for (const std::string& length : {std::string(4, '\xFF'), std::string(4, '\0')}) {
    bytes.replace(4, 4, length);
    bytes.replace(data + 4, 4, length);
    EXPECT_EQ(sound_damage(bytes, "stream"), length[0] == 0 ? kUnfinished : "");
    EXPECT_EQ(AudioReader(bytes, "stream").frames(), 1'000);
  }
}

/// As ffmpeg and sox write them into a pipe.
TEST(SoundDamageOf, HeadersOfOtherFormatsThatLeaveTheLengthOpenAreNone) {
  const test::ScratchFolder folder;
  const test::Planes planes = test::test_signal(2, 1'000);
  test::write_sound(folder / "a.aiff", SF_FORMAT_AIFF | SF_FORMAT_PCM_16, kRate, planes);
  std::string aiff = test::bytes_of(folder / "a.aiff");
  const std::size_t ssnd = aiff.find("SSND") + 4;
  using namespace std::string_literals;
  for (const std::string& length : {"\0\0\0\0"s, "\xFF\xFF\xFF\xFF"s, "\x7F\xFF\xFF\xFF"s,
                                    "\x7F\xFF\xFF\xF8"s, "\x7F\0\0\x08"s}) {
    aiff.replace(ssnd, 4, length);
    EXPECT_EQ(sound_damage(aiff, "stream"), length == "\0\0\0\0"s ? kUnfinished : "");
  }
  test::write_sound(folder / "a.w64", SF_FORMAT_W64 | SF_FORMAT_PCM_16, kRate, planes);
  std::string w64 = test::bytes_of(folder / "a.w64");
  const std::size_t data = w64.find("data\xF3"s) + 16;
  for (const std::string& length :
       {"\x18\0\0\0\0\0\0\0"s, std::string(8, '\xFF'), "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x7F"s}) {
    w64.replace(data, 8, length);
    EXPECT_EQ(sound_damage(w64, "stream").find("cut off"), std::string::npos);
  }
}

/// As arecord and others write them into a pipe: nothing of more than 2 GB is cut off there.
TEST(SoundDamageOf, LengthsFromTwoGigabytesOnThatTheFileHasNotAreOpen) {
  const test::ScratchFolder folder;
  const test::Planes planes = test::test_signal(2, 1'000);
  test::write_sound(folder / "a.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, kRate, planes);
  std::string wav = test::bytes_of(folder / "a.wav");
  const std::size_t data = wav.find("data") + 4;
  using namespace std::string_literals;
  for (const auto& [riff, length] :
       {std::pair{"\x24\0\0\x80"s, "\0\0\0\x80"s}, std::pair{"\x24\x10\0\x7F"s, "\0\x10\0\x7F"s}}) {
    wav.replace(4, 4, riff);
    wav.replace(data, 4, length);
    EXPECT_EQ(sound_damage(wav, "stream"), "");
    EXPECT_EQ(AudioReader(wav, "stream").frames(), 1'000);
  }
  wav.replace(data, 4, "\0\0\0\x7E"s);
  EXPECT_NE(sound_damage(wav, "cut").find("cut off"), std::string::npos);
  test::write_sound(folder / "a.aiff", SF_FORMAT_AIFF | SF_FORMAT_PCM_16, kRate, planes);
  std::string aiff = test::bytes_of(folder / "a.aiff");
  aiff.replace(aiff.find("SSND") + 4, 4, "\x80\0\0\0"s);
  EXPECT_EQ(sound_damage(aiff, "stream"), "");
}

}  // namespace
}  // namespace bbplay::media
