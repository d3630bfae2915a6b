// SPDX-License-Identifier: MIT
/// Sound files one behind the other in one file: the first one is played, and what follows is told.
#include <array>
#include <cmath>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sndfile.h>

#include "media/audio_reader.h"
#include "media/damaged_sound.h"
#include "media/sound_damage.h"
#include "support/sound_files.h"

namespace bbplay::media {
namespace {

using testing::HasSubstr;

constexpr int kFlac = SF_FORMAT_FLAC | SF_FORMAT_PCM_16;
constexpr int kWav = SF_FORMAT_WAV | SF_FORMAT_PCM_16;
constexpr int kMp3 = SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III;
constexpr int kOgg = SF_FORMAT_OGG | SF_FORMAT_VORBIS;

/// Seconds of a tone of a frequency of its own.
std::string file_of(int format, double seconds, double radians, int rate = kRate) {
  const test::ScratchFolder folder;
  const bool is_mono = (format & SF_FORMAT_TYPEMASK) == SF_FORMAT_SVX;
  test::Planes planes =
      test::test_signal(is_mono ? 1 : 2, static_cast<std::size_t>(seconds * rate));
  for (auto& plane : planes) {
    for (std::size_t i = 0; i < plane.size(); ++i) {
      plane[i] = 0.5 * plane[i] + 0.4 * std::sin(radians * static_cast<double>(i));
    }
  }
  test::write_sound(folder / "a", format, rate, planes);
  return test::bytes_of(folder / "a");
}

std::vector<double> read(AudioReader& reader, std::int64_t first, std::size_t frames) {
  std::vector<double> left(frames);
  const std::array<std::span<double>, 1> planes{left};
  reader.seek(first);
  left.resize(reader.read(planes));
  return left;
}

std::vector<double> all_of(const std::string& bytes) {
  AudioReader reader(bytes, "a");
  return read(reader, 0, static_cast<std::size_t>(reader.frames()));
}

struct Format {
  const char* name;
  int format;
};

class JoinedSounds : public testing::TestWithParam<Format> {};

INSTANTIATE_TEST_SUITE_P(Formats, JoinedSounds,
                         testing::Values(Format{"wav", kWav},
                                         Format{"rf64", SF_FORMAT_RF64 | SF_FORMAT_PCM_16},
                                         Format{"w64", SF_FORMAT_W64 | SF_FORMAT_PCM_16},
                                         Format{"aiff", SF_FORMAT_AIFF | SF_FORMAT_PCM_24},
                                         Format{"au", SF_FORMAT_AU | SF_FORMAT_PCM_16},
                                         Format{"caf", SF_FORMAT_CAF | SF_FORMAT_PCM_16},
                                         Format{"voc", SF_FORMAT_VOC | SF_FORMAT_PCM_16},
                                         Format{"svx", SF_FORMAT_SVX | SF_FORMAT_PCM_16},
                                         Format{"nist", SF_FORMAT_NIST | SF_FORMAT_PCM_16},
                                         Format{"flac", kFlac}),
                         [](const auto& tested) { return tested.param.name; });

TEST_P(JoinedSounds, PlayTheFirstOneAndTellOfTheOthers) {
  const std::string a = file_of(GetParam().format, 3, 0.02),
                    b = file_of(GetParam().format, 2, 0.03);
  const std::vector<double> first = all_of(a);
  EXPECT_EQ(all_of(a + b), first);
  EXPECT_EQ(sound_damage(a, "a"), "");
  EXPECT_EQ(sound_damage(a + b, "a"),
            "a: another sound follows the first one in it: 2 s are not played");
  EXPECT_EQ(sound_damage(a + b + b, "a"),
            "a: 2 sounds follow the first one in it: 4 s are not played");
  const test::ScratchFolder folder;
  const std::string path = (folder / "joined").string();
  test::put_bytes(path, a + b);
  EXPECT_EQ(sound_damage(path),
            path + ": another sound follows the first one in it: 2 s are not played");
  AudioReader reader{std::filesystem::path(path)};
  EXPECT_EQ(read(reader, 0, kFrames), first);
}

TEST(JoinedSoundsOf, SeveralFormatsAreToldAsWell) {
  const std::string wav = file_of(kWav, 1, 0.02), flac = file_of(kFlac, 2, 0.03),
                    mp3 = file_of(kMp3, 2, 0.04), ogg = file_of(kOgg, 2, 0.05),
                    caf = file_of(SF_FORMAT_CAF | SF_FORMAT_PCM_16, 1, 0.06);
  for (const auto& [first, second] :
       {std::pair{wav, flac},
        {caf, wav},
        {caf, flac},
        {caf, mp3},
        {caf, ogg},
        {wav, ogg},
        {wav, mp3},
        {mp3, wav},
        {mp3, flac},
        {ogg, flac},
        {ogg, wav},
        {wav, "ID3" + std::string{4, 0, 0, 0, 0, 2, 5} + std::string(261, 'x') + mp3}}) {
    EXPECT_EQ(all_of(first + second), all_of(first));
    EXPECT_THAT(sound_damage(first + second, "a"),
                HasSubstr("a: another sound follows the first one in it: "));
  }
}

TEST(JoinedSoundsOf, MpegAudioOfAnotherRateIsNotPlayedAsSilence) {
  const std::string a = file_of(kMp3, 3, 0.02), b = file_of(kMp3, 2, 0.02, 44'100);
  EXPECT_EQ(all_of(a + b), all_of(a));
  EXPECT_THAT(sound_damage(a + b, "a"),
              HasSubstr("a: another sound follows the first one in it: 2"));
}

TEST(JoinedSoundsOf, ADamagedFirstOneIsToldWithWhatFollows) {
  std::string a = file_of(kFlac, 3, 0.02);
  a[a.size() / 2] ^= 0x55;
  const std::string told = sound_damage(a + file_of(kFlac, 2, 0.03), "a");
  EXPECT_THAT(told, HasSubstr("a: is damaged: "));
  EXPECT_THAT(told, HasSubstr("; another sound follows the first one in it: 2 s are not played"));
}

/// The number of a frame then stands in the file twice.
TEST(JoinedSoundsOf, FlacIsTheFirstOneWhereverItIsEntered) {
  const std::string a = file_of(kFlac, 6, 0.02);
  const std::vector<double> first = all_of(a);
  std::string unknown = a;  // how many samples it has, as where it was written into a pipe
  unknown[21] = static_cast<char>(unknown[21] & 0xF0);
  unknown.replace(22, 4, 4, '\0');
  for (const std::string& begin : {a, unknown, a.substr(0, a.size() / 2)}) {
    const auto length =
        static_cast<std::size_t>(AudioReader(std::string_view(begin), "a").frames());
    for (const double seconds : {2.0, 6.0, 11.0}) {
      const std::string joined = begin + file_of(kFlac, seconds, 0.03);
      AudioReader reader(joined, "a");
      // The head of one that is cut off is believed where what ends the file is as long.
      EXPECT_EQ(static_cast<std::size_t>(reader.frames()), seconds == 6.0 ? first.size() : length)
          << seconds;
      for (std::size_t k = 0; k < 40; ++k) {
        const std::size_t at = k * 104'729 % (length - 3'000);
        const auto heard = read(reader, static_cast<std::int64_t>(at), 3'000);
        ASSERT_TRUE(std::ranges::equal(heard, std::span(first).subspan(at, 3'000)))
            << at << " before " << seconds << " s";
      }
    }
  }
}

TEST(JoinedSoundsOf, WhatOnlyLooksLikeASignIsNone) {
  const std::string wav = file_of(kWav, 1, 0.02);
  EXPECT_EQ(sound_damage(wav + "RIFF and more of the kind", "a"), "");
  EXPECT_EQ(sound_damage(wav + std::string(1'000, 'x'), "a"), "");
  EXPECT_EQ(sound_damage(wav + "fLaC" + std::string{0, 0, 0, 34} + std::string(100, 'x'), "a"), "");
}

}  // namespace
}  // namespace bbplay::media
