// SPDX-License-Identifier: MIT
#include "dsp/filter/stereo_frames.h"

#include <cstddef>
#include <vector>

#include <gtest/gtest.h>

namespace bbplay::dsp {
namespace {

TEST(StereoFrames, AreBothChannelsSideBySideForAnyLength) {
  for (const std::size_t count : {0u, 1u, 2u, 7u, 256u}) {
    std::vector<double> left(count), right(count), left_again(count), right_again(count);
    for (std::size_t i = 0; i < count; ++i) {
      left[i] = static_cast<double>(i) + 0.25;
      right[i] = -left[i];
    }
    std::vector<StereoFrame> frames(count);
    interleave(left, right, frames);
    for (std::size_t i = 0; i < count; ++i) {
      EXPECT_EQ(frames[i], (StereoFrame{left[i], right[i]})) << i << " of " << count;
    }
    take_apart(frames, left_again, right_again);
    EXPECT_EQ(left_again, left) << count;
    EXPECT_EQ(right_again, right) << count;
  }
}

}  // namespace
}  // namespace bbplay::dsp
