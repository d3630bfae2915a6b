// SPDX-License-Identifier: MIT
/// What libsndfile gets wrong in Sony Wave64.
#include <string>
#include <string_view>
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

using namespace std::string_literals;

const std::string kGuidEnd = "\xF3\xAC\xD3\x11\x8C\xD1\x00\xC0\x4F\x8E\xDB\x8A"s;

std::string little(std::uint64_t value, int bytes) {
  std::string text;
  for (int i = 0; i < bytes; ++i) text += static_cast<char>(value >> 8 * i & 0xFF);
  return text;
}

std::string w64_of(int encoding, std::size_t frames) {
  const test::ScratchFolder folder;
  test::write_sound(folder / "a.w64", SF_FORMAT_W64 | encoding, kRate,
                    test::test_signal(2, frames));
  return test::bytes_of(folder / "a.w64");
}

TEST(W64, EndsWhereItsSamplesEnd) {
  for (const std::size_t frames : {1'000u, 1'001u}) {
    const std::string bytes = w64_of(SF_FORMAT_PCM_16, frames);
    const std::vector<double> samples = left_of(bytes);
    const std::string list = "LIST" + kGuidEnd + little(24 + 16, 8) + std::string(16, 'x');
    for (const std::string& behind :
         {list, "TAG" + std::string(125, 'x'), std::string(4'096, '\0'), "x"s}) {
      const std::string padded = bytes + std::string((8 - bytes.size() % 8) % 8, '\0');
      for (const std::string& file : {padded, padded + behind, bytes + behind}) {
        EXPECT_EQ(AudioReader(file, "a").frames(), static_cast<std::int64_t>(frames));
        EXPECT_EQ(left_of(file), samples);
        EXPECT_EQ(sound_damage(file, "a"), "");
      }
    }
  }
}

TEST(W64, OfAnOpenLengthOrOneThatIsCutOffIsPlayedToItsEnd) {
  const std::string bytes = w64_of(SF_FORMAT_PCM_16, 1'000);
  const std::size_t length = bytes.find("data" + kGuidEnd) + 16;
  for (const std::uint64_t open : {~std::uint64_t{0}, ~std::uint64_t{0} >> 1}) {
    std::string stream = bytes;
    stream.replace(length, 8, little(open, 8));
    EXPECT_EQ(AudioReader(stream, "a").frames(), 1'000);
  }
  EXPECT_EQ(AudioReader(bytes.substr(0, bytes.size() - 400), "a").frames(), 900);
}

/// As ffmpeg describes all that is not of 16 bits on up to two channels.
std::string extensible(const std::string& bytes) {
  const std::size_t format = bytes.find("fmt " + kGuidEnd) + 24;
  const std::size_t data = bytes.find("data" + kGuidEnd);
  const std::string old = bytes.substr(format, 16);
  return bytes.substr(0, format - 8) + little(24 + 40, 8) + "\xFE\xFF"s + old.substr(2) +
         little(22, 2) + old.substr(14, 2) + little(3, 4) + old.substr(0, 2) +
         "\0\0\0\0\x10\0\x80\0\0\xAA\0\x38\x9B\x71"s + bytes.substr(data);
}

TEST(W64, OfExtensibleFormatsIsWhatTheySay) {
  for (const int encoding :
       {SF_FORMAT_FLOAT, SF_FORMAT_DOUBLE, SF_FORMAT_ULAW, SF_FORMAT_ALAW, SF_FORMAT_PCM_16}) {
    const std::string bytes = w64_of(encoding, 1'000);
    const std::string other = extensible(bytes);
    EXPECT_EQ(left_of(other), left_of(bytes)) << encoding;
    EXPECT_EQ(AudioReader(other, "a").holds_floats(),
              encoding == SF_FORMAT_FLOAT || encoding == SF_FORMAT_DOUBLE);
    EXPECT_EQ(sound_damage(other, "a"), "");
  }
}

}  // namespace
}  // namespace bbplay::media
