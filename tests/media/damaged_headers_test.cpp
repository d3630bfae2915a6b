// SPDX-License-Identifier: MIT
/// Headers of all kinds whose numbers are wrong or that lead into something else, with much behind them: libraries
/// have gone round in circles in some, and have written to standard output about others.
#include <algorithm>
#include <array>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <sndfile.h>

#include "bbplay/model/diagnostics.h"

#include "media/audio_reader.h"
#include "media/damaged_sound.h"
#include "media/sound_damage.h"
#include "support/sound_files.h"

namespace bbplay::media {
namespace {

using namespace std::string_literals;

struct Kind {
  const char* name;
  int format;
  std::size_t channels = 2;
  int rate = kRate;
};

std::string file_of(const Kind& kind, std::size_t frames = 20'000) {
  const test::ScratchFolder folder;
  test::write_sound(folder / "a", kind.format, kind.rate, test::test_signal(kind.channels, frames));
  return test::bytes_of(folder / "a");
}

/// Opens and reads here and there, or refuses.
void play(const std::string& bytes) {
  sound_damage(bytes, "a");
  try {
    AudioReader reader(bytes, "a");
    ASSERT_GE(reader.frames(), 0);
    std::vector<double> samples(1'000);
    const std::array<std::span<double>, 1> planes{samples};
    for (const std::int64_t at : {std::int64_t{0}, reader.frames() / 2, reader.frames() - 500}) {
      reader.seek(at);
      const auto left = static_cast<std::size_t>(reader.frames() - reader.position());
      ASSERT_LE(reader.read(planes), std::min<std::size_t>(samples.size(), left));
    }
  } catch (const InputError&) {
  }
}

class DamagedHeaders : public testing::TestWithParam<Kind> {};

INSTANTIATE_TEST_SUITE_P(Kinds, DamagedHeaders,
                         testing::Values(Kind{"wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16},
                                         Kind{"wav_extensible", SF_FORMAT_WAVEX | SF_FORMAT_FLOAT},
                                         Kind{"wav_ima_adpcm", SF_FORMAT_WAV | SF_FORMAT_IMA_ADPCM},
                                         Kind{"wav_ms_adpcm", SF_FORMAT_WAV | SF_FORMAT_MS_ADPCM},
                                         Kind{"wav_gsm", SF_FORMAT_WAV | SF_FORMAT_GSM610, 1},
                                         Kind{"rf64", SF_FORMAT_RF64 | SF_FORMAT_PCM_24},
                                         Kind{"w64", SF_FORMAT_W64 | SF_FORMAT_PCM_16},
                                         Kind{"aiff", SF_FORMAT_AIFF | SF_FORMAT_PCM_16},
                                         Kind{"aiff_float", SF_FORMAT_AIFF | SF_FORMAT_FLOAT},
                                         Kind{"au", SF_FORMAT_AU | SF_FORMAT_PCM_16},
                                         Kind{"caf", SF_FORMAT_CAF | SF_FORMAT_PCM_16},
                                         Kind{"alac", SF_FORMAT_CAF | SF_FORMAT_ALAC_16},
                                         Kind{"svx_8", SF_FORMAT_SVX | SF_FORMAT_PCM_S8, 1},
                                         Kind{"svx_16", SF_FORMAT_SVX | SF_FORMAT_PCM_16, 1},
                                         Kind{"nist", SF_FORMAT_NIST | SF_FORMAT_PCM_16},
                                         Kind{"voc", SF_FORMAT_VOC | SF_FORMAT_PCM_16},
                                         Kind{"ircam", SF_FORMAT_IRCAM | SF_FORMAT_PCM_16},
                                         Kind{"paf", SF_FORMAT_PAF | SF_FORMAT_PCM_16},
                                         Kind{"avr", SF_FORMAT_AVR | SF_FORMAT_PCM_16},
                                         Kind{"htk", SF_FORMAT_HTK | SF_FORMAT_PCM_16, 1},
                                         Kind{"sds", SF_FORMAT_SDS | SF_FORMAT_PCM_16, 1},
                                         Kind{"mat4", SF_FORMAT_MAT4 | SF_FORMAT_PCM_16},
                                         Kind{"mat5", SF_FORMAT_MAT5 | SF_FORMAT_PCM_16},
                                         Kind{"pvf", SF_FORMAT_PVF | SF_FORMAT_PCM_16},
                                         Kind{"xi", SF_FORMAT_XI | SF_FORMAT_DPCM_16, 1, 44'100},
                                         Kind{"wve", SF_FORMAT_WVE | SF_FORMAT_ALAW, 1, 8'000},
                                         Kind{"mpc", SF_FORMAT_MPC2K | SF_FORMAT_PCM_16},
                                         Kind{"flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16},
                                         Kind{"ogg", SF_FORMAT_OGG | SF_FORMAT_VORBIS}),
                         [](const auto& tested) { return tested.param.name; });

TEST_P(DamagedHeaders, ArePlayedOrRefused) {
  const test::ScratchFolder folder;
  const std::string whole = file_of(GetParam());
  std::vector<std::string> files;
  for (std::size_t at = 4; at < 72; at += 4) {
    for (const std::string& number : {"\0\0\0\0"s, "\xFF\xFF\xFF\xFF"s, "\x7F\xFF\xFF\xF8"s}) {
      files.push_back(std::string(whole).replace(at, 4, number));
    }
  }
  std::string chunks;
  while (chunks.size() < 200'000) chunks += "LIST\0\0\0\0"s;
  for (const std::string& rest : {std::string(200'000, 'a'), chunks}) {
    for (const std::size_t at : {12u, 20u, 36u, 60u, 200u}) {
      files.push_back(whole.substr(0, at) + rest);
    }
    files.push_back(whole + rest);
  }
  EXPECT_EQ(said_by_libraries(folder,
                              [&] {
                                for (const std::string& file : files) play(file);
                              }),
            "");
}

/// The head of a chunk that says a length of -8: the next one is this one again.
std::string circle(const std::string& name) { return name + "\xF8\xFF\xFF\xFF"s; }

TEST(ChunksInCircles, OfAWavAreRefusedInFrontOfItsSound) {
  const std::string whole = file_of({"wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16});
  for (const char* const name : {"LIST", "bext", "AUTH"}) {
    const std::string damaged =
        std::string(whole).insert(whole.find("data"), circle("LIST") + circle(name));
    EXPECT_THROW(AudioReader(damaged, "a.wav"), InputError) << name;
  }
}

TEST(ChunksInCircles, BehindTheSoundAreLeftOut) {
  for (const Kind& kind : {Kind{"svx_8", SF_FORMAT_SVX | SF_FORMAT_PCM_S8, 1},
                           Kind{"svx_16", SF_FORMAT_SVX | SF_FORMAT_PCM_16, 1},
                           Kind{"aiff", SF_FORMAT_AIFF | SF_FORMAT_PCM_16},
                           Kind{"wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16},
                           Kind{"rf64", SF_FORMAT_RF64 | SF_FORMAT_PCM_16}}) {
    const std::string whole = file_of(kind);
    for (const std::string& rest :
         {std::string(200'000, 'a'), circle("LIST") + circle("LIST") + whole}) {
      EXPECT_EQ(left_of(whole + rest), left_of(whole)) << kind.name;
      EXPECT_EQ(AudioReader(whole + rest, "a").frames(), AudioReader(whole, "a").frames());
    }
  }
}

TEST(DoubledChunks, AreHeardOnce) {
  const std::string whole = file_of({"caf", SF_FORMAT_CAF | SF_FORMAT_PCM_16}, 1'000);
  const std::string again = whole.substr(whole.find("data"));
  EXPECT_EQ(left_of(whole + again), left_of(whole));
  const std::string wav = file_of({"wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16}, 1'000);
  const std::string format = wav.substr(12, 24);
  EXPECT_EQ(left_of(std::string(wav).insert(36, format)), left_of(wav));
}

class BlocksOfSds : public testing::Test {
 protected:
  static constexpr std::size_t kHead = 21, kBlock = 127;
  const std::string whole_ =
      file_of({"sds", SF_FORMAT_SDS | SF_FORMAT_PCM_16, 1}, 4'000);  // 100 blocks

  std::string with_damaged(std::initializer_list<std::size_t> blocks) const {
    std::string bytes = whole_;
    for (const std::size_t block : blocks) bytes[kHead + block * kBlock] = 'x';
    return bytes;
  }
};

TEST_F(BlocksOfSds, ArePlayedWithoutTheirHeads) {
  EXPECT_EQ(AudioReader(whole_, "a").frames(), 4'000);
  const test::ScratchFolder folder;
  EXPECT_EQ(said_by_libraries(folder,
                              [&] {
                                EXPECT_EQ(left_of(with_damaged({0, 50, 51})), left_of(whole_));
                              }),
            "");
}

TEST_F(BlocksOfSds, EndWithTheLastOneThatIsWhole) {
  EXPECT_EQ(AudioReader(whole_.substr(0, kHead + 50 * kBlock + 100), "a").frames(), 50 * 40);
  EXPECT_EQ(AudioReader(whole_ + std::string(300, 'x'), "a").frames(), 4'000);
  EXPECT_EQ(AudioReader(with_damaged({99}), "a").frames(), 3'960);
}

TEST_F(BlocksOfSds, AreRefusedWhereNothingOfThemIsWhole) {
  EXPECT_THROW(AudioReader(whole_.substr(0, kHead + 100), "a"), InputError);
  std::string bytes = whole_;
  for (std::size_t at = kHead; at + 2 * kBlock < bytes.size(); at += 2 * kBlock) bytes[at] = 'x';
  EXPECT_THROW(AudioReader(bytes, "a"), InputError);
}

}  // namespace
}  // namespace bbplay::media
