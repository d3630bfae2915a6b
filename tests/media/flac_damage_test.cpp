// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <cstdio>
#include <string>
#include <string_view>
#include <utility>
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

using testing::HasSubstr;

TEST(SoundDamageOf, AFlacThatIsCutOffIsHeardWhereverItIsEntered) {
  const test::ScratchFolder folder;
  const auto planes = test::test_signal(2, kFrames);
  test::write_sound(folder / "a.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_24, kRate, planes);
  const std::string bytes = test::bytes_of(folder / "a.flac");
  AudioReader reader(std::string_view(bytes).substr(0, bytes.size() / 2), "cut");
  std::vector<double> left(1'000);
  const std::array<std::span<double>, 1> out{left};
  for (const std::int64_t frame : {0, 50'000, 20'000, 90'000, 250'000, 0, 90'000}) {
    reader.seek(frame);
    const std::size_t got = reader.read(out);
    EXPECT_EQ(got, frame < 200'000 ? left.size() : 0u) << frame;
    for (std::size_t i = 0; i < got; ++i) {
      ASSERT_NEAR(left[i], planes[0][static_cast<std::size_t>(frame) + i], 1.3e-7)
          << frame << " + " << i;
    }
  }
}

TEST(SoundDamageOf, AFlacThatIsCutOffIsAsLongAsWhatIsThere) {
  const test::ScratchFolder folder;
  test::write_sound(folder / "a.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, kRate,
                    test::test_signal(2, kFrames));
  const std::string bytes = test::bytes_of(folder / "a.flac");
  const std::string cut = bytes.substr(0, bytes.size() / 2);
  const std::int64_t there = AudioReader(std::string_view(cut), "cut").frames();
  EXPECT_NEAR(static_cast<double>(there), 0.5 * kFrames, 0.1 * kFrames);
  EXPECT_THAT(sound_damage(cut, "a.flac"), HasSubstr("is cut off: "));

  // The number of samples in the head, 36 bits: 27 hours.
  std::string lying = bytes;
  constexpr std::size_t kSamplesAt = 21;
  lying[kSamplesAt] = static_cast<char>(lying[kSamplesAt] | 1);
  EXPECT_EQ(AudioReader(std::string_view(lying), "lying").frames(), kFrames);
  EXPECT_THAT(sound_damage(lying, "a.flac"), HasSubstr(" s are there, "));

  // What is damaged at the end is silent and as long as it was.
  std::string damaged = bytes;
  std::fill(damaged.begin() + static_cast<std::ptrdiff_t>(damaged.size() * 9 / 10), damaged.end(),
            'x');
  EXPECT_EQ(AudioReader(std::string_view(damaged), "damaged").frames(), kFrames);
  EXPECT_THAT(sound_damage(damaged, "a.flac"), HasSubstr("a.flac: is "));
}

TEST(SoundDamageOf, AFlacThatIsDamagedInsideIsWhatCannotBeDecoded) {
  const test::ScratchFolder folder;
  for (const int depth : {SF_FORMAT_PCM_16, SF_FORMAT_PCM_24, SF_FORMAT_PCM_S8}) {
    for (const auto& [at, bytes] :
         {std::pair{0.5, 1}, std::pair{0.25, 1}, std::pair{0.9, 40}, std::pair{0.3, 30'000}}) {
      const Hurt file(folder / "a.flac", SF_FORMAT_FLAC | depth, at,
                      static_cast<std::size_t>(bytes));
      ASSERT_EQ(sound_damage(file.whole, "a.flac"), "");
      const std::string damage = sound_damage(file.hurt, "a.flac");
      double lost_s = 0, at_s = 0;
      ASSERT_EQ(
          std::sscanf(damage.c_str(), "a.flac: is damaged: %lf s from %lf s on cannot be decoded",
                      &lost_s, &at_s),
          2)
          << damage << " at " << at;
      // What it says is what is silent: the same samples as the whole file elsewhere.
      AudioReader whole(file.whole, "whole"), hurt(file.hurt, "hurt");
      std::vector<double> a(kFrames), b(kFrames);
      const std::array<std::span<double>, 1> of_whole{a}, of_hurt{b};
      whole.read(of_whole);
      hurt.read(of_hurt);
      const auto from = static_cast<std::size_t>(at_s * kRate - 48);
      const auto to = static_cast<std::size_t>((at_s + lost_s) * kRate + 48);
      EXPECT_TRUE(std::equal(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(from), b.begin()));
      EXPECT_FALSE(std::equal(a.begin() + static_cast<std::ptrdiff_t>(from),
                              a.begin() + static_cast<std::ptrdiff_t>(std::min(to, kFrames)),
                              b.begin() + static_cast<std::ptrdiff_t>(from)));
      if (to < kFrames) {
        EXPECT_TRUE(std::equal(a.begin() + static_cast<std::ptrdiff_t>(to), a.end(),
                               b.begin() + static_cast<std::ptrdiff_t>(to)));
      }
      EXPECT_NEAR(at_s, 6 * at, 0.7);
    }
  }
  Hurt twice(folder / "a.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 0.3, 1);
  twice.hurt[twice.hurt.size() * 7 / 10] ^= 1;
  EXPECT_THAT(sound_damage(twice.hurt, "a.flac"), HasSubstr("is damaged in 2 places: "));
}

TEST(SoundDamageOf, ATagBehindAFlacIsNone) {
  const test::ScratchFolder folder;
  const Hurt file(folder / "a.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 0.5, 0);
  EXPECT_EQ(sound_damage(file.whole + "TAG" + std::string(125, ' '), "a.flac"), "");
}

TEST(SoundDamageOf, ATagInFrontOfAFlacHidesNoDamage) {
  const test::ScratchFolder folder;
  const Hurt file(folder / "a.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 0.5, 1);
  const std::string tag = "ID3" + std::string{4, 0, 0, 0, 0, 2, 5} + std::string(2 * 128 + 5, 'x');
  EXPECT_EQ(sound_damage(tag + file.whole, "a.flac"), "");
  EXPECT_THAT(sound_damage(tag + file.hurt, "a.flac"), HasSubstr("a.flac: is damaged: "));
}

}  // namespace
}  // namespace bbplay::media
