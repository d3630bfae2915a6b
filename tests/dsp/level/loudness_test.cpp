// SPDX-License-Identifier: MIT
#include "dsp/level/loudness.h"

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace bbplay::dsp {
namespace {

constexpr int kRate = 1000;  // a window of 50 frames

StereoBuffer noise(std::size_t frames, float level) {
  std::minstd_rand random(7);
  StereoBuffer buffer(frames);
  for (const std::span<float> channel : {buffer.block().left, buffer.block().right}) {
    for (float& x : channel) x = level * static_cast<float>(random() % 1000) / 1000;
  }
  return buffer;
}

double loudness(ConstStereoBlock x, double threshold = 1e-5, std::size_t length = 256) {
  StepLoudness meter(static_cast<std::int64_t>(x.frames()), kRate, threshold);
  for (std::size_t i = 0; i < x.frames(); i += length) {
    meter.add(x.subblock(i, std::min(length, x.frames() - i)));
  }
  return meter.finish();
}

/// The definition, one window at a time.
double direct_loudness(ConstStereoBlock x, double threshold) {
  const auto n = static_cast<std::int64_t>(x.frames());
  const std::int64_t window = 50;
  double sum = 0;
  int count = 0;
  for (std::int64_t k = 0; n > 0 && k < std::max(n, window); ++k) {
    const std::int64_t last = k + (std::min(n, window) - 1) / 2;
    double power = 0;
    for (std::int64_t m = std::max<std::int64_t>(0, last - window + 1); m <= std::min(last, n - 1);
         ++m) {
      const auto i = static_cast<std::size_t>(m);
      power += (std::pow(x.left[i], 2) + std::pow(x.right[i], 2)) / 2;
    }
    const double rms = std::sqrt(power / static_cast<double>(window));
    if (rms > threshold) {
      sum += rms;
      ++count;
    }
  }
  return count > 0 ? sum / count : 0;
}

TEST(StepLoudness, IsTheMeanOfTheWindowsOverTheThreshold) {
  for (const std::size_t frames : {0u, 1u, 2u, 30u, 49u, 50u, 51u, 100u, 1234u}) {
    const StereoBuffer x = noise(frames, 0.5f);
    for (const double threshold : {1e-5, 0.2, 0.285, 10.0}) {
      EXPECT_NEAR(loudness(x.block(), threshold), direct_loudness(x.block(), threshold), 1e-14)
          << frames << " frames over " << threshold;
    }
  }
}

TEST(StepLoudness, DoesNotDependOnTheBlocksItIsFed) {
  const StereoBuffer x = noise(3001, 0.5f);
  const double whole = loudness(x.block(), 1e-5, 3001);
  for (const std::size_t length : {1u, 7u, 50u, 256u}) {
    EXPECT_EQ(loudness(x.block(), 1e-5, length), whole);
  }
}

TEST(StepLoudness, SilenceAfterALoudPassageIsSilence) {
  StereoBuffer x = noise(20000, 1.0f);
  const double loud = loudness(x.block().first(10000));
  for (const std::span<float> channel : {x.block().left, x.block().right}) {
    std::fill(channel.begin() + 10000, channel.end(), 0.0f);
  }
  // Only the windows that still reach into the loud half may count.
  EXPECT_NEAR(loudness(x.block(), 1e-200), loud, 2e-3);
  EXPECT_EQ(loudness(StereoBuffer(500).block(), 0), 0);
}

TEST(StepLoudness, ScalesUnlessAWindowIsNearTheThreshold) {
  const auto scales = [](float level) {
    StereoBuffer audio(4000);
    std::ranges::fill(audio.block().left, level);
    std::ranges::fill(audio.block().right, level);
    StepLoudness loudness(4000, 8000);
    loudness.add(audio.block());
    loudness.finish();
    return loudness.scales();
  };
  EXPECT_TRUE(scales(0.0f));
  EXPECT_FALSE(scales(1.3e-5f));
  EXPECT_FALSE(scales(0.8e-5f));
  // The windows at the ends reach into the silence around the step, but hold half of its power.
  EXPECT_TRUE(scales(0.1f));
}

}  // namespace
}  // namespace bbplay::dsp
