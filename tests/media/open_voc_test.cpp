// SPDX-License-Identifier: MIT
/// VOC whose blocks say wrong lengths, or none.
#include <cstdint>
#include <string>
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
using testing::HasSubstr;

class OpenVoc : public testing::Test {
 protected:
  static constexpr std::int64_t kVocFrames = 9'600;
  static constexpr std::size_t kLengthAt = 27,
                               kFrom = 42;  // of a head, and a block of the new kind

  /// Of a block with `length` written in its head, and of what follows it.
  std::string with(const std::string& length, const std::string& behind) const {
    std::string bytes = whole_.substr(0, kFrom + kVocFrames * 4);
    return bytes.replace(kLengthAt, 3, length) + behind;
  }
  void expect_the_sound(const std::string& bytes) const {
    EXPECT_EQ(AudioReader(bytes, "a").frames(), kVocFrames);
    EXPECT_EQ(left_of(bytes), left_of(whole_));
  }
  static std::string written() {
    const test::ScratchFolder folder;
    test::write_sound(folder / "a", SF_FORMAT_VOC | SF_FORMAT_PCM_16, kRate,
                      test::test_signal(2, kVocFrames));
    return test::bytes_of(folder / "a");
  }
  const std::string whole_ = written();
  const std::string id3v1_ = "TAG"s + std::string(125, 'a');
};

TEST_F(OpenVoc, OfNoLengthIsPlayedToItsEndAndTold) {
  for (const std::string& behind : {""s, "\0"s, "\0"s + id3v1_, id3v1_}) {
    const std::string bytes = with("\0\0\0"s, behind);
    expect_the_sound(bytes);
    EXPECT_EQ(
        sound_damage(bytes, "a"),
        "a: says a length of 0, as a recording that was interrupted does: all of it is played, "
        "0.2 s");
  }
}

TEST_F(OpenVoc, OfTheLargestLengthIsThatOfAStream) {
  for (const std::string& behind : {""s, "\0"s, "\0"s + id3v1_, id3v1_}) {
    const std::string bytes = with("\xFF\xFF\xFF", behind);
    expect_the_sound(bytes);
    EXPECT_EQ(sound_damage(bytes, "a"), "");
  }
}

TEST_F(OpenVoc, EndsBeforeAnotherSound) {
  const std::string bytes = with("\0\0\0"s, "\0"s + whole_);
  expect_the_sound(bytes);
  EXPECT_THAT(sound_damage(bytes, "a"), HasSubstr("another sound follows the first one in it"));
}

/// Its own reader plays no more either.
TEST_F(OpenVoc, OfSoxLacks8BytesOfItsLengthAndIsNotDamaged) {
  const std::uint64_t length = kVocFrames * 4 + 12 - 8;
  const std::string field{static_cast<char>(length & 0xFF), static_cast<char>(length >> 8 & 0xFF),
                          static_cast<char>(length >> 16)};
  const std::string bytes = with(field, "\0"s);
  EXPECT_EQ(AudioReader(bytes, "a").frames(), kVocFrames - 2);
  EXPECT_EQ(sound_damage(bytes, "a"), "");
}

TEST_F(OpenVoc, BetweenTagsIsPlayedWithoutThem) {
  const std::string bytes = "ID3\3\0\0\0\0\0\x1D"s + std::string(29, 'a') + whole_ + id3v1_;
  expect_the_sound(bytes);
  EXPECT_EQ(sound_damage(bytes, "a"), "");
}

}  // namespace
}  // namespace bbplay::media
