// SPDX-License-Identifier: MIT
#include "dsp/noise/noise_stream.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "dsp/noise/color_tables.h"
#include "reader/read_noise_color.h"

namespace bbplay::dsp {
namespace {

constexpr std::size_t kBlock = NoiseStream::kBlock;

std::vector<float> play(NoiseStream& stream, std::size_t blocks) {
  std::vector<float> out;
  for (std::size_t b = 0; b < blocks; ++b) {
    stream.next();
    out.insert(out.end(), stream.block().begin(), stream.block().end());
  }
  return out;
}

TEST(NoiseStream, IsTheConvolutionOfWhiteNoiseWithTheTaps) {
  const NoiseSpectrum pink(*reader::noise_preset("pink"), 8'000, 60);
  const std::vector<double> taps = design_noise_taps(pink, Conditioning::noise_voice);
  ASSERT_GT(taps.size(), kBlock) << "the case is to have several partitions";
  const GaussianNoise white(3, 4);
  NoiseStream stream(noise_filter(pink, Conditioning::noise_voice), white);
  const std::vector<float> played = play(stream, 3);
  const auto past = static_cast<std::int64_t>(taps.size());
  std::vector<double> w(taps.size() + played.size());
  white.fill(-past, std::span<double>(w));
  double worst = 0;
  for (std::size_t i = 0; i < played.size(); i += 7) {
    double expected = 0;
    for (std::size_t k = 0; k < taps.size(); ++k) expected += taps[k] * w[taps.size() + i - k];
    worst = std::max(worst, std::abs(played[i] - expected));
  }
  EXPECT_LT(worst, 3e-6);
}

TEST(NoiseStream, SeekingGivesTheSameBitsAsPlayingUpToThere) {
  const NoiseSpectrum brown(*reader::noise_preset("brown"), 44'100, 60);
  const auto filter = noise_filter(brown, Conditioning::noise_voice);
  NoiseStream played(filter, {1, 2});
  const std::vector<float> whole = play(played, 20);
  NoiseStream jumping(filter, {1, 2});
  for (const std::size_t block : {13u, 2u, 19u, 0u, 7u}) {
    jumping.seek(static_cast<std::int64_t>(block));
    const std::vector<float> part = play(jumping, std::min<std::size_t>(20 - block, 3));
    EXPECT_TRUE(std::equal(part.begin(), part.end(),
                           whole.begin() + static_cast<std::ptrdiff_t>(block * kBlock)))
        << block;
  }
}

}  // namespace
}  // namespace bbplay::dsp
