// SPDX-License-Identifier: MIT
#include <array>
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "media/audio_reader.h"
#include "media/sound_damage.h"
#include "support/ogg_files.h"

namespace bbplay::media {
namespace {

using test::ogg_flac;

constexpr unsigned kRate = 44'100;
constexpr std::size_t kFrames = 3 * kRate;
constexpr double kScale = 32'768;

/// Of one channel: no two frames near one another are the same.
std::vector<FLAC__int32> steps() {
  std::vector<FLAC__int32> out(kFrames);
  std::uint32_t noise = 1;
  for (std::size_t i = 0; i < out.size(); ++i) {
    noise = noise * 1'664'525 + 1'013'904'223;
    out[i] = static_cast<FLAC__int32>(noise >> 18) - 8'192;
  }
  return out;
}

std::vector<double> read(AudioReader& reader, std::size_t frames) {
  std::vector<double> out(frames);
  const std::array<std::span<double>, 1> planes{out};
  reader.read(planes);
  return out;
}

TEST(OggFlac, IsReadAsItWasWrittenWhereverItIsEntered) {
  const std::vector<FLAC__int32> samples = steps();
  const std::string bytes = ogg_flac(samples);
  AudioReader reader(bytes, "a.oga");
  ASSERT_EQ(reader.rate(), static_cast<int>(kRate));
  ASSERT_EQ(reader.frames(), static_cast<std::int64_t>(kFrames));
  EXPECT_EQ(sound_damage(bytes, "a.oga"), "");
  for (const std::size_t from : {std::size_t{0}, kFrames - 1'000, std::size_t{50'001}}) {
    reader.seek(static_cast<std::int64_t>(from));
    const std::vector<double> heard = read(reader, 1'000);
    for (std::size_t i = 0; i < heard.size(); ++i) {
      ASSERT_EQ(heard[i], samples[from + i] / kScale) << from + i;
    }
  }
}

TEST(OggFlac, SaysHowMuchIsMissingWhereItIsCutOff) {
  const std::string bytes = ogg_flac(steps());
  const std::string damage = sound_damage(bytes.substr(0, bytes.size() / 2), "a.oga");
  double found_s = 0, whole_s = 0, missing_s = 0;
  ASSERT_EQ(
      std::sscanf(damage.c_str(), "a.oga: is cut off: %lf s of %lf s are there, %lf s are missing",
                  &found_s, &whole_s, &missing_s),
      3)
      << damage;
  EXPECT_EQ(whole_s, 3);
  EXPECT_NEAR(found_s, 1.5, 0.2);
  EXPECT_NEAR(found_s + missing_s, 3, 0.002);
}

TEST(OggFlac, IsSilentWhereItIsDamaged) {
  const std::vector<FLAC__int32> samples = steps();
  std::string bytes = ogg_flac(samples);
  bytes[bytes.size() / 2] = static_cast<char>(~bytes[bytes.size() / 2]);
  EXPECT_THAT(sound_damage(bytes, "a.oga"), testing::HasSubstr("a.oga: is damaged"));
  AudioReader reader(bytes, "a.oga");
  const std::vector<double> heard = read(reader, kFrames);
  std::size_t silent = 0;
  for (std::size_t i = 0; i < heard.size(); ++i) {
    if (heard[i] == samples[i] / kScale) continue;
    ASSERT_EQ(heard[i], 0) << i;
    ++silent;
  }
  // A page, not all that follows.
  EXPECT_GT(silent, 1'000u);
  EXPECT_LT(silent, kFrames / 4);
}

}  // namespace
}  // namespace bbplay::media
