// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
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

/// One byte of the first header of MPEG audio at or behind `at` that is followed by another one.
std::size_t header_behind(const std::string& bytes, std::size_t at) {
  const std::string_view head = std::string_view(bytes).substr(bytes.find("\xFF\xFB"), 2);
  return bytes.find(head, at);
}

struct Codec {
  const char* name;
  int format;
  double settles_s;  // behind damage, until the decoder is as it would be without
  double tolerance;  // from there on
};

class DamageInside : public testing::TestWithParam<Codec> {
 protected:
  /// A byte of the file is another one, at a fifth of it.
  Hurt hurt() const {
    Hurt file(folder_ / "a", GetParam().format, 0.2, 0);
    auto at = file.whole.size() / 5;
    if ((GetParam().format & SF_FORMAT_TYPEMASK) == SF_FORMAT_MPEG) {
      at = header_behind(file.whole, at) + 1;
    }
    file.hurt[at] = static_cast<char>(file.hurt[at] ^ 0x55);
    return file;
  }
  const test::ScratchFolder folder_;
};

INSTANTIATE_TEST_SUITE_P(Codecs, DamageInside,
                         testing::Values(Codec{"flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 0, 0},
                                         Codec{"vorbis", SF_FORMAT_OGG | SF_FORMAT_VORBIS, 0, 0},
                                         Codec{"opus", SF_FORMAT_OGG | SF_FORMAT_OPUS, 0.3, 2e-3},
                                         Codec{"mp3", SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III,
                                               0.06, 1e-6}),
                         [](const auto& tested) { return tested.param.name; });

TEST_P(DamageInside, IsSilentAndAllElseStandsWhereItStood) {
  const Hurt file = hurt();
  const std::vector<double> whole = left_of(file.whole), heard = left_of(file.hurt);
  const auto first =
      static_cast<std::size_t>(std::ranges::mismatch(whole, heard).in1 - whole.begin());
  ASSERT_LT(first, kFrames) << "nothing is hurt";
  std::size_t silent = first;
  while (silent < kFrames && heard[silent] == 0) ++silent;
  EXPECT_GT(silent, first + 1'000);
  EXPECT_LT(silent, first + kRate * 3 / 2);
  const auto settled = silent + static_cast<std::size_t>(GetParam().settles_s * kRate);
  double largest = 0;
  for (std::size_t i = settled; i < kFrames; ++i) {
    largest = std::max(largest, std::abs(whole[i] - heard[i]));
  }
  EXPECT_LE(largest, GetParam().tolerance);

  double lost_s = 0, at_s = 0;
  const std::string damage = sound_damage(file.hurt, "a");
  ASSERT_EQ(std::sscanf(damage.c_str(), "a: is damaged: %lf s from %lf s on cannot be decoded",
                        &lost_s, &at_s),
            2)
      << damage;
  EXPECT_NEAR(at_s, static_cast<double>(first) / kRate, 0.03);
  EXPECT_NEAR(lost_s, static_cast<double>(silent - first) / kRate, 0.03);
}

TEST_P(DamageInside, IsTheSameFromWhereverItIsEntered) {
  const Hurt file = hurt();
  const std::vector<double> heard = left_of(file.hurt);
  AudioReader reader(file.hurt, "hurt");
  for (std::size_t k = 0; k < 60; ++k) {
    const std::size_t frame = (k * 7'919 + k % 7 * 31'337) % (kFrames - 3'000);
    std::vector<double> left(3'000);
    const std::array<std::span<double>, 1> out{left};
    reader.seek(static_cast<std::int64_t>(frame));
    EXPECT_EQ(reader.read(out), left.size());
    EXPECT_TRUE(std::ranges::equal(left, std::span(heard).subspan(frame, left.size()))) << frame;
  }
}

}  // namespace
}  // namespace bbplay::media
