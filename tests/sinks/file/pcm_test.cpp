// SPDX-License-Identifier: MIT
#include "sinks/file/pcm.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

namespace bbplay::sinks {
namespace {

StereoBuffer ramp(std::size_t frames, double low, double high) {
  StereoBuffer audio(frames);
  for (std::size_t i = 0; i < frames; ++i) {
    const double y = low + (high - low) * static_cast<double>(i) / static_cast<double>(frames - 1);
    audio.block().left[i] = static_cast<float>(y);
    audio.block().right[i] = static_cast<float>(-0.5 * y);
  }
  return audio;
}

ConstStereoBlock view(const StereoBuffer& audio) { return audio.block(); }

TEST(Pcm, TruncationFollowsTheFormulaOfTheTrackFormat) {
  const StereoBuffer audio = ramp(10'007, -1.3, 1.3);
  std::vector<std::int16_t> out(2 * audio.frames());
  interleave_truncated(view(audio), out.data());
  for (std::size_t i = 0; i < out.size(); ++i) {
    const float y = i % 2 == 0 ? view(audio).left[i / 2] : view(audio).right[i / 2];
    const float scaled = y * 32767.0f;
    ASSERT_EQ(out[i], static_cast<int>(std::clamp(scaled, -32768.0f, 32767.0f))) << y;
  }
}

TEST(Pcm, TruncationDoesNotDependOnHowTheAudioIsCut) {
  const StereoBuffer audio = ramp(1'000, -1, 1);
  std::vector<std::int16_t> whole(2'000), parts(2'000);
  interleave_truncated(view(audio), whole.data());
  for (std::size_t at = 0, length = 1; at < 1'000; at += length, length = length % 37 + 1) {
    length = std::min<std::size_t>(length, 1'000 - at);
    interleave_truncated(view(audio).subblock(at, length), parts.data() + 2 * at);
  }
  EXPECT_EQ(whole, parts);
}

TEST(Pcm, ValuesThatAreNotNumbersBecomeSilence) {
  for (const std::size_t frames : {1u, 64u}) {
    StereoBuffer audio(frames);
    std::ranges::fill(audio.block().left, std::numeric_limits<float>::quiet_NaN());
    std::ranges::fill(audio.block().right, std::numeric_limits<float>::infinity());
    std::vector<std::int16_t> out(2 * frames);
    interleave_truncated(view(audio), out.data());
    EXPECT_EQ(out[0], 0);
    EXPECT_EQ(out[2 * frames - 2], 0);
    EXPECT_EQ(out[2 * frames - 1], 32767);
    std::vector<std::int32_t> rounded(2 * frames);
    Rounding(24, true, 1).interleave(view(audio), 0, rounded.data());
    EXPECT_LE(std::abs(rounded[0]), 256);
  }
}

TEST(Pcm, RoundingGoesToTheNearestIntegerOfEachWidth) {
  const StereoBuffer audio = ramp(4'001, -1.1, 1.1);
  std::vector<std::int32_t> out(2 * audio.frames());
  for (const int bits : {16, 24, 32}) {
    Rounding(bits, false, 0).interleave(view(audio), 0, out.data());
    const double full = std::pow(2.0, bits - 1) - 1;
    for (std::size_t i = 0; i < audio.frames(); ++i) {
      const double wanted = std::clamp(full * double(view(audio).left[i]), -full - 1, full);
      const double got = std::ldexp(out[2 * i], bits - 32);
      ASSERT_LE(std::fabs(got - wanted), 0.5) << bits << ' ' << view(audio).left[i];
      ASSERT_EQ(got, std::floor(got)) << "bits below the width";
    }
  }
}

TEST(Pcm, DitherIsTriangularWithinOneLsbAndUncorrelatedBetweenChannels) {
  constexpr std::size_t frames = 200'000;
  const StereoBuffer silence(frames);
  std::vector<std::int32_t> out(2 * frames);
  Rounding(16, true, 7).interleave(view(silence), 0, out.data());
  double sum = 0, square = 0, cross = 0;
  for (std::size_t i = 0; i < frames; ++i) {
    const double left = std::ldexp(out[2 * i], -16), right = std::ldexp(out[2 * i + 1], -16);
    ASSERT_LE(std::fabs(left), 1);
    sum += left;
    square += left * left;
    cross += left * right;
  }
  const auto n = static_cast<double>(frames);
  EXPECT_NEAR(sum / n, 0, 0.005);
  // A triangular dither of +-1 LSB rounds silence to -1, 0, 1 with probabilities 1/8, 3/4, 1/8.
  EXPECT_NEAR(square / n, 0.25, 0.005);
  EXPECT_NEAR(cross / n, 0, 0.005);
}

TEST(Pcm, DitherDependsOnTheFrameAloneAndOnTheSeed) {
  const StereoBuffer audio = ramp(1'000, -0.1, 0.1);
  std::vector<std::int32_t> whole(2'000), parts(2'000), other(2'000);
  Rounding(16, true, 1).interleave(view(audio), 500, whole.data());
  for (std::size_t at = 0; at < 1'000; at += 125) {
    Rounding(16, true, 1)
        .interleave(view(audio).subblock(at, 125), 500 + std::int64_t(at), parts.data() + 2 * at);
  }
  Rounding(16, true, 2).interleave(view(audio), 500, other.data());
  EXPECT_EQ(whole, parts);
  EXPECT_NE(whole, other);
}

}  // namespace
}  // namespace bbplay::sinks
