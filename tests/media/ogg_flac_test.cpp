// SPDX-License-Identifier: MIT
/// FLAC in Ogg, which libsndfile does not write.
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include <FLAC/stream_encoder.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "media/audio_reader.h"
#include "media/sound_damage.h"
#include "support/scratch_folder.h"

namespace bbplay::media {
namespace {

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

std::string ogg_flac(const std::vector<FLAC__int32>& samples) {
  const test::ScratchFolder folder;
  const auto path = folder / "a.oga";
  FLAC__StreamEncoder* const encoder = FLAC__stream_encoder_new();
  FLAC__stream_encoder_set_channels(encoder, 1);
  FLAC__stream_encoder_set_bits_per_sample(encoder, 16);
  FLAC__stream_encoder_set_sample_rate(encoder, kRate);
  FLAC__stream_encoder_set_ogg_serial_number(encoder, 7);
  EXPECT_EQ(FLAC__stream_encoder_init_ogg_file(encoder, path.c_str(), nullptr, nullptr),
            FLAC__STREAM_ENCODER_INIT_STATUS_OK);
  EXPECT_TRUE(FLAC__stream_encoder_process_interleaved(encoder, samples.data(),
                                                       static_cast<unsigned>(samples.size())));
  EXPECT_TRUE(FLAC__stream_encoder_finish(encoder));
  FLAC__stream_encoder_delete(encoder);
  return test::bytes_of(path);
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
