// SPDX-License-Identifier: MIT
#include "dsp/noise/hop_ops.h"

#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

namespace bbplay::dsp {
namespace {

constexpr std::size_t kFrames = 10;

template <class Sample>
std::vector<Sample> numbers(std::size_t count, double step) {
  std::vector<Sample> out(count);
  for (std::size_t i = 0; i < count; ++i) {
    out[i] = static_cast<Sample>(std::sin(step * static_cast<double>(i + 1)));
  }
  return out;
}

template <class Sample>
class HopOps : public testing::Test {};
using Precisions = testing::Types<double, float>;
TYPED_TEST_SUITE(HopOps, Precisions);

TYPED_TEST(HopOps, SpreadAndSplitAreInverse) {
  std::vector<float> mono(kFrames);
  for (std::size_t i = 0; i < kFrames; ++i) mono[i] = static_cast<float>(i) + 0.1f;
  std::vector<TypeParam> stereo(2 * kFrames);
  std::vector<double> left(kFrames), right(kFrames);
  spread(mono, stereo);
  for (auto* ear = stereo.data() + 1; ear < stereo.data() + stereo.size(); ear += 2) *ear *= -1;
  split(stereo, left, right);
  for (std::size_t i = 0; i < kFrames; ++i) {
    EXPECT_EQ(left[i], static_cast<double>(mono[i])) << i;
    EXPECT_EQ(right[i], -static_cast<double>(mono[i])) << i;
  }
}

TYPED_TEST(HopOps, OneSampleStandsForBothEars) {
  std::vector<float> mono(kFrames);
  for (std::size_t i = 0; i < kFrames; ++i) mono[i] = static_cast<float>(i) + 0.1f;
  std::vector<TypeParam> one(kFrames);
  std::vector<double> left(kFrames), right(kFrames);
  spread(mono, one);
  split(one, left, right);
  for (std::size_t i = 0; i < kFrames; ++i) EXPECT_EQ(left[i], static_cast<double>(mono[i])) << i;
  EXPECT_EQ(left, right);
}

TYPED_TEST(HopOps, WindowsWeighEveryEarOfAFrame) {
  for (const std::size_t ears : {1u, 2u}) {
    const auto frames = numbers<TypeParam>(ears * kFrames, 0.9);
    const auto window = numbers<TypeParam>(kFrames, 0.4), scale = numbers<TypeParam>(kFrames, 1.1);
    const auto tail = numbers<TypeParam>(ears * kFrames, 0.7);
    std::vector<TypeParam> weighed(ears * kFrames), added(ears * kFrames);
    weigh(frames, window, weighed);
    overlap_add(frames, window, tail, scale, added);
    for (std::size_t i = 0; i < frames.size(); ++i) {
      const TypeParam part = window[i / ears] * frames[i];
      EXPECT_EQ(weighed[i], part) << i;
      EXPECT_NEAR(added[i], scale[i / ears] * (tail[i] + part),
                  4 * std::numeric_limits<TypeParam>::epsilon())
          << i;
    }
  }
}

}  // namespace
}  // namespace bbplay::dsp
