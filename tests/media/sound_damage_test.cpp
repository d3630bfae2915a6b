// SPDX-License-Identifier: MIT
#include "media/sound_damage.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <limits>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sndfile.h>

#include "bbplay/model/diagnostics.h"
#include "bbplay/model/read_error.h"

#include "media/audio_reader.h"
#include "media/damaged_sound.h"
#include "support/sound_files.h"

namespace bbplay::media {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;

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
    {"caf", SF_FORMAT_CAF | SF_FORMAT_PCM_16, true},
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

TEST_P(SoundDamage, MakesNoLibraryTalk) {
  std::mt19937 random(2);
  const std::string said = said_by_libraries(folder_, [&] {
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

TEST(SoundDamageOf, ATagInFrontMakesNoLibraryTalk) {
  const test::ScratchFolder folder;
  test::write_sound(folder / "a.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, kRate,
                    test::test_signal(2, 1'000));
  const std::string wav = test::bytes_of(folder / "a.wav");
  using namespace std::string_literals;
  const std::string said = said_by_libraries(folder, [&] {
    for (const std::string& flags : {"\0"s, "\xDB"s, "\x37"s, "\x1F"s}) {
      const std::string tag = "ID3\4\0"s + flags + "\0\0\1\0"s + std::string(128, 't');
      for (const std::string& behind : {wav, std::string(5'000, 'x'), std::string(5'000, '\0')}) {
        const bool has_foot = (flags[0] & 0x10) != 0;
        const std::string file = tag + (has_foot ? std::string(10, 'f') : ""s) + behind;
        EXPECT_EQ(sound_problem(file, "a", kRate).empty(), behind == wav);
      }
    }
  });
  EXPECT_EQ(said, "");
}

/// Libsndfile writes about a number in the table of packets that does not end.
TEST(SoundDamageOf, ATableOfPacketsMakesNoLibraryTalk) {
  const test::ScratchFolder folder;
  const test::Planes planes = test::test_signal(2, kFrames);
  test::write_sound(folder / "a.caf", SF_FORMAT_CAF | SF_FORMAT_ALAC_16, kRate, planes);
  const std::string whole = test::bytes_of(folder / "a.caf");
  const std::size_t table = whole.find("pakt") + 12 + 24;
  const std::vector<double> heard = left_of(whole);
  std::mt19937 random(5);
  const std::string said = said_by_libraries(folder, [&] {
    for (int round = 0; round < 60; ++round) {
      std::string bytes = whole;
      const std::size_t count = round % 3 == 0 ? 1 : round % 3 == 1 ? 8 : 60;
      const std::size_t at = table + random() % 60;
      bytes.replace(at, count, count, '\xFF');
      if (round > 30) bytes.resize(at + random() % 100);
      try {
        left_of(bytes);
      } catch (const InputError&) {
      }
      sound_damage(bytes, "a");
    }
  });
  EXPECT_EQ(said, "");
  EXPECT_EQ(left_of(whole), heard);
  EXPECT_EQ(sound_damage(whole, "a"), "");
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

TEST_P(SoundDamage, AFileThatGetsShorterWhileItIsReadIsNotSilentFromThereOn) {
  const auto left_from = [&](std::int64_t first) {
    AudioReader reader(path_);
    std::vector<double> plane(1'000);
    const std::array<std::span<double>, 1> planes{plane};
    reader.read(planes);
    std::filesystem::resize_file(path_, bytes_.size() / 2);
    reader.seek(first);
    while (reader.read(planes) == plane.size()) {
    }
  };
  for (const std::int64_t first : {std::int64_t{1'000}, std::int64_t{kFrames} * 3 / 4}) {
    test::put_bytes(path_, bytes_);
    try {
      left_from(first);
      ADD_FAILURE() << "read from " << first << " on";
    } catch (const ReadError& error) {
      EXPECT_EQ(error.what(),
                path_.string() + ": cannot be read: the file got shorter while it was read");
    }
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
