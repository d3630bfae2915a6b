// SPDX-License-Identifier: MIT
#include "bbplay/dsp/volume_envelope.h"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "support/allocations.h"

namespace bbplay::dsp {
namespace {

constexpr int kRate = 4000;
constexpr std::int64_t kFrames = 1000;
constexpr double kSeconds = 0.25;

std::vector<VolumeEnvelope> shapes() {
  return {envelope::Flat{},
          envelope::DefaultFade{},
          envelope::LinearFade{0.1, 0, 0.7},
          envelope::LinearFade{0.00025, 0.2, 0.7},
          envelope::LinearFade{3, 0.2, 0.7},
          envelope::FadeInOut{0.05, 0.1},
          envelope::FadeInOut{0.2, 0.1},
          envelope::Adsr{0.05, 0.05, 0.5, 0.1},
          envelope::Adsr{0, 0, 1, 0},
          envelope::Linen{0.1, 0.02}};
}

StereoBuffer ones(std::size_t frames) {
  StereoBuffer buffer(frames);
  for (const std::span<float> channel : {buffer.block().left, buffer.block().right}) {
    std::fill(channel.begin(), channel.end(), 1.0f);
  }
  return buffer;
}

template <class Gain>
StereoBuffer applied(const Gain& gain, std::size_t length, std::size_t frames = kFrames) {
  StereoBuffer buffer = ones(frames);
  for (std::size_t first = 0; first < frames; first += length) {
    gain.apply(static_cast<std::int64_t>(first),
               buffer.block().subblock(first, std::min(length, frames - first)));
  }
  return buffer;
}

TEST(VolumeEnvelopeGain, ApplyingIsMultiplyingByTheGainOfEachFrame) {
  for (const VolumeEnvelope& shape : shapes()) {
    const VolumeEnvelopeGain gain(shape, kSeconds, kFrames, kRate);
    const StereoBuffer result = applied(gain, 256);
    for (std::size_t i = 0; i < kFrames; ++i) {
      const auto expected = static_cast<float>(gain.at(static_cast<std::int64_t>(i)));
      ASSERT_EQ(result.block().left[i], expected) << shape.index() << " at " << i;
      ASSERT_EQ(result.block().right[i], expected) << shape.index() << " at " << i;
    }
  }
}

TEST(VolumeEnvelopeGain, BlockLengthDoesNotChangeTheSamples) {
  for (const VolumeEnvelope& shape : shapes()) {
    const VolumeEnvelopeGain gain(shape, kSeconds, kFrames, kRate);
    const StereoBuffer expected = applied(gain, kFrames);
    for (const std::size_t length : {1u, 7u, 256u, 399u}) {
      EXPECT_EQ(applied(gain, length), expected) << shape.index() << " in blocks of " << length;
    }
  }
}

TEST(VolumeEnvelopeGain, FramesPastTheEndOfTheVoiceStayAsTheyAre) {
  const VolumeEnvelopeGain gain(envelope::Linen{0.01, 0.01}, kSeconds, kFrames, kRate);
  const StereoBuffer result = applied(gain, 256, 1024);
  EXPECT_EQ(result.block().left[999], 0.0f);
  for (std::size_t i = 1000; i < 1024; ++i) EXPECT_EQ(result.block().left[i], 1.0f);
}

TEST(VolumeEnvelopeGain, KnowsItsPeakAndWhenItDoesNothing) {
  for (const VolumeEnvelope& shape : shapes()) {
    const VolumeEnvelopeGain gain(shape, kSeconds, kFrames, kRate);
    double peak = 0;
    bool unity = true;
    for (std::int64_t i = 0; i < kFrames; ++i) {
      peak = std::max(peak, std::abs(gain.at(i)));
      unity = unity && gain.at(i) == 1;
    }
    EXPECT_GE(gain.peak(), peak) << shape.index();
    EXPECT_LE(gain.peak(), peak + 0.01) << shape.index();
    EXPECT_EQ(gain.is_unity(), unity) << shape.index();
  }
}

TEST(VolumeEnvelopeGain, FadesThatDoNotFitMeet) {
  const VolumeEnvelopeGain gain(envelope::FadeInOut{0.4, 0.1}, kSeconds, kFrames, kRate);
  EXPECT_EQ(gain.at(0), 0);
  EXPECT_EQ(gain.at(799), 1);
  EXPECT_EQ(gain.at(800), 1);
  EXPECT_EQ(gain.at(999), 0);
}

TEST(VolumeEnvelopeGain, AVoiceWithoutFramesHasNothingToShape) {
  for (const VolumeEnvelope& shape : shapes()) {
    EXPECT_TRUE(VolumeEnvelopeGain(shape, 0, 0, kRate).is_unity());
  }
}

TEST(VolumeEnvelopeGain, PlayingDoesNotAllocate) {
  StereoBuffer buffer = ones(256);
  const VolumeEnvelopeGain gain(envelope::Adsr{}, kSeconds, kFrames, kRate);
  const DefaultFade fade(kFrames, kRate);
  const std::size_t before = test::allocations();
  for (std::int64_t first = 0; first < kFrames; first += 256) {
    gain.apply(first, buffer.block());
    fade.apply(first, buffer.block());
  }
  EXPECT_EQ(test::allocations(), before);
}

TEST(DefaultFade, IsSilentInTheFirstAndTheLastFrame) {
  const DefaultFade fade(kFrames, kRate);
  EXPECT_EQ(fade.at(0), 0);
  EXPECT_EQ(fade.at(kFrames - 1), 0);
  EXPECT_EQ(fade.at(39), 1);
  EXPECT_EQ(fade.at(500), 1);
  EXPECT_EQ(fade.at(kFrames - 40), 1);
  const StereoBuffer result = applied(fade, 256);
  for (std::size_t i = 0; i < kFrames; ++i) {
    ASSERT_EQ(result.block().left[i], static_cast<float>(fade.at(static_cast<std::int64_t>(i))));
  }
}

}  // namespace
}  // namespace bbplay::dsp
