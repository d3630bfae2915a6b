// SPDX-License-Identifier: MIT
/// Sounds whose header leaves their length open, and what stands behind them.
#include <algorithm>
#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <tuple>
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

using namespace std::string_literals;
using testing::HasSubstr;

constexpr std::int64_t kOpenFrames = 9'600;  // 0.2 s

std::string number(std::uint64_t value, int bytes, bool is_big) {
  std::string text;
  for (int i = 0; i < bytes; ++i) text += static_cast<char>(value >> 8 * i & 0xFF);
  if (is_big) std::ranges::reverse(text);
  return text;
}

/// Where a format writes the length of its samples, and what it counts besides them.
struct OpenFormat {
  const char* name;
  int format;
  std::string before;  // what stands in front of it
  int bytes;
  bool is_big;
  std::uint64_t also_held;
  std::uint64_t open;
};

const std::string kDataOfW64 = "data\xF3\xAC\xD3\x11\x8C\xD1\0\xC0\x4F\x8E\xDB\x8A"s;

const std::string kEndOfListOfW64 = "\x2F\x91\xCF\x11\xA5\xD6\x28\xDB\x04\xC1\0\0"s;

class OpenSound : public testing::TestWithParam<OpenFormat> {
 protected:
  void SetUp() override {
    const bool is_mono = (GetParam().format & SF_FORMAT_TYPEMASK) == SF_FORMAT_SVX;
    test::write_sound(folder_ / "a", GetParam().format, kRate,
                      test::test_signal(is_mono ? 1 : 2, kOpenFrames));
    whole_ = test::bytes_of(folder_ / "a");
    heard_ = left_of(whole_);
  }
  /// With another length.
  std::string with(std::uint64_t length) const {
    std::string bytes = whole_;
    const auto at = bytes.find(GetParam().before) + GetParam().before.size();
    bytes.replace(at, static_cast<std::size_t>(GetParam().bytes),
                  number(length, GetParam().bytes, GetParam().is_big));
    return bytes;
  }
  /// Of the kind that follows a sound of the format; empty where none does.
  std::string chunk(std::size_t bytes) const {
    switch (GetParam().format & SF_FORMAT_TYPEMASK) {
      case SF_FORMAT_W64:
        return chunk_of("bext", bytes);
      case SF_FORMAT_CAF:
        return chunk_of("info", bytes);
      case SF_FORMAT_AIFF:
      case SF_FORMAT_SVX:
        return chunk_of("ANNO", bytes);
      default:
        return chunk_of("LIST", bytes);
    }
  }
  std::string chunk_of(const std::string& id, std::size_t bytes) const {
    switch (GetParam().format & SF_FORMAT_TYPEMASK) {
      case SF_FORMAT_AU:
        return {};
      case SF_FORMAT_W64:
        return id + (id == "list" ? kEndOfListOfW64 : kDataOfW64.substr(4)) +
               number(24 + bytes, 8, false) + text(bytes);
      case SF_FORMAT_CAF:
        return id + number(bytes, 8, true) + text(bytes);
      default:
        return id + number(bytes, 4, GetParam().is_big) + text(bytes);
    }
  }
  static std::string text(std::size_t bytes) { return std::string(bytes, 'a'); }

  void expect_the_sound(const std::string& bytes) const {
    EXPECT_EQ(AudioReader(bytes, "a").frames(), kOpenFrames);
    EXPECT_EQ(left_of(bytes), heard_);
  }

  const test::ScratchFolder folder_;
  std::string whole_;
  std::vector<double> heard_;
};

INSTANTIATE_TEST_SUITE_P(
    Formats, OpenSound,
    testing::Values(
        OpenFormat{"wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, "data", 4, false, 0, 0xFFFFFFFF},
        OpenFormat{"rifx", SF_FORMAT_WAV | SF_FORMAT_PCM_16 | SF_ENDIAN_BIG, "data", 4, true, 0,
                   0x80000000},
        OpenFormat{"w64", SF_FORMAT_W64 | SF_FORMAT_PCM_16, kDataOfW64, 8, false, 24,
                   0x7FFFFFFFFFFFFFFF},
        OpenFormat{"aiff", SF_FORMAT_AIFF | SF_FORMAT_PCM_16, "SSND", 4, true, 8, 0x7FFFFFFF},
        OpenFormat{"au", SF_FORMAT_AU | SF_FORMAT_PCM_16, ".snd\0\0\0\x18"s, 4, true, 0,
                   0xFFFFFFFF},
        OpenFormat{"caf", SF_FORMAT_CAF | SF_FORMAT_PCM_16, "data", 8, true, 4, ~std::uint64_t{0}},
        OpenFormat{"svx", SF_FORMAT_SVX | SF_FORMAT_PCM_16, "BODY", 4, true, 0, 0xFFFFFFFF}),
    [](const auto& tested) { return tested.param.name; });

TEST_P(OpenSound, OfARecordingThatWasInterruptedIsPlayedToItsEndAndTold) {
  for (const std::uint64_t length : {std::uint64_t{0}, GetParam().also_held}) {
    const std::string bytes = with(length);
    expect_the_sound(bytes);
    EXPECT_EQ(
        sound_damage(bytes, "a"),
        "a: says a length of 0, as a recording that was interrupted does: all of it is played, "
        "0.2 s");
  }
}

TEST_P(OpenSound, EndsBeforeAnotherSound) {
  for (const std::uint64_t length : {std::uint64_t{0}, GetParam().open}) {
    const std::string joined = with(length) + whole_;
    expect_the_sound(joined);
    EXPECT_THAT(sound_damage(joined, "a"),
                HasSubstr("another sound follows the first one in it: 0.2 s are not played"));
    const test::ScratchFolder folder;
    test::put_bytes(folder / "joined", joined);
    for (int opening = 0; opening < 2; ++opening) {
      EXPECT_EQ(AudioReader(folder / "joined").frames(), kOpenFrames) << "what is kept of it";
      EXPECT_THAT(sound_damage(folder / "joined"), HasSubstr("another sound follows"));
    }
    test::put_bytes(folder / "joined", with(length));
    EXPECT_EQ(AudioReader(folder / "joined").frames(), kOpenFrames);
    EXPECT_THAT(sound_damage(folder / "joined"), testing::Not(HasSubstr("another sound")));
  }
}

TEST_P(OpenSound, EndsBeforeTagsAndChunksAtTheEndOfTheFile) {
  const std::string id3v1 = "TAG" + text(125);
  const std::string id3v2 = "ID3\4\0\0\0\0\x01\x02"s + text(130);
  const std::string ape = "APETAGEX\xD0\x07\0\0\x40\x06\0\0\1\0\0\0\0\0\0\xA0"s + text(8) +
                          text(1'568) + "APETAGEX\xD0\x07\0\0\x40\x06\0\0\1\0\0\0\0\0\0\x80"s +
                          std::string(8, '\0');
  const std::string more_id3v1 = "TAG+" + text(223) + id3v1;
  const std::string lyrics = "LYRICSBEGIN" + text(40) + "000051LYRICS200" + id3v1;
  for (const std::string& behind :
       {id3v1, id3v2, ape, ape + id3v1, more_id3v1, lyrics, id3v2 + id3v1, chunk(32),
        chunk(100'000), chunk(32) + chunk(64), chunk(32) + id3v1}) {
    const std::string bytes = with(GetParam().open) + behind;
    expect_the_sound(bytes);
    EXPECT_EQ(sound_damage(bytes, "a"), "");
  }
}

TEST_P(OpenSound, EndsBeforeChunksOfAnyName) {
  for (const char* const id : {"axml", "levl", "list", "udta", "MIDI", "AESD", "PAD ", "MD5 "}) {
    for (const std::string& behind :
         {chunk_of(id, 32), chunk_of(id, 100'000) + chunk_of("r64m", 8)}) {
      if (behind.empty()) continue;
      const std::string bytes = with(GetParam().open) + behind;
      expect_the_sound(bytes);
      EXPECT_EQ(sound_damage(bytes, "a"), "") << id;
    }
  }
}

/// What fills the sound up in front of it is missing.
TEST(OpenSoundOf, W64EndsBeforeAListAtAnyPlace) {
  const test::ScratchFolder folder;
  test::write_sound(folder / "a", SF_FORMAT_W64 | SF_FORMAT_PCM_16, kRate,
                    test::test_signal(2, 1'001));
  std::string bytes = test::bytes_of(folder / "a");
  const std::size_t at = bytes.find(kDataOfW64) + kDataOfW64.size();
  bytes.replace(at, 8, 8, '\xFF');
  bytes = bytes.substr(0, at + 8 + 1'001 * 4);
  bytes += "list" + kEndOfListOfW64 + number(24 + 32, 8, false) + std::string(32, 'a');
  EXPECT_EQ(AudioReader(bytes, "a").frames(), 1'001);
}

TEST_P(OpenSound, EndsBeforeAPictureAndAnMpeg4File) {
  const std::string picture = "\x89PNG\r\n\x1A\n\0\0\0\x0DIHDR"s + text(3'000);
  const std::string mpeg4 = "\0\0\0\x20"s + "ftypM4A \0\0\2\0"s + text(3'000);
  for (const std::string& behind : {picture, mpeg4}) {
    const std::string bytes = with(GetParam().open) + behind;
    expect_the_sound(bytes);
    EXPECT_EQ(sound_damage(bytes, "a"),
              "a: another file follows the sound in it: " + std::to_string(behind.size()) +
                  " bytes are not played");
  }
}

TEST_P(OpenSound, BehindATagIsNoOther) {
  const std::string tag = "ID3\3\0\0\0\0\0\x1D"s + text(29), id3v1 = "TAG" + text(125);
  expect_the_sound(tag + whole_);
  EXPECT_EQ(sound_damage(tag + whole_, "a"), "");
  expect_the_sound(tag + with(GetParam().open) + id3v1);
  EXPECT_THAT(sound_damage(tag + with(0), "a"), HasSubstr("says a length of 0"));
  EXPECT_THAT(sound_damage(tag + whole_ + whole_, "a"),
              HasSubstr("another sound follows the first one in it: 0.2 s are not played"));
  EXPECT_THAT(sound_damage(tag + whole_.substr(0, whole_.size() - 9'600), "a"),
              HasSubstr("is cut off"));
}

TEST_P(OpenSound, HoldsWhatOnlyLooksLikeAChunk) {
  if (chunk(8).empty()) return;
  const std::string bytes = with(GetParam().open) + chunk(40).substr(0, 40);
  EXPECT_GT(AudioReader(bytes, "a").frames(), kOpenFrames);
}

TEST_P(OpenSound, OfNothingIsEmpty) {
  const std::string empty =
      with(GetParam().also_held)
          .substr(0, whole_.find(GetParam().before) + GetParam().before.size() +
                         static_cast<std::size_t>(GetParam().bytes));
  const std::string head =
      empty + std::string(GetParam().also_held == 24 ? 0 : GetParam().also_held, '\0');
  for (const std::string& bytes : {head, head + chunk(64)}) {
    try {
      EXPECT_EQ(AudioReader(bytes, "a").frames(), 0);
      EXPECT_EQ(sound_damage(bytes, "a"), "a: is empty: there is no sound in it");
    } catch (const InputError&) {
      // no sound file without sound for libsndfile
    }
  }
}

/// As ffmpeg writes it into a pipe: the number that counts has 64 bits, and is 0.
TEST(OpenSoundOf, Rf64IsPlayedToItsEnd) {
  const test::ScratchFolder folder;
  test::write_sound(folder / "a", SF_FORMAT_RF64 | SF_FORMAT_PCM_16, kRate,
                    test::test_signal(2, kOpenFrames));
  std::string bytes = test::bytes_of(folder / "a");
  const std::vector<double> heard = left_of(bytes);
  bytes.replace(bytes.find("ds64") + 8, 24, 24, '\0');
  EXPECT_EQ(AudioReader(bytes, "a").frames(), kOpenFrames);
  EXPECT_EQ(left_of(bytes), heard);
  EXPECT_THAT(sound_damage(bytes, "a"), HasSubstr("all of it is played, 0.2 s"));
}

/// Sox leaves the header without a sound where it cannot go back to it, and writes it two times more.
TEST(OpenSoundOf, HeadersThatAreThereThreeTimesAreNoSound) {
  for (const auto& [format, before, length_bytes, empty] :
       {std::tuple{SF_FORMAT_W64, kDataOfW64, 8, "\x17\0\0\0\0\0\0\0"s},
        std::tuple{SF_FORMAT_CAF, "data"s, 8, "\0\0\0\0\0\0\0\4"s}}) {
    const test::ScratchFolder folder;
    test::write_sound(folder / "a", format | SF_FORMAT_PCM_16, kRate,
                      test::test_signal(2, kOpenFrames));
    const std::string whole = test::bytes_of(folder / "a");
    const std::size_t at = whole.find(before) + before.size();
    const std::size_t from =
        at + static_cast<std::size_t>(length_bytes) + (format == SF_FORMAT_CAF ? 4u : 0u);
    std::string head = whole.substr(0, from);
    const std::string last = head, sound = whole.substr(from, std::size_t{kOpenFrames} * 4);
    std::string second = head.replace(at, empty.size(), empty);
    if (format == SF_FORMAT_W64) second[at] = '\x18';
    const std::string bytes = head + second + sound + last;
    EXPECT_EQ(AudioReader(bytes, "a").frames(), kOpenFrames) << format;
    EXPECT_EQ(left_of(bytes), left_of(whole)) << format;
    EXPECT_EQ(sound_damage(bytes, "a").find("follow"), std::string::npos) << format;
  }
}

/// The lowest sample, and a click.
TEST(OpenSoundOf, WhatFillsItUpBeforeAChunkIsNotPlayed) {
  const test::ScratchFolder folder;
  test::write_sound(folder / "a.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_U8, kRate,
                    test::test_signal(1, 1'001));
  std::string bytes = test::bytes_of(folder / "a.wav");
  const std::size_t data = bytes.find("data");
  bytes.replace(data + 4, 4, 4, '\xFF');
  bytes = bytes.substr(0, data + 8 + 1'001) + '\0' + "LIST\4\0\0\0INFO"s;
  EXPECT_EQ(AudioReader(bytes, "a").frames(), 1'001);
}

/// Each would be the beginning of as many chunks.
TEST(OpenSoundOf, AMillionSignsAreNotAllLookedAt) {
  const test::ScratchFolder folder;
  test::write_sound(folder / "a.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, kRate,
                    test::test_signal(2, 100));
  std::string bytes = test::bytes_of(folder / "a.wav");
  bytes.replace(bytes.find("data") + 4, 4, 4, '\xFF');
  for (int i = 0; i < 1'000'000; ++i) bytes += "LIST\0\0\0\0"s;
  EXPECT_EQ(AudioReader(bytes + "x", "a").frames(), 100 + 2'000'000);
}

/// Libsndfile counts another block of what is no whole number of them, or of 2 GB that are not there.
TEST(OpenSoundOf, BlocksEndsWithTheLastWholeOne) {
  const test::ScratchFolder folder;
  test::write_sound(folder / "a", SF_FORMAT_WAV | SF_FORMAT_GSM610, 8'000,
                    test::test_signal(1, 320 * 20));
  const std::string whole = test::bytes_of(folder / "a");
  std::string bytes = whole;
  bytes.replace(bytes.find("data") + 4, 4, 4, '\xFF');
  EXPECT_EQ(AudioReader(bytes, "a").frames(), 320 * 20);
  EXPECT_EQ(left_of(bytes), left_of(whole));
}

}  // namespace
}  // namespace bbplay::media
