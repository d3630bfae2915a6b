// SPDX-License-Identifier: MIT
#include "dsp/noise/hop_ops.h"

#include <cmath>
#include <cstddef>
#include <vector>

#include <gtest/gtest.h>

namespace bbplay::dsp {
namespace {

constexpr std::size_t kFrames = 10;

std::vector<double> numbers(std::size_t count, double step) {
  std::vector<double> out(count);
  for (std::size_t i = 0; i < count; ++i) out[i] = std::sin(step * static_cast<double>(i + 1));
  return out;
}

TEST(HopOps, SpreadAndSplitAreInverse) {
  std::vector<float> mono(kFrames);
  for (std::size_t i = 0; i < kFrames; ++i) mono[i] = static_cast<float>(i) + 0.1f;
  std::vector<double> stereo(2 * kFrames), left(kFrames), right(kFrames);
  spread(mono, stereo);
  for (double* ear = stereo.data() + 1; ear < stereo.data() + stereo.size(); ear += 2) *ear *= -1;
  split(stereo, left, right);
  for (std::size_t i = 0; i < kFrames; ++i) {
    EXPECT_EQ(left[i], static_cast<double>(mono[i])) << i;
    EXPECT_EQ(right[i], -static_cast<double>(mono[i])) << i;
  }
}

TEST(HopOps, WindowsWeighBothEarsOfAFrame) {
  const auto stereo = numbers(2 * kFrames, 0.9), window = numbers(kFrames, 0.4);
  const auto tail = numbers(2 * kFrames, 0.7), scale = numbers(kFrames, 1.1);
  std::vector<double> weighed(2 * kFrames), added(2 * kFrames);
  weigh(stereo, window, weighed);
  overlap_add(stereo, window, tail, scale, added);
  for (std::size_t i = 0; i < stereo.size(); ++i) {
    EXPECT_DOUBLE_EQ(weighed[i], window[i / 2] * stereo[i]) << i;
    EXPECT_NEAR(added[i], scale[i / 2] * (tail[i] + window[i / 2] * stereo[i]), 1e-15) << i;
  }
}

}  // namespace
}  // namespace bbplay::dsp
