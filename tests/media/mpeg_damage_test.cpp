// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <random>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sndfile.h>

#include "bbplay/model/diagnostics.h"

#include "media/audio_reader.h"
#include "media/damaged_sound.h"
#include "media/sound_damage.h"
#include "support/sound_files.h"

namespace bbplay::media {
namespace {

using testing::HasSubstr;

/// Six seconds that get louder and softer, so that frames of a variable bit rate differ.
std::string mp3_of(const test::ScratchFolder& folder, int bit_rate_mode) {
  SF_INFO info{};
  info.samplerate = 44'100;
  info.channels = 2;
  info.format = SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III;
  const std::string path = (folder / "a.mp3").string();
  SNDFILE* file = sf_open(path.c_str(), SFM_WRITE, &info);
  EXPECT_NE(file, nullptr);
  sf_command(file, SFC_SET_BITRATE_MODE, &bit_rate_mode, sizeof bit_rate_mode);
  std::mt19937 random(6);
  std::vector<float> samples(2 * 6 * 44'100);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double t_s = static_cast<double>(i / 2) / 44'100;
    const double noise = static_cast<double>(random()) / 0x1p31 - 1;
    samples[i] = static_cast<float>(0.3 * std::sin(2 * M_PI * (300 + 40 * t_s) * t_s) +
                                    0.2 * noise * std::pow(std::sin(5 * t_s), 4));
  }
  sf_writef_float(file, samples.data(), 6 * 44'100);
  sf_close(file);
  return test::bytes_of(path);
}

/// Where frames of MPEG 1, layer III, 44.1 kHz begin.
std::vector<std::size_t> frames_of(const std::string& bytes) {
  constexpr std::array kKilobits{0,   32,  40,  48,  56,  64,  80,  96,
                                 112, 128, 160, 192, 224, 256, 320, 0};
  std::vector<std::size_t> begins;
  for (std::size_t at = bytes.find("\xFF\xFB"); at + 4 <= bytes.size();) {
    const auto rates = static_cast<unsigned char>(bytes[at + 2]);
    if (bytes.compare(at, 2, "\xFF\xFB") != 0) break;
    begins.push_back(at);
    at += static_cast<std::size_t>(144'000 * kKilobits[rates >> 4] / 44'100 + (rates >> 1 & 1));
  }
  return begins;
}

/// With `count` frames from `first` on overwritten, from the middle of the one before.
std::string overwritten(std::string bytes, const std::vector<std::size_t>& begins,
                        std::size_t first, std::size_t count, bool by_zeros) {
  std::mt19937 random(static_cast<unsigned>(first));
  const std::size_t from = (begins[first - 1] + begins[first]) / 2;
  const std::size_t to = (begins[first + count - 1] + begins[first + count]) / 2;
  for (std::size_t at = from; at < to; ++at) {
    bytes[at] = by_zeros ? '\0' : static_cast<char>(random());
  }
  return bytes;
}

std::vector<float> all_of(const std::string& bytes) {
  AudioReader reader(bytes, "sound");
  std::vector<float> left(static_cast<std::size_t>(reader.frames()));
  const std::array<std::span<float>, 1> out{left};
  left.resize(reader.read(out));
  return left;
}

constexpr std::size_t kMp3Frame = 1'152;

/// Largest difference in the last `seconds`.
double difference_at_end(const std::vector<float>& a, const std::vector<float>& b, double seconds) {
  const auto count = std::min({static_cast<std::size_t>(seconds * 44'100), a.size(), b.size()});
  double largest = 0;
  for (std::size_t i = 1; i <= count; ++i) {
    largest = std::max(largest, std::abs(static_cast<double>(a[a.size() - i] - b[b.size() - i])));
  }
  return largest;
}

class LostFrames : public testing::TestWithParam<int> {};

INSTANTIATE_TEST_SUITE_P(BitRates, LostFrames,
                         testing::Values(SF_BITRATE_MODE_CONSTANT, SF_BITRATE_MODE_AVERAGE,
                                         SF_BITRATE_MODE_VARIABLE),
                         [](const auto& tested) {
                           return std::string(tested.param == SF_BITRATE_MODE_CONSTANT ? "constant"
                                              : tested.param == SF_BITRATE_MODE_AVERAGE
                                                  ? "average"
                                                  : "variable");
                         });

TEST_P(LostFrames, AreToldAndWhatFollowsStandsWhereItStood) {
  const test::ScratchFolder folder;
  const std::string whole = mp3_of(folder, GetParam());
  const std::vector<std::size_t> begins = frames_of(whole);
  ASSERT_GT(begins.size(), 220u);
  const std::vector<float> heard = all_of(whole);
  EXPECT_EQ(sound_damage(whole, "a"), "");
  for (const std::size_t first : {20u, 77u, 150u}) {
    for (const std::size_t count : {1u, 2u, 3u, 4u, 5u, 7u, 10u, 13u, 20u}) {
      const bool by_zeros = (first + count) % 2 == 0;
      const std::string hurt = overwritten(whole, begins, first, count, by_zeros);
      const std::vector<float> left = all_of(hurt);
      ASSERT_EQ(left.size(), heard.size()) << count << " from " << first;
      EXPECT_LT(difference_at_end(heard, left, 1.0), 1e-6) << count << " from " << first;
      double lost_s = 0, at_s = 0;
      const std::string damage = sound_damage(hurt, "a");
      ASSERT_EQ(std::sscanf(damage.c_str(), "a: is damaged: %lf s from %lf s on cannot be decoded",
                            &lost_s, &at_s),
                2)
          << damage;
      EXPECT_NEAR(lost_s, static_cast<double>(count * kMp3Frame) / 44'100, 0.001) << damage;
      const auto middle = static_cast<std::size_t>((at_s + lost_s / 2) * 44'100);
      EXPECT_EQ(left[middle], 0) << damage;
    }
  }
}

TEST_P(LostFrames, OfSeveralPlacesAddUpToTheTotal) {
  const test::ScratchFolder folder;
  const std::string whole = mp3_of(folder, GetParam());
  const std::vector<std::size_t> begins = frames_of(whole);
  const std::vector<float> heard = all_of(whole);
  std::string hurt = overwritten(whole, begins, 30, 6, false);
  hurt = overwritten(hurt, begins, 90, 11, true);
  const std::vector<float> left = all_of(hurt);
  EXPECT_EQ(left.size(), heard.size());
  EXPECT_LT(difference_at_end(heard, left, 2.0), 1e-6);
  EXPECT_THAT(sound_damage(hurt, "a"), HasSubstr("is damaged in 2 places: 0.444 s in all"));
}

TEST(SoundDamageOf, LostFramesOfVariableBitRateWithoutATotalAreNear) {
  const test::ScratchFolder folder;
  const std::string tagged = mp3_of(folder, SF_BITRATE_MODE_VARIABLE);
  const std::string whole = tagged.substr(frames_of(tagged)[1]);
  ASSERT_EQ(whole.find("Xing"), whole.npos);
  ASSERT_EQ(whole.find("Info"), whole.npos);
  const std::vector<std::size_t> begins = frames_of(whole);
  const std::vector<float> heard = all_of(whole);
  EXPECT_EQ(sound_damage(whole, "a"), "");
  const auto lengths_differ = [&](std::size_t begin, std::size_t next) {
    return next - begin > begins[1] - begins[0] + 100;
  };
  ASSERT_TRUE(std::ranges::adjacent_find(begins, lengths_differ) != begins.end())
      << "the bit rate does not vary";
  for (const std::size_t first : {25u, 80u, 140u}) {
    for (const std::size_t count : {1u, 2u, 4u, 8u, 20u}) {
      const std::string hurt = overwritten(whole, begins, first, count, count % 4 == 0);
      EXPECT_THAT(sound_damage(hurt, "a"), HasSubstr("a: is damaged: "));
      const std::vector<float> left = all_of(hurt);
      // The rest is all there, and out of place by no more than half of what is lost.
      EXPECT_LT(difference_at_end(heard, left, 1.0), 1e-6);
      EXPECT_NEAR(static_cast<double>(left.size()), static_cast<double>(heard.size()),
                  static_cast<double>(kMp3Frame * (count / 2 + 1)))
          << count << " from " << first;
    }
  }
}

TEST(SoundDamageOf, BytesPutIntoOrTakenOutOfAnMp3MoveNothing) {
  const test::ScratchFolder folder;
  const std::string whole = mp3_of(folder, SF_BITRATE_MODE_CONSTANT);
  const std::vector<float> heard = all_of(whole);
  const std::size_t place = frames_of(whole)[100] + 200;
  const std::string with = std::string(whole).insert(place, 70, 'x');
  const std::string without = std::string(whole).erase(place, 70);
  for (const std::string& hurt : {with, without}) {
    const std::vector<float> left = all_of(hurt);
    EXPECT_EQ(left.size(), heard.size());
    EXPECT_LT(difference_at_end(heard, left, 3.0), 1e-6);
    EXPECT_THAT(sound_damage(hurt, "a"), HasSubstr("a: is damaged: 0.026 s from 2."));
  }
}

TEST(SoundDamageOf, TagsAndPaddingOfAnMp3AreNone) {
  const test::ScratchFolder folder;
  using namespace std::string_literals;
  const std::string whole = mp3_of(folder, SF_BITRATE_MODE_CONSTANT);
  const std::vector<float> heard = all_of(whole);
  const std::string id3v1 = "TAG" + std::string(125, ' ');
  const std::string id3v2 = "ID3\4\0\0\0\0\x1F\0"s + std::string(31 * 128, 't');
  const std::string ape = "APETAGEX\xD0\x07\0\0\x40\x06\0\0\1\0\0\0\0\0\0\xA0"s +
                          std::string(8, '\0') + std::string(1'600, 'a');
  const std::string lyrics = "LYRICSBEGIN" + std::string(900, 'l') + "000911LYRICS200";
  for (const std::string& tail : {id3v1, id3v2, ape + id3v1, lyrics + id3v1, ape + lyrics + id3v1,
                                  std::string(3'000, '\0')}) {
    EXPECT_EQ(sound_damage(whole + tail, "a"), "") << tail.substr(0, 9);
    EXPECT_EQ(all_of(whole + tail), heard) << tail.substr(0, 9);
  }
  EXPECT_EQ(sound_damage(whole + id3v1 + id3v2 + whole, "a"), "");
}

TEST(SoundDamageOf, AnMp3WithoutATotalThatEndsInsideOfAFrameIsCutOff) {
  const test::ScratchFolder folder;
  for (const int mode : {SF_BITRATE_MODE_CONSTANT, SF_BITRATE_MODE_VARIABLE}) {
    const std::string tagged = mp3_of(folder, mode);
    const std::string whole = tagged.substr(frames_of(tagged)[1]);
    const std::vector<std::size_t> begins = frames_of(whole);
    const std::size_t middle = (begins[100] + begins[101]) / 2;
    EXPECT_EQ(sound_damage(whole.substr(0, begins[100]), "a"), "") << "nothing shows it";
    for (const std::string& before : {std::string(), whole, tagged}) {
      EXPECT_EQ(sound_damage(before + whole, "a"), "");
      EXPECT_THAT(
          sound_damage(before + whole.substr(0, middle), "a"),
          testing::MatchesRegex("a: is cut off: its last part is not whole, and .* s are there"));
    }
  }
}

/// What its encoder has put in front of the sound is not heard, and does not count.
TEST(SoundDamageOf, AnMp3WithATotalThatLacksItsEndIsAsLongAsWhatIsThere) {
  const test::ScratchFolder folder;
  for (const int mode : {SF_BITRATE_MODE_CONSTANT, SF_BITRATE_MODE_VARIABLE}) {
    const std::string whole = mp3_of(folder, mode);
    const std::vector<float> heard = all_of(whole);
    for (const std::size_t bytes : {1u, 100u, 700u, 5'000u, 40'000u}) {
      const std::string cut = whole.substr(0, whole.size() - bytes);
      const std::vector<float> left = all_of(cut);
      EXPECT_EQ(AudioReader(cut, "a").frames(), static_cast<std::int64_t>(left.size())) << bytes;
      ASSERT_LT(left.size(), heard.size()) << bytes;
      EXPECT_TRUE(std::ranges::equal(left, std::span(heard).first(left.size()))) << bytes;
      const double missing_s = static_cast<double>(heard.size() - left.size()) / 44'100;
      double told_s = 0;
      const std::string damage = sound_damage(cut, "a");
      std::sscanf(damage.c_str(), "a: is cut off: %*f s of 6 s are there, %lf s", &told_s);
      EXPECT_NEAR(told_s, missing_s, 0.0011) << damage;
    }
  }
}

TEST(SoundDamageOf, AnMp3NeverLeapsOutOfProportion) {
  const test::ScratchFolder folder;
  const Hurt file(folder / "a.mp3", SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, 0.5, 0);
  std::mt19937 random(3);
  for (int round = 0; round < 40; ++round) {
    std::string bytes = file.whole;
    for (int k = 0; k < 60; ++k) {
      bytes[2'000 + random() % (bytes.size() - 2'000)] = static_cast<char>(random());
    }
    AudioReader reader(bytes, "a.mp3");
    std::vector<double> left(kFrames);
    const std::array<std::span<double>, 1> out{left};
    EXPECT_EQ(reader.read(out), kFrames) << round;
    EXPECT_LE(*std::ranges::max_element(left), 8) << round;
    EXPECT_GE(*std::ranges::min_element(left), -8) << round;
  }
}

TEST(SoundDamageOf, WhatBeginsLikeAnMp3AndIsNoneIsRefused) {
  const test::ScratchFolder folder;
  const std::string rest = Hurt(folder / "a.ogg", SF_FORMAT_OGG | SF_FORMAT_VORBIS, 0.5, 0).whole;
  using namespace std::string_literals;
  for (unsigned seed = 0; seed < 20; ++seed) {
    std::mt19937 random(seed);
    std::string garbage(5'000, '\0');
    for (char& byte : garbage) byte = static_cast<char>(random());
    // Constant and "free" bit rates.
    garbage.replace(0, 4, seed % 2 == 0 ? "\xFF\xFB\x90\x64"s : "\xFF\xFB\0\x64"s);
    EXPECT_THROW(AudioReader(garbage + rest, "a"), InputError) << seed;
  }
}

TEST(SoundDamageOf, AnMp3MayBeShortOrDamagedAtItsBeginning) {
  const test::ScratchFolder folder;
  const std::string whole = mp3_of(folder, SF_BITRATE_MODE_CONSTANT);
  const std::vector<std::size_t> begins = frames_of(whole);
  std::string hurt = whole;
  hurt[begins[1]] = 'x';
  hurt[begins[2]] = 'x';
  EXPECT_NO_THROW(AudioReader(hurt, "a"));
  EXPECT_NO_THROW(AudioReader(whole.substr(begins[1], begins[3] - begins[1]), "a"));
  EXPECT_NO_THROW(AudioReader(
      whole.substr(begins[1], begins[3] - begins[1]) + "TAG" + std::string(125, ' '), "a"));
}

/// The bytes of a chunk of RIFF, with its head.
std::string chunk_of(const char* id, const std::string& bytes) {
  std::string chunk = id;
  for (int shift = 0; shift < 32; shift += 8) {
    chunk += static_cast<char>(bytes.size() >> shift & 0xFF);
  }
  return chunk + bytes;
}

TEST(SoundDamageOf, AnMp3InsideAWavIsReadAsOneAndLetsNoLibraryTalk) {
  const test::ScratchFolder folder;
  const Hurt file(folder / "a.mp3", SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, 0.5, 0);
  using namespace std::string_literals;
  const std::string format =
      "\x55\0\x02\0\x80\xBB\0\0\x80\x3E\0\0\x01\0\0\0\x0C\0\x01\0\x02\0\0\0\0\0\x01\0\0\0"s;
  const auto wav_of = [&](const std::string& mp3) {
    return chunk_of("RIFF", "WAVE" + chunk_of("fmt ", format) + chunk_of("data", mp3));
  };
  EXPECT_EQ(left_of(wav_of(file.whole)), left_of(file.whole));
  const std::string said = said_by_libraries(folder, [&] {
    std::mt19937 random(4);
    for (int round = 0; round < 5; ++round) {
      std::string bytes = file.whole;
      for (int k = 0; k < 100; ++k) bytes[random() % bytes.size()] = static_cast<char>(random());
      try {
        left_of(wav_of(bytes));
        sound_damage(wav_of(bytes), "a.wav");
      } catch (const InputError&) {
      }
    }
  });
  EXPECT_EQ(said, "");
}

}  // namespace
}  // namespace bbplay::media
