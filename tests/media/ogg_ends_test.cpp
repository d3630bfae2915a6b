// SPDX-License-Identifier: MIT
/// Last pages of Ogg whose checksums are right and whose places are not.
#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "media/audio_reader.h"
#include "media/damaged_sound.h"
#include "media/sound_damage.h"
#include "support/ogg_files.h"

namespace bbplay::media {
namespace {

using test::page_begins;
using test::put_checksum;
using testing::HasSubstr;

std::string stream_of(int codec, double seconds) {
  const test::ScratchFolder folder;
  test::write_sound(folder / "a.ogg", SF_FORMAT_OGG | codec, kRate,
                    test::test_signal(2, static_cast<std::size_t>(seconds * kRate)));
  return test::bytes_of(folder / "a.ogg");
}

/// With another place on its last page.
std::string ending_at(const std::string& ogg, std::int64_t granule) {
  const std::vector<std::size_t> begins = page_begins(ogg);
  const std::size_t begin = begins[begins.size() - 2];
  std::string page = ogg.substr(begin);
  for (std::size_t i = 0; i < 8; ++i) {
    page[6 + i] = static_cast<char>(static_cast<std::uint64_t>(granule) >> 8 * i & 0xFF);
  }
  put_checksum(page);
  return ogg.substr(0, begin) + page;
}

std::vector<double> all_of(const std::string& bytes) {
  AudioReader reader(bytes, "a.ogg");
  std::vector<double> left(static_cast<std::size_t>(reader.frames()));
  const std::array<std::span<double>, 1> planes{left};
  EXPECT_EQ(reader.read(planes), left.size());
  return left;
}

class OggEnds : public testing::TestWithParam<int> {};

INSTANTIATE_TEST_SUITE_P(Codecs, OggEnds, testing::Values(SF_FORMAT_VORBIS, SF_FORMAT_OPUS),
                         [](const auto& tested) {
                           return std::string(tested.param == SF_FORMAT_VORBIS ? "vorbis" : "opus");
                         });

TEST_P(OggEnds, ThatLieAreWhereThePacketsEnd) {
  // Of one page of sound, and of many.
  for (const double seconds : {0.7, 5.0}) {
    const std::string ogg = stream_of(GetParam(), seconds);
    const std::vector<double> whole = all_of(ogg);
    EXPECT_EQ(sound_damage(ogg, "a.ogg"), "");
    for (const std::int64_t end : {std::int64_t{60 * kRate}, std::int64_t{1} << 56, std::int64_t{1},
                                   std::int64_t{-1}, std::int64_t{-5'000}, INT64_MIN, INT64_MAX}) {
      const std::string lying = ending_at(ogg, end);
      const std::vector<double> heard = all_of(lying);
      ASSERT_GE(heard.size(), whole.size()) << end << " of " << seconds;
      // What fills up the last packet is heard.
      EXPECT_LT(heard.size(), whole.size() + 4'096) << end << " of " << seconds;
      EXPECT_TRUE(std::equal(whole.begin(), whole.end(), heard.begin())) << end;
      EXPECT_THAT(sound_damage(lying, "a.ogg"),
                  testing::MatchesRegex("a.ogg: says another length on its last page than it has: "
                                        "what is there is played, up to .* s"))
          << end << " of " << seconds;
    }
  }
}

TEST_P(OggEnds, ThatLieMoveNoOtherPart) {
  const std::string a = stream_of(GetParam(), 2), b = stream_of(GetParam(), 0.7);
  for (const std::int64_t end : {std::int64_t{600 * kRate}, std::int64_t{1}}) {
    const std::vector<double> first = all_of(a), lying = all_of(ending_at(b, end)),
                              heard = all_of(a + ending_at(b, end) + a);
    ASSERT_EQ(heard.size(), 2 * first.size() + lying.size());
    EXPECT_TRUE(std::equal(first.begin(), first.end(), heard.begin()));
    EXPECT_TRUE(std::equal(first.rbegin(), first.rend(), heard.rbegin()));
    EXPECT_THAT(sound_damage(a + ending_at(b, end) + a, "a.ogg"),
                HasSubstr("a.ogg: says another length on its last page than it has: what is there "
                          "is played, up to 2.7"));
  }
}

TEST_P(OggEnds, ThatLieBehindALostPageAreNoLongSilence) {
  const std::string ogg = stream_of(GetParam(), 5);
  const std::vector<std::size_t> begins = page_begins(ogg);
  std::string lying = ending_at(ogg, std::int64_t{1} << 50);
  lying[begins[begins.size() - 3] + 100] ^= 0x55;
  EXPECT_LT(all_of(lying).size(), 6u * kRate);
  EXPECT_NE(sound_damage(lying, "a.ogg"), "");
}

TEST_P(OggEnds, OfAStreamThatIsCutInFrontOfItsLastPageAreRight) {
  const std::string ogg = stream_of(GetParam(), 5);
  const std::vector<std::size_t> begins = page_begins(ogg);
  EXPECT_THAT(sound_damage(ogg.substr(0, begins[begins.size() - 2]), "a.ogg"),
              HasSubstr("a.ogg: is cut off: its last page is missing"));
}

/// What an encoder fills its last packet up with is not heard.
TEST_P(OggEnds, MayBeBeforeThePacketsEnd) {
  const std::string ogg = stream_of(GetParam(), 5);
  const std::vector<double> whole = all_of(ogg);
  EXPECT_EQ(whole.size(), 5u * kRate);
  const std::int64_t skipped = GetParam() == SF_FORMAT_OPUS ? 312 : 0;
  const std::vector<double> shorter = all_of(ending_at(ogg, 5 * kRate - 100 + skipped));
  EXPECT_NEAR(static_cast<double>(shorter.size()), 5.0 * kRate - 100, 400);
  EXPECT_TRUE(std::equal(shorter.begin(), shorter.end(), whole.begin()));
  EXPECT_EQ(sound_damage(ending_at(ogg, 5 * kRate - 100 + skipped), "a.ogg"), "");
}

TEST(OggEndsOf, FlacAreThoseOfItsFrames) {
  std::vector<FLAC__int32> samples(3 * kRate);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    samples[i] = static_cast<FLAC__int32>(i * 2'654'435'761 >> 8 & 0x3FFF);
  }
  std::string ogg = test::ogg_flac(samples, kRate);
  // How many there are its head does not say, as where it was written into a pipe.
  const std::vector<std::size_t> begins = page_begins(ogg);
  std::string head = ogg.substr(0, begins[1]);
  const std::size_t total = head.find("fLaC") + 8 + 14;
  head.replace(total, 4, 4, '\0');
  put_checksum(head);
  ogg.replace(0, begins[1], head);
  EXPECT_EQ(all_of(ogg).size(), samples.size());
  for (const std::int64_t end : {std::int64_t{1} << 40, std::int64_t{1}}) {
    EXPECT_EQ(all_of(ending_at(ogg, end)), all_of(ogg)) << end;
  }
}

}  // namespace
}  // namespace bbplay::media
