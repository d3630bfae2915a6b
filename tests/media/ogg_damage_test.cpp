// SPDX-License-Identifier: MIT
#include <array>
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

using testing::MatchesRegex;

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
    EXPECT_THAT(
        sound_damage(hurt, "a.ogg"),
        MatchesRegex("a.ogg: is damaged: .* bytes of it are no whole pages: they are left out"));
  }
}

TEST(SoundDamageOf, BytesBetweenStreamsOfOggThatBelongToNoneAreTold) {
  const test::ScratchFolder folder;
  for (const int codec : {SF_FORMAT_VORBIS, SF_FORMAT_OPUS}) {
    const std::string a = Hurt(folder / "a.ogg", SF_FORMAT_OGG | codec, 0.5, 0).whole;
    const std::string garbage(777, 'g');
    for (const std::string& hurt : {a + garbage + a, garbage + a, garbage + a + a}) {
      EXPECT_EQ(sound_damage(hurt, "a.ogg"),
                "a.ogg: is damaged: 777 bytes of it are no whole pages: they are left out");
      EXPECT_EQ(left_of(hurt), left_of(a));
    }
    EXPECT_EQ(AudioReader(a + garbage + a, "a.ogg").frames(), std::int64_t{2 * kFrames});
    const std::string tag = "TAG" + std::string(125, ' ');
    EXPECT_EQ(sound_damage(a + a + tag, "a.ogg"), "");
  }
}

TEST(SoundDamageOf, AChainOfOggWhoseFirstPageIsDamagedPlaysTheOtherStreams) {
  const test::ScratchFolder folder;
  for (const int codec : {SF_FORMAT_VORBIS, SF_FORMAT_OPUS}) {
    const std::string a = Hurt(folder / "a.ogg", SF_FORMAT_OGG | codec, 0.5, 0).whole;
    for (std::size_t byte = 0; byte < 50; ++byte) {
      std::string hurt = a + a;
      hurt[byte] ^= 0x55;
      EXPECT_THAT(sound_damage(hurt, "a.ogg"),
                  MatchesRegex("a.ogg: is damaged: (6|6.00.) s from 0 s on cannot be decoded"))
          << byte;
      AudioReader reader(hurt, "a.ogg");
      ASSERT_GE(reader.frames(), std::int64_t{2 * kFrames}) << byte;
      std::vector<double> left(kFrames);
      const std::array<std::span<double>, 1> planes{left};
      reader.seek(reader.frames() - std::int64_t{kFrames});
      reader.read(planes);
      EXPECT_EQ(left, left_of(a)) << byte;
    }
  }
}

TEST(SoundDamageOf, PagesOfOggThatAreThereTwiceAreHeardOnce) {
  const test::ScratchFolder folder;
  for (const int codec : {SF_FORMAT_VORBIS, SF_FORMAT_OPUS}) {
    const std::string whole = Hurt(folder / "a.ogg", SF_FORMAT_OGG | codec, 0.5, 0).whole;
    const std::vector<double> heard = left_of(whole);
    std::vector<std::size_t> pages;
    for (std::size_t at = 0; at < whole.size(); at = whole.find("OggS", at + 1)) {
      pages.push_back(at);
    }
    pages.push_back(whole.size());
    ASSERT_GT(pages.size(), 6u);
    constexpr std::size_t kOfHead = 3;
    for (std::size_t page = kOfHead; page + 1 < pages.size(); ++page) {
      const std::string once = whole.substr(pages[page], pages[page + 1] - pages[page]);
      for (const std::string& more : {once, once + once}) {
        const std::string twice = std::string(whole).insert(pages[page], more);
        EXPECT_EQ(AudioReader(twice, "a").frames(), std::int64_t{kFrames}) << page;
        EXPECT_EQ(left_of(twice), heard) << page << " of " << pages.size();
      }
    }
  }
}

}  // namespace
}  // namespace bbplay::media
