// SPDX-License-Identifier: MIT
/// Formats whose headers tell of blocks, packets or counts: cut off, with a length that is left open, and
/// put together of many blocks.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
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

std::string file_of(int format, std::size_t channels = 2) {
  const test::ScratchFolder folder;
  test::write_sound(folder / "a", format, kRate, test::test_signal(channels, kFrames));
  return test::bytes_of(folder / "a");
}

std::vector<double> all_of(const std::string& bytes) {
  AudioReader reader(bytes, "a");
  std::vector<double> left(static_cast<std::size_t>(reader.frames()));
  const std::array<std::span<double>, 1> planes{left};
  left.resize(reader.read(planes));
  return left;
}

struct Format {
  const char* name;
  int format;
  double near_s;  // a block and what fills up the last one
  std::size_t channels = 2;
};

class CutBlocks : public testing::TestWithParam<Format> {};

INSTANTIATE_TEST_SUITE_P(
    Formats, CutBlocks,
    testing::Values(Format{"caf", SF_FORMAT_CAF | SF_FORMAT_PCM_16, 0.002},
                    Format{"caf_float", SF_FORMAT_CAF | SF_FORMAT_FLOAT, 0.002},
                    Format{"caf_u_law", SF_FORMAT_CAF | SF_FORMAT_ULAW, 0.002},
                    Format{"alac", SF_FORMAT_CAF | SF_FORMAT_ALAC_16, 0.1},
                    Format{"ms_adpcm", SF_FORMAT_WAV | SF_FORMAT_MS_ADPCM, 0.05},
                    Format{"ima_adpcm", SF_FORMAT_WAV | SF_FORMAT_IMA_ADPCM, 0.05},
                    Format{"w64_ima_adpcm", SF_FORMAT_W64 | SF_FORMAT_IMA_ADPCM, 0.05},
                    Format{"aiff_ima_adpcm", SF_FORMAT_AIFF | SF_FORMAT_IMA_ADPCM, 0.05},
                    Format{"gsm", SF_FORMAT_WAV | SF_FORMAT_GSM610, 0.05, 1},
                    Format{"w64_gsm", SF_FORMAT_W64 | SF_FORMAT_GSM610, 0.05, 1},
                    Format{"aiff_gsm", SF_FORMAT_AIFF | SF_FORMAT_GSM610, 0.05, 1},
                    Format{"nist", SF_FORMAT_NIST | SF_FORMAT_PCM_24, 0.002},
                    Format{"nist_a_law", SF_FORMAT_NIST | SF_FORMAT_ALAW, 0.002},
                    Format{"sds", SF_FORMAT_SDS | SF_FORMAT_PCM_16, 0.002, 1},
                    Format{"sds_24", SF_FORMAT_SDS | SF_FORMAT_PCM_24, 0.002, 1},
                    Format{"svx", SF_FORMAT_SVX | SF_FORMAT_PCM_16, 0.002, 1},
                    Format{"voc_8", SF_FORMAT_VOC | SF_FORMAT_PCM_U8, 0.002},
                    Format{"voc_u_law", SF_FORMAT_VOC | SF_FORMAT_ULAW, 0.002},
                    Format{"voc_a_law", SF_FORMAT_VOC | SF_FORMAT_ALAW, 0.002}),
    [](const auto& tested) { return tested.param.name; });

TEST_P(CutBlocks, PlayWhatIsThereAndSayHowMuchIsMissing) {
  const std::string whole = file_of(GetParam().format, GetParam().channels);
  EXPECT_EQ(sound_damage(whole, "a"), "");
  const std::vector<double> samples = all_of(whole);
  for (const double part : {0.5, 0.75, 0.9}) {
    const std::string cut =
        whole.substr(0, static_cast<std::size_t>(part * static_cast<double>(whole.size())) + 1);
    double found_s = 0, whole_s = 0, missing_s = 0;
    const std::string damage = sound_damage(cut, "a");
    ASSERT_EQ(
        std::sscanf(damage.c_str(), "a: is cut off: %lf s of %lf s are there, %lf s are missing",
                    &found_s, &whole_s, &missing_s),
        3)
        << damage << " of " << part;
    EXPECT_NEAR(whole_s, 6, GetParam().near_s) << damage;
    EXPECT_NEAR(found_s, 6 * part, GetParam().near_s + 0.15) << damage;
    EXPECT_NEAR(found_s + missing_s, whole_s, 0.002) << damage;
    const std::vector<double> heard = all_of(cut);
    EXPECT_NEAR(static_cast<double>(heard.size()) / kRate, found_s, 0.03);
    ASSERT_LE(heard.size(), samples.size());
    EXPECT_TRUE(std::equal(heard.begin(), heard.end(), samples.begin())) << part;
  }
}

TEST(CutBlocksOf, GsmAreNoneWhereAByteFillsThemUp) {
  const test::ScratchFolder folder;
  for (const int file : {SF_FORMAT_WAV, SF_FORMAT_W64}) {
    for (const std::int64_t blocks : {2, 3}) {
      const std::int64_t frames = 320 * blocks;
      test::write_sound(folder / "a", file | SF_FORMAT_GSM610, kRate,
                        test::test_signal(1, static_cast<std::size_t>(frames)));
      const std::string bytes = test::bytes_of(folder / "a");
      EXPECT_EQ(AudioReader(bytes, "a").frames(), frames);
      EXPECT_EQ(sound_damage(bytes, "a"), "");
    }
  }
}

TEST(CutBlocksOf, ACafMayLeaveItsLengthOpen) {
  for (const int encoding : {SF_FORMAT_PCM_16, SF_FORMAT_FLOAT, SF_FORMAT_ALAC_16}) {
    std::string bytes = file_of(SF_FORMAT_CAF | encoding);
    const std::vector<double> samples = all_of(bytes);
    bytes.replace(bytes.find("data") + 4, 8, 8, '\xFF');
    EXPECT_EQ(all_of(bytes), samples);
    EXPECT_EQ(sound_damage(bytes, "a"), "");
  }
}

TEST(CutBlocksOf, ACafMayBeCutOffBehindItsSound) {
  using namespace std::string_literals;
  const std::string bytes = file_of(SF_FORMAT_CAF | SF_FORMAT_PCM_16);
  const std::string more = "info\0\0\0\0\0\0\1\0cut"s;
  EXPECT_EQ(all_of(bytes + more), all_of(bytes));
  EXPECT_EQ(sound_damage(bytes + more, "a"), "");
}

/// The lowest byte first.
std::string number(std::uint64_t value, int bytes) {
  std::string text;
  for (int i = 0; i < bytes; ++i) text += static_cast<char>(value >> 8 * i & 0xFF);
  return text;
}

std::string voc_block(int kind, const std::string& content) {
  return static_cast<char>(kind) + number(content.size(), 3) + content;
}

const std::string kVocHead =
    "Creative Voice File\x1A" + number(26, 2) + number(0x114, 2) + number(0x111F, 2);

std::string new_sound(std::uint32_t rate, int bits, int channels, int codec) {
  return number(rate, 4) + number(static_cast<std::uint64_t>(bits), 1) +
         number(static_cast<std::uint64_t>(channels), 1) +
         number(static_cast<std::uint64_t>(codec), 2) + number(0, 4);
}

/// As ffmpeg writes it: a block for each packet.
std::string voc_of_blocks(const std::string& samples, std::size_t bytes) {
  std::string voc = kVocHead + voc_block(9, new_sound(kRate, 16, 1, 4) + samples.substr(0, bytes));
  for (std::size_t at = bytes; at < samples.size(); at += bytes) {
    voc += voc_block(2, samples.substr(at, bytes));
  }
  return voc + '\0';
}

std::string samples_of(std::size_t frames) {
  std::string bytes;
  for (std::size_t i = 0; i < frames; ++i) bytes += number(i * 2'654'435'761 >> 7, 2);
  return bytes;
}

double sample_at(const std::string& bytes, std::size_t frame) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
  return static_cast<std::int16_t>(byte(2 * frame) | byte(2 * frame + 1) << 8) / 32'768.0;
}

TEST(VocBlocks, AreOneSoundWhereverItIsEntered) {
  const std::string samples = samples_of(100'000);
  for (const std::size_t length : {20u, 4'096u}) {  // many blocks, and few
    const std::string voc = voc_of_blocks(samples, length);
    EXPECT_EQ(sound_damage(voc, "a.voc"), "");
    AudioReader reader(voc, "a.voc");
    ASSERT_EQ(reader.frames(), 100'000);
    EXPECT_EQ(reader.rate(), kRate);
    std::vector<double> heard(500);
    const std::array<std::span<double>, 1> planes{heard};
    for (const std::size_t first : {0u, 99'500u, 50'000u, 12'345u, 12'400u, 3u}) {
      reader.seek(static_cast<std::int64_t>(first));
      EXPECT_EQ(reader.read(planes), heard.size());
      for (std::size_t i = 0; i < heard.size(); ++i) {
        ASSERT_EQ(heard[i], sample_at(samples, first + i)) << first << " + " << i;
      }
    }
    EXPECT_THAT(sound_damage(voc.substr(0, voc.size() / 24 * 12 + 26 + 30), "a.voc"),
                HasSubstr("is cut off: its last part is not whole, and 1."));
  }
}

TEST(VocBlocks, OfSilenceAndOfSoundOfTheOldKindAreHeard) {
  const std::string old =
      number(256 - 1'000'000 / 20'000, 1) + number(0, 1) + std::string(300, '\xC0');
  const std::string voc = kVocHead + voc_block(1, old) + voc_block(5, "a text") +
                          voc_block(3, number(99, 2) + number(256 - 1'000'000 / 10'000, 1)) +
                          voc_block(2, std::string(50, '\x40'));
  const std::vector<double> heard = all_of(voc);
  ASSERT_EQ(heard.size(), 300u + 200u + 50u);
  for (std::size_t i = 0; i < heard.size(); ++i) {
    EXPECT_EQ(heard[i], i < 300 ? 0.5 : i < 500 ? 0.0 : -0.5) << i;
  }
  EXPECT_EQ(sound_damage(voc, "a.voc"), "");
}

TEST(VocBlocks, OfAnotherKindAreLeftOutAndTold) {
  const std::string sound = samples_of(kRate);
  const std::string voc = kVocHead + voc_block(9, new_sound(kRate, 16, 1, 4) + sound) +
                          voc_block(9, new_sound(8'000, 8, 1, 0) + std::string(8'000, 'x')) +
                          voc_block(9, new_sound(kRate, 16, 1, 4) + sound) + '\0';
  EXPECT_EQ(all_of(voc).size(), 2u * kRate);
  EXPECT_EQ(sound_damage(voc, "a.voc"),
            "a.voc: holds something at 1 s that cannot be decoded: it is left out");
}

TEST(VocBlocks, InAnEncodingThatIsNotKnownAreRefused) {
  const std::string voc =
      kVocHead + voc_block(9, new_sound(kRate, 4, 1, 1) + std::string(100, 'x')) + '\0';
  EXPECT_THROW(AudioReader(voc, "a.voc"), InputError);
}

}  // namespace
}  // namespace bbplay::media
