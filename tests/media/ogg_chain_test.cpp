// SPDX-License-Identifier: MIT
/// Streams of Ogg one behind the other, and beside each other.
#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bbplay/model/diagnostics.h"

#include "media/audio_reader.h"
#include "media/sound_damage.h"
#include "support/ogg_files.h"

namespace bbplay::media {
namespace {

using test::ogg_flac;
using test::ogg_page;
using test::page_begins;
using test::with_serial;
using testing::HasSubstr;

enum class Codec { vorbis, opus, flac };

constexpr int kRate = 48'000;

/// Seconds that differ from those of any other file.
test::Planes sound(double seconds, std::size_t channels, int rate) {
  test::Planes planes = test::test_signal(channels, static_cast<std::size_t>(seconds * rate));
  for (auto& plane : planes) {
    for (std::size_t i = 0; i < plane.size(); ++i) {
      plane[i] = 0.8 * plane[i] + 0.1 * std::sin(0.03 * seconds * static_cast<double>(i));
    }
  }
  return planes;
}

std::string stream_of(Codec codec, double seconds, std::size_t channels = 2, int rate = kRate) {
  const test::Planes planes = sound(seconds, channels, rate);
  if (codec == Codec::flac) {
    std::vector<FLAC__int32> samples;
    for (std::size_t i = 0; i < planes[0].size(); ++i) {
      for (const auto& plane : planes) samples.push_back(static_cast<int>(plane[i] * 30'000));
    }
    return ogg_flac(samples, static_cast<unsigned>(rate), static_cast<unsigned>(channels),
                    static_cast<long>(seconds * 1'000));
  }
  const test::ScratchFolder folder;
  const int format = codec == Codec::vorbis ? SF_FORMAT_VORBIS : SF_FORMAT_OPUS;
  test::write_sound(folder / "a.ogg", SF_FORMAT_OGG | format, rate, planes);
  return test::bytes_of(folder / "a.ogg");
}

using Samples = std::vector<double>;

/// Of the right channel.
Samples read(AudioReader& reader, std::int64_t first, std::size_t count) {
  Samples left(count), right(count);
  const std::array<std::span<double>, 2> planes{left, right};
  reader.seek(first);
  EXPECT_EQ(reader.read(planes), count) << first;
  return right;
}

Samples all_of(const std::string& bytes) {
  AudioReader reader(bytes, "a.ogg");
  return read(reader, 0, static_cast<std::size_t>(reader.frames()));
}

Samples joined(const std::vector<Samples>& parts) {
  Samples all;
  for (const Samples& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

class OggChain : public testing::TestWithParam<Codec> {};

INSTANTIATE_TEST_SUITE_P(Codecs, OggChain, testing::Values(Codec::vorbis, Codec::opus, Codec::flac),
                         [](const auto& tested) {
                           return std::string(tested.param == Codec::vorbis ? "vorbis"
                                              : tested.param == Codec::opus ? "opus"
                                                                            : "flac");
                         });

TEST_P(OggChain, PlaysAllPartsFromAnywhere) {
  const std::string a = stream_of(GetParam(), 3), b = stream_of(GetParam(), 0.4),
                    c = stream_of(GetParam(), 5);
  // The same stream twice has the same serial number, too.
  const std::string chain = a + b + c + a + a;
  const Samples of_a = all_of(a);
  const Samples expected = joined({of_a, all_of(b), all_of(c), of_a, of_a});
  AudioReader reader(chain, "a.ogg");
  ASSERT_EQ(reader.frames(), static_cast<std::int64_t>(expected.size()));
  EXPECT_EQ(read(reader, 0, expected.size()), expected);
  for (std::size_t k = 0; k < 40; ++k) {
    const std::size_t first = k * 104'729 % (expected.size() - 5'000);
    const Samples heard = read(reader, static_cast<std::int64_t>(first), 5'000);
    ASSERT_TRUE(std::ranges::equal(heard, std::span(expected).subspan(first, 5'000))) << first;
  }
  EXPECT_EQ(sound_damage(chain, "a.ogg"), "");
}

TEST_P(OggChain, PartsMayBearTheSameNumber) {
  const std::string a = with_serial(stream_of(GetParam(), 3), 1),
                    b = with_serial(stream_of(GetParam(), 0.05), 1),
                    c = with_serial(stream_of(GetParam(), 2), 1);
  const Samples of_a = all_of(a), of_b = all_of(b), of_c = all_of(c);
  EXPECT_EQ(all_of(a + b + c), joined({of_a, of_b, of_c}));
  EXPECT_EQ(all_of(c + b + b + b + a + a + a), joined({of_c, of_b, of_b, of_b, of_a, of_a, of_a}));
  EXPECT_EQ(sound_damage(a + b + c, "a.ogg"), "");
}

TEST_P(OggChain, LeavesOutPartsOfOtherKinds) {
  const std::string a = stream_of(GetParam(), 2), b = stream_of(GetParam(), 3);
  const std::string speex =
      ogg_page(2, 5, 0, "Speex   1.2") + ogg_page(4, 5, 1, "more", '\x40');  // 2^62 of its units
  EXPECT_EQ(all_of(a + speex + b), joined({all_of(a), all_of(b)}));
  EXPECT_EQ(sound_damage(a + speex + b, "a.ogg"),
            "a.ogg: holds something at 2 s that cannot be decoded: it is left out");
}

TEST_P(OggChain, IsSilentWhereAPartIsDamagedAndAllElseStandsWhereItStood) {
  const std::string a = stream_of(GetParam(), 3), b = stream_of(GetParam(), 6);
  std::string chain = a + b + a;
  chain[a.size() + b.size() / 2] ^= 0x55;
  const Samples expected = all_of(a + b + a), heard = all_of(chain);
  ASSERT_EQ(heard.size(), expected.size());
  const auto first =
      static_cast<std::size_t>(std::ranges::mismatch(heard, expected).in1 - heard.begin());
  const auto behind =
      static_cast<std::size_t>(std::find_if(heard.begin() + static_cast<std::ptrdiff_t>(first),
                                            heard.end(), [](double x) { return x != 0; }) -
                               heard.begin());
  EXPECT_GT(first, 3u * kRate);
  EXPECT_LT(behind, 9u * kRate);
  // Long before the last part everything is as it was.
  EXPECT_TRUE(std::equal(heard.end() - 4 * kRate, heard.end(), expected.end() - 4 * kRate));
  double lost_s = 0, at_s = 0;
  const std::string damage = sound_damage(chain, "a.ogg");
  ASSERT_EQ(std::sscanf(damage.c_str(), "a.ogg: is damaged: %lf s from %lf s on cannot be decoded",
                        &lost_s, &at_s),
            2)
      << damage;
  EXPECT_NEAR(at_s, static_cast<double>(first) / kRate, 0.05);
  EXPECT_NEAR(lost_s, static_cast<double>(behind - first) / kRate, 0.05);
}

TEST_P(OggChain, IsSilentAsLongAsAPartWithoutItsHead) {
  const std::string a = stream_of(GetParam(), 2), b = stream_of(GetParam(), 3);
  std::string chain = a + b + a;
  chain[a.size() + 30] ^= 0x55;
  const Samples expected = all_of(a + b + a), heard = all_of(chain);
  // The head of Opus tells what is left out at the beginning.
  const double slack = GetParam() == Codec::opus ? 1'000 : 0;
  EXPECT_NEAR(static_cast<double>(heard.size()), static_cast<double>(expected.size()), slack);
  EXPECT_TRUE(std::equal(heard.begin(), heard.begin() + 2 * kRate, expected.begin()));
  EXPECT_TRUE(std::all_of(heard.begin() + 2 * kRate, heard.begin() + 5 * kRate,
                          [](double x) { return x == 0; }));
  EXPECT_TRUE(std::equal(heard.end() - 2 * kRate, heard.end(), expected.end() - 2 * kRate));
  EXPECT_THAT(sound_damage(chain, "a.ogg"),
              testing::MatchesRegex("a.ogg: is damaged: 3.* s from 2 s on cannot be decoded"));
}

TEST_P(OggChain, SaysWhereItIsCutOff) {
  const std::string a = stream_of(GetParam(), 2);
  const std::string cut = a + a.substr(0, a.size() / 2);
  EXPECT_THAT(sound_damage(cut, "a.ogg"), HasSubstr("a.ogg: is cut off: "));
  AudioReader reader(cut, "a.ogg");
  EXPECT_EQ(read(reader, 0, 2 * kRate), all_of(a));
}

TEST_P(OggChain, ConvertsPartsOfOtherRatesAndChannels) {
  const std::string a = stream_of(GetParam(), 2), b = stream_of(GetParam(), 3, 1, 24'000);
  const std::string chain = a + b + a;
  AudioReader reader(chain, "a.ogg"), other(b, "b.ogg");
  ASSERT_EQ(other.rate(), 24'000);
  EXPECT_EQ(reader.rate(), kRate);
  EXPECT_EQ(reader.channels(), 2);
  ASSERT_EQ(reader.frames(), 7 * kRate);
  EXPECT_EQ(read(reader, 0, 2 * kRate), all_of(a));
  EXPECT_EQ(read(reader, 5 * kRate, 2 * kRate), all_of(a));
  // Mono is heard on both sides, each second frame as it is in the file, nearly.
  const Samples heard = read(reader, 2 * kRate + 10'000, 20'000);
  Samples original(10'000);
  const std::array<std::span<double>, 1> plane{original};
  other.seek(5'000);
  other.read(plane);
  double largest = 0;
  for (std::size_t i = 0; i < original.size(); ++i) {
    largest = std::max(largest, std::abs(heard[2 * i] - original[i]));
  }
  EXPECT_LT(largest, 0.06);  // noise next to half of the rate does not pass the filter
  const Samples again = read(reader, 2 * kRate + 17'000, 3'000);
  EXPECT_TRUE(std::ranges::equal(again, std::span(heard).subspan(7'000, 3'000)));
  EXPECT_EQ(sound_damage(chain, "a.ogg"), "");
}

/// The pages of a stream with those of another one between them.
std::string multiplexed(const std::string& ogg, const std::string& sign) {
  const auto begins = page_begins(ogg);
  std::string bytes = ogg_page(2, 99, 0, sign);
  for (std::uint32_t i = 1; i < begins.size(); ++i) {
    bytes += ogg.substr(begins[i - 1], begins[i] - begins[i - 1]);
    bytes += ogg_page(i + 1 == begins.size() ? 4 : 0, 99, i, std::string(200, 'v'));
  }
  return bytes;
}

TEST_P(OggChain, TheSoundOfAVideoIsPlayed) {
  const std::string a = stream_of(GetParam(), 3), b = stream_of(GetParam(), 2);
  const std::string sign = "\x80theora";
  const std::string video = multiplexed(a, sign);
  EXPECT_EQ(all_of(video), all_of(a));
  EXPECT_EQ(sound_damage(video, "a.ogv"), "");
  EXPECT_EQ(all_of(video + b + video), joined({all_of(a), all_of(b), all_of(a)}));
}

TEST(OggChainOf, WhatCannotBeDecodedIsNamed) {
  const auto complaint = [](const std::string& bytes) -> std::string {
    try {
      AudioReader{bytes, "a.ogg"};
    } catch (const InputError& error) {
      return error.what();
    }
    return "none";
  };
  const std::string speex = ogg_page(2, 5, 0, "Speex   1.2") + ogg_page(4, 5, 1, "more");
  EXPECT_EQ(complaint(speex),
            "a.ogg: not a sound file (Ogg that holds Speex; Vorbis, Opus and FLAC can be decoded)");
  EXPECT_EQ(
      complaint(ogg_page(2, 4, 0, "\x80theora") + speex),
      "a.ogg: not a sound file (Ogg that holds Theora and Speex; Vorbis, Opus and FLAC can be "
      "decoded)");
  EXPECT_EQ(complaint("OggS" + std::string(100, 'x')),
            "a.ogg: not a sound file (Ogg that holds a stream without its beginning; Vorbis, Opus "
            "and FLAC can be decoded)");
  EXPECT_EQ(complaint(ogg_page(2, 5, 0, "OpusHead") + ogg_page(4, 5, 1, "more")),
            "a.ogg: not a sound file (Ogg that holds Opus, damaged)");
}

}  // namespace
}  // namespace bbplay::media
