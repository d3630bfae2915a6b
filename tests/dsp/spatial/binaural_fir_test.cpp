// SPDX-License-Identifier: MIT
#include "dsp/spatial/binaural_fir.h"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace bbplay::dsp {
namespace {

TEST(TwoEarFir, AddsTheDirectSumForAnyNumberOfTapsAndFrames) {
  for (const std::size_t taps : {1u, 63u, 64u, 93u, 512u, 558u}) {
    for (const std::size_t frames : {1u, 7u, 64u, 256u, 259u}) {
      std::vector<float> x(taps - 1 + frames), h_left(taps), h_right(taps);
      for (std::size_t i = 0; i < x.size(); ++i) {
        x[i] = static_cast<float>(std::sin(0.37 * static_cast<double>(i * i % 1000)));
      }
      for (std::size_t k = 0; k < taps; ++k) {
        const double decay = std::exp(-static_cast<double>(k) / 60);
        h_left[k] = static_cast<float>(decay * std::cos(1.1 * static_cast<double>(k)));
        h_right[k] = static_cast<float>(-0.5 * decay * std::sin(0.7 * static_cast<double>(k)));
      }
      std::vector<double> left(frames, 1.0), right(frames, -2.0);
      convolve_ears(x, {h_left, h_right}, left, right);
      for (std::size_t n = 0; n < frames; ++n) {
        double expected_left = 1;
        double expected_right = -2;
        double magnitude = 1;  // the sum of |h x|
        for (std::size_t k = 0; k < taps; ++k) {
          const double input = static_cast<double>(x[taps - 1 + n - k]);
          expected_left += static_cast<double>(h_left[k]) * input;
          expected_right += static_cast<double>(h_right[k]) * input;
          magnitude += std::abs(static_cast<double>(h_left[k]) * input);
        }
        ASSERT_NEAR(left[n], expected_left, 2e-7 * magnitude) << taps << " taps, frame " << n;
        ASSERT_NEAR(right[n], expected_right, 2e-7 * magnitude) << taps << " taps, frame " << n;
      }
    }
  }
}

}  // namespace
}  // namespace bbplay::dsp
