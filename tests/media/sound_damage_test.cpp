// SPDX-License-Identifier: MIT
#include "media/sound_damage.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <memory>
#include <random>
#include <string>
#include <utility>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sndfile.h>
#include <unistd.h>

#include "bbplay/model/diagnostics.h"
#include "bbplay/model/read_error.h"

#include "media/audio_reader.h"
#include "support/sound_files.h"

namespace bbplay::media {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;

constexpr int kRate = 48'000;
constexpr std::size_t kFrames = 6 * kRate;

struct Case {
  const char* name;
  int format;
  bool says_how_much;  // it was to have
};

constexpr Case kCases[] = {
    {"wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, true},
    {"wavex", SF_FORMAT_WAVEX | SF_FORMAT_PCM_24, true},
    {"rf64", SF_FORMAT_RF64 | SF_FORMAT_PCM_16, true},
    {"w64", SF_FORMAT_W64 | SF_FORMAT_PCM_16, true},
    {"aiff", SF_FORMAT_AIFF | SF_FORMAT_PCM_16, true},
    {"au", SF_FORMAT_AU | SF_FORMAT_PCM_16, true},
    {"voc", SF_FORMAT_VOC | SF_FORMAT_PCM_16, true},
    {"flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, true},
    {"mp3", SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, true},
    {"ogg", SF_FORMAT_OGG | SF_FORMAT_VORBIS, false},
    {"opus", SF_FORMAT_OGG | SF_FORMAT_OPUS, false},
};

class SoundDamage : public testing::TestWithParam<Case> {
 protected:
  void SetUp() override {
    test::write_sound(path_, GetParam().format, kRate, test::test_signal(2, kFrames));
    bytes_ = test::bytes_of(path_);
  }
  const test::ScratchFolder folder_;
  const std::filesystem::path path_ = folder_ / GetParam().name;
  std::string bytes_;
};

INSTANTIATE_TEST_SUITE_P(Formats, SoundDamage, testing::ValuesIn(kCases),
                         [](const auto& tested) { return tested.param.name; });

TEST_P(SoundDamage, AWholeFileHasNone) {
  EXPECT_EQ(sound_damage(path_), "");
  EXPECT_EQ(sound_damage(bytes_, "data"), "");
}

TEST_P(SoundDamage, OfAFileThatIsCutOffIsWhatIsMissing) {
  for (const double part : {0.5, 0.75, 0.9}) {
    const std::string cut =
        bytes_.substr(0, static_cast<std::size_t>(part * static_cast<double>(bytes_.size())));
    test::put_bytes(path_, cut);
    const std::string damage = sound_damage(path_);
    EXPECT_EQ(sound_damage(cut, path_.string()), damage);
    if (!GetParam().says_how_much) {
      EXPECT_THAT(damage,
                  MatchesRegex(".*: is cut off: its last page is missing, and .* s are there"));
      continue;
    }
    double found = 0, expected = 0, missing = 0;
    const std::size_t numbers = damage.find("is cut off: ");
    ASSERT_NE(numbers, damage.npos) << damage << " of " << part;
    ASSERT_EQ(std::sscanf(damage.c_str() + numbers,
                          "is cut off: %lf s of %lf s are there, %lf s are missing", &found,
                          &expected, &missing),
              3)
        << damage;
    EXPECT_NEAR(expected, 6, 0.06) << damage;
    EXPECT_NEAR(found, 6 * part, 0.7) << damage;  // noise takes more of a FLAC than a tone
    EXPECT_NEAR(found + missing, expected, 0.002) << damage;
  }
}

TEST_P(SoundDamage, SurvivesAnyBytes) {
  std::mt19937 random(1);
  for (int round = 0; round < 60; ++round) {
    std::string bytes = bytes_.substr(0, 1 + random() % bytes_.size());
    for (int flips = 0; flips < 20; ++flips) {
      bytes[random() % std::min<std::size_t>(bytes.size(), 400)] = static_cast<char>(random());
    }
    sound_damage(bytes, "data");
  }
}

/// Everything the program writes to standard error meanwhile.
template <class Act>
std::string said_on_stderr(const test::ScratchFolder& folder, Act act) {
  const int before = ::dup(STDERR_FILENO);
  const int file = ::open((folder / "stderr").c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  ::dup2(file, STDERR_FILENO);
  act();
  ::dup2(before, STDERR_FILENO);
  ::close(before);
  ::close(file);
  return test::bytes_of(folder / "stderr");
}

TEST_P(SoundDamage, MakesNoLibraryTalk) {
  std::mt19937 random(2);
  const std::string said = said_on_stderr(folder_, [&] {
    for (int round = 0; round < 30; ++round) {
      std::string bytes = bytes_.substr(0, bytes_.size() / 4 + random() % (bytes_.size() * 3 / 4));
      for (int flips = 0; round > 0 && flips < 10; ++flips) {
        bytes[random() % bytes.size()] = static_cast<char>(random());
      }
      try {
        AudioReader reader(bytes, "data");
        std::vector<double> plane(kFrames);
        const std::array<std::span<double>, 1> planes{plane};
        reader.read(planes);
        reader.seek(reader.frames() / 2);
        reader.read(planes);
      } catch (const InputError&) {
      }
      sound_damage(bytes, "data");
    }
  });
  EXPECT_EQ(said, "");
}

TEST_P(SoundDamage, AReadThatFailsIsNoDamage) {
  // Beyond the headers, and what libraries read ahead of it.
  const auto broken_at = [&](std::size_t place) {
    auto source = std::make_unique<ByteSource>(std::string_view(bytes_), "data");
    source->fail_from(static_cast<std::int64_t>(place));
    AudioReader reader(std::move(source));
    std::vector<double> plane(kFrames);
    const std::array<std::span<double>, 1> planes{plane};
    reader.read(planes);
  };
  EXPECT_NO_THROW(broken_at(bytes_.size() + 1));
  for (const std::size_t place : {std::size_t{0}, std::size_t{20}, bytes_.size() / 2}) {
    try {
      broken_at(place);
      ADD_FAILURE() << "read beyond " << place;
    } catch (const ReadError& error) {
      EXPECT_THAT(error.what(), HasSubstr("data: cannot be read: Input/output error"));
    }
  }
}

TEST(SoundDamageOf, AFlacThatIsCutOffIsHeardWhereverItIsEntered) {
  const test::ScratchFolder folder;
  const auto planes = test::test_signal(2, kFrames);
  test::write_sound(folder / "a.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_24, kRate, planes);
  const std::string bytes = test::bytes_of(folder / "a.flac");
  AudioReader reader(std::string_view(bytes).substr(0, bytes.size() / 2), "cut");
  std::vector<double> left(1'000);
  const std::array<std::span<double>, 1> out{left};
  for (const std::int64_t frame : {0, 50'000, 20'000, 90'000, 250'000, 0, 90'000}) {
    reader.seek(frame);
    const std::size_t got = reader.read(out);
    EXPECT_EQ(got, frame < 200'000 ? left.size() : 0u) << frame;
    for (std::size_t i = 0; i < got; ++i) {
      ASSERT_NEAR(left[i], planes[0][static_cast<std::size_t>(frame) + i], 1.3e-7)
          << frame << " + " << i;
    }
  }
}

/// Whole, and with `bytes` of it from `at` on replaced.
struct Hurt {
  std::string whole, hurt;
  Hurt(const std::filesystem::path& path, int format, double at, std::size_t bytes)
      : whole((test::write_sound(path, format, kRate, test::test_signal(2, kFrames)),
               test::bytes_of(path))),
        hurt(whole) {
    const auto from = static_cast<std::size_t>(at * static_cast<double>(whole.size()));
    for (std::size_t i = 0; i < bytes; ++i) hurt[from + i] = static_cast<char>(~hurt[from + i]);
  }
};

TEST(SoundDamageOf, AFlacThatIsDamagedInsideIsWhatCannotBeDecoded) {
  const test::ScratchFolder folder;
  for (const int depth : {SF_FORMAT_PCM_16, SF_FORMAT_PCM_24, SF_FORMAT_PCM_S8}) {
    for (const auto& [at, bytes] :
         {std::pair{0.5, 1}, std::pair{0.25, 1}, std::pair{0.9, 40}, std::pair{0.3, 30'000}}) {
      const Hurt file(folder / "a.flac", SF_FORMAT_FLAC | depth, at,
                      static_cast<std::size_t>(bytes));
      ASSERT_EQ(sound_damage(file.whole, "a.flac"), "");
      const std::string damage = sound_damage(file.hurt, "a.flac");
      double lost_s = 0, at_s = 0;
      ASSERT_EQ(
          std::sscanf(damage.c_str(), "a.flac: is damaged: %lf s from %lf s on cannot be decoded",
                      &lost_s, &at_s),
          2)
          << damage << " at " << at;
      // What it says is what is silent: the same samples as the whole file elsewhere.
      AudioReader whole(file.whole, "whole"), hurt(file.hurt, "hurt");
      std::vector<double> a(kFrames), b(kFrames);
      const std::array<std::span<double>, 1> of_whole{a}, of_hurt{b};
      whole.read(of_whole);
      hurt.read(of_hurt);
      const auto from = static_cast<std::size_t>(at_s * kRate - 48);
      const auto to = static_cast<std::size_t>((at_s + lost_s) * kRate + 48);
      EXPECT_TRUE(std::equal(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(from), b.begin()));
      EXPECT_FALSE(std::equal(a.begin() + static_cast<std::ptrdiff_t>(from),
                              a.begin() + static_cast<std::ptrdiff_t>(std::min(to, kFrames)),
                              b.begin() + static_cast<std::ptrdiff_t>(from)));
      if (to < kFrames) {
        EXPECT_TRUE(std::equal(a.begin() + static_cast<std::ptrdiff_t>(to), a.end(),
                               b.begin() + static_cast<std::ptrdiff_t>(to)));
      }
      EXPECT_NEAR(at_s, 6 * at, 0.7);
    }
  }
  Hurt twice(folder / "a.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 0.3, 1);
  twice.hurt[twice.hurt.size() * 7 / 10] ^= 1;
  EXPECT_THAT(sound_damage(twice.hurt, "a.flac"), HasSubstr("is damaged in 2 places: "));
}

TEST(SoundDamageOf, ATagBehindAFlacIsNone) {
  const test::ScratchFolder folder;
  const Hurt file(folder / "a.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 0.5, 0);
  EXPECT_EQ(sound_damage(file.whole + "TAG" + std::string(125, ' '), "a.flac"), "");
}

TEST(SoundDamageOf, ATagInFrontOfAFlacHidesNoDamage) {
  const test::ScratchFolder folder;
  const Hurt file(folder / "a.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 0.5, 1);
  const std::string tag = "ID3" + std::string{4, 0, 0, 0, 0, 2, 5} + std::string(2 * 128 + 5, 'x');
  EXPECT_EQ(sound_damage(tag + file.whole, "a.flac"), "");
  EXPECT_THAT(sound_damage(tag + file.hurt, "a.flac"), HasSubstr("a.flac: is damaged: "));
}

TEST(SoundDamageOf, AnOggIsTheLengthOfThePagesThatAreWrong) {
  const test::ScratchFolder folder;
  for (const int codec : {SF_FORMAT_VORBIS, SF_FORMAT_OPUS}) {
    const Hurt file(folder / "a.ogg", SF_FORMAT_OGG | codec, 0.5, 1);
    EXPECT_EQ(sound_damage(file.whole, "a.ogg"), "");
    EXPECT_EQ(sound_damage(file.whole + "TAG" + std::string(125, ' '), "a.ogg"), "");
    EXPECT_THAT(sound_damage(file.hurt, "a.ogg"),
                MatchesRegex("a.ogg: is damaged: .* s from .* s on cannot be decoded"));
    // How much the last page holds nobody knows.
    std::string hurt = file.whole;
    hurt[hurt.size() - 5] ^= 1;
    EXPECT_EQ(sound_damage(hurt, "a.ogg"),
              "a.ogg: is damaged: pages with a wrong checksum are left out");
  }
}

std::vector<double> left_of(std::string_view bytes) {
  AudioReader reader(bytes, "sound");
  std::vector<double> left(kFrames);
  const std::array<std::span<double>, 1> out{left};
  reader.read(out);
  return left;
}

/// One byte of the first header of MPEG audio at or behind `at` that is followed by another one.
std::size_t header_behind(const std::string& bytes, std::size_t at) {
  const std::string_view head = std::string_view(bytes).substr(bytes.find("\xFF\xFB"), 2);
  return bytes.find(head, at);
}

struct Codec {
  const char* name;
  int format;
  double settles_s;  // behind damage, until the decoder is as it would be without
  double tolerance;  // from there on
};

class DamageInside : public testing::TestWithParam<Codec> {
 protected:
  /// A byte of the file is another one, at a fifth of it.
  Hurt hurt() const {
    Hurt file(folder_ / "a", GetParam().format, 0.2, 0);
    auto at = file.whole.size() / 5;
    if ((GetParam().format & SF_FORMAT_TYPEMASK) == SF_FORMAT_MPEG) {
      at = header_behind(file.whole, at) + 1;
    }
    file.hurt[at] = static_cast<char>(file.hurt[at] ^ 0x55);
    return file;
  }
  const test::ScratchFolder folder_;
};

INSTANTIATE_TEST_SUITE_P(Codecs, DamageInside,
                         testing::Values(Codec{"flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 0, 0},
                                         Codec{"vorbis", SF_FORMAT_OGG | SF_FORMAT_VORBIS, 0, 0},
                                         Codec{"opus", SF_FORMAT_OGG | SF_FORMAT_OPUS, 0.3, 2e-3},
                                         Codec{"mp3", SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III,
                                               0.06, 1e-6}),
                         [](const auto& tested) { return tested.param.name; });

TEST_P(DamageInside, IsSilentAndAllElseStandsWhereItStood) {
  const Hurt file = hurt();
  const std::vector<double> whole = left_of(file.whole), heard = left_of(file.hurt);
  const auto first =
      static_cast<std::size_t>(std::ranges::mismatch(whole, heard).in1 - whole.begin());
  ASSERT_LT(first, kFrames) << "nothing is hurt";
  std::size_t silent = first;
  while (silent < kFrames && heard[silent] == 0) ++silent;
  EXPECT_GT(silent, first + 1'000);
  EXPECT_LT(silent, first + kRate * 3 / 2);
  const auto settled = silent + static_cast<std::size_t>(GetParam().settles_s * kRate);
  double largest = 0;
  for (std::size_t i = settled; i < kFrames; ++i) {
    largest = std::max(largest, std::abs(whole[i] - heard[i]));
  }
  EXPECT_LE(largest, GetParam().tolerance);

  double lost_s = 0, at_s = 0;
  const std::string damage = sound_damage(file.hurt, "a");
  ASSERT_EQ(std::sscanf(damage.c_str(), "a: is damaged: %lf s from %lf s on cannot be decoded",
                        &lost_s, &at_s),
            2)
      << damage;
  EXPECT_NEAR(at_s, static_cast<double>(first) / kRate, 0.03);
  EXPECT_NEAR(lost_s, static_cast<double>(silent - first) / kRate, 0.03);
}

TEST_P(DamageInside, IsTheSameFromWhereverItIsEntered) {
  const Hurt file = hurt();
  const std::vector<double> heard = left_of(file.hurt);
  AudioReader reader(file.hurt, "hurt");
  for (std::size_t k = 0; k < 60; ++k) {
    const std::size_t frame = (k * 7'919 + k % 7 * 31'337) % (kFrames - 3'000);
    std::vector<double> left(3'000);
    const std::array<std::span<double>, 1> out{left};
    reader.seek(static_cast<std::int64_t>(frame));
    EXPECT_EQ(reader.read(out), left.size());
    EXPECT_TRUE(std::ranges::equal(left, std::span(heard).subspan(frame, left.size()))) << frame;
  }
}

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

TEST(SoundDamageOf, FloatsThatAreNoNumbersAreToldAndSilent) {
  const test::ScratchFolder folder;
  for (const int encoding : {SF_FORMAT_FLOAT, SF_FORMAT_DOUBLE}) {
    test::Planes planes = test::test_signal(2, 20'000);
    const auto damage = [&] {
      test::write_sound(folder / "a.wav", SF_FORMAT_WAV | encoding, kRate, planes);
      return sound_damage(test::bytes_of(folder / "a.wav"), "a.wav");
    };
    EXPECT_EQ(damage(), "");
    planes[1][12'345] = std::numeric_limits<double>::infinity();
    EXPECT_EQ(
        damage(),
        "a.wav: has samples that are no numbers, the first at about 0.256 s: they are silent");
    AudioReader reader(folder / "a.wav");
    std::vector<double> left(20'000), right(20'000);
    const std::array<std::span<double>, 2> out{left, right};
    reader.read(out);
    EXPECT_EQ(reader.non_finite(), 1);
    EXPECT_EQ(right[12'345], 0);
    EXPECT_NE(right[12'344], 0);
    EXPECT_NE(left[12'345], 0);
    for (std::vector<double>& plane : planes) std::ranges::fill(plane, std::nan(""));
    EXPECT_EQ(damage(), "a.wav: has no sample that is a number: it is silent");
  }
}

TEST(SoundDamageOf, HeadersThatLeaveTheLengthOpenIsNotKnown) {
  const test::ScratchFolder folder;
  test::write_sound(folder / "a.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, kRate,
                    test::test_signal(2, 1'000));
  std::string bytes = test::bytes_of(folder / "a.wav");
  const std::size_t data = bytes.find("data");
  for (const std::string& length : {std::string(4, '\xFF'), std::string(4, '\0')}) {
    bytes.replace(4, 4, length);
    bytes.replace(data + 4, 4, length);
    // libsndfile takes 0 at its word.
    const bool is_none = length[0] == 0;
    EXPECT_EQ(sound_damage(bytes, "stream"),
              is_none ? "stream: is empty: there is no sound in it" : "");
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
    EXPECT_EQ(sound_damage(aiff, "stream"), "");
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

TEST_P(SoundDamage, OfAFileWithoutSoundIsThatItIsEmpty) {
  test::write_sound(path_, GetParam().format, kRate, {{}, {}});
  try {
    AudioReader{path_};
  } catch (const InputError&) {
    return;  // no encoder writes a head for nothing, and there is no such sound file
  }
  EXPECT_EQ(sound_damage(path_), path_.string() + ": is empty: there is no sound in it");
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
  const std::string said = said_on_stderr(folder, [&] {
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

TEST(SoundDamageOf, AFileThatIsNoSoundIsSomebodyElsesError) {
  EXPECT_EQ(sound_damage("no sound at all", "text"), "");
  EXPECT_EQ(sound_damage("/nowhere/at.wav"), "");
}

TEST(AudioReader, AnErrorOfTheDiskIsNoSoundFileThatIsWrong) {
  // Its first byte stands at an address where nothing is: EIO.
  EXPECT_THROW(AudioReader{std::filesystem::path("/proc/self/mem")}, ReadError);
}

}  // namespace
}  // namespace bbplay::media
