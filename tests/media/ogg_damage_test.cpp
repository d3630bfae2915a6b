// SPDX-License-Identifier: MIT
#include <string>

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
    EXPECT_EQ(sound_damage(hurt, "a.ogg"),
              "a.ogg: is damaged: pages with a wrong checksum are left out");
  }
}

}  // namespace
}  // namespace bbplay::media
