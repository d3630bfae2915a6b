// SPDX-License-Identifier: MIT
#include "dsp/spatial/head_convolution.h"

#include <array>
#include <cmath>
#include <memory>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "dsp/noise/random.h"

namespace bbplay::dsp {
namespace {

constexpr std::size_t kQuanta = 7;

std::shared_ptr<const HrirSet> head_of(std::size_t taps) {
  std::vector<HeadDirection> directions;
  for (const double azimuth : {0.0, 180.0}) {
    HeadDirection direction{azimuth, azimuth < 90 ? 270.0 : 90.0, std::vector<float>(taps),
                            std::vector<float>(taps)};
    for (std::size_t k = 0; k < taps; ++k) {
      const auto at = static_cast<double>(k);
      const double decay = std::exp(-at / 60);
      direction.left[k] = static_cast<float>(decay * std::cos(1.1 * at + azimuth));
      direction.right[k] = static_cast<float>(-0.5 * decay * std::sin(0.7 * at + azimuth + 1));
    }
    directions.push_back(std::move(direction));
  }
  return std::make_shared<const HrirSet>(std::move(directions));
}

/// Frame n of a signal behind a response.
double direct(const std::vector<float>& signal, std::span<const float> response, std::size_t n) {
  double sum = 0;
  for (std::size_t k = 0; k < response.size() && k <= n; ++k) {
    sum += static_cast<double>(response[k]) * static_cast<double>(signal[n - k]);
  }
  return sum;
}

TEST(HeadConvolution, AddsUpWhatEitherEarHearsFromAllDirections) {
  for (const std::size_t taps : {1u, 27u, 256u, 257u, 512u, 558u}) {
    const HeadSpectra head(head_of(taps));
    EXPECT_EQ(head.partitions(), (taps + 255) / 256);
    std::vector<float> signals[2];
    for (std::size_t d = 0; d < 2; ++d) {
      signals[d].resize(kQuanta * kQuantum);
      GaussianNoise(1, d).fill(0, std::span<float>(signals[d]));
    }
    HeadInput inputs[] = {HeadInput(head), HeadInput(head)};
    HeadOutput output(head);
    std::array<double, kQuantum> left, right;
    for (std::size_t q = 0; q < kQuanta; ++q) {
      output.clear();
      for (std::size_t d = 0; d < 2; ++d) {
        inputs[d].push(std::span<const float, kQuantum>(&signals[d][q * kQuantum], kQuantum), head,
                       output.work());
        output.add(inputs[d], head.response(d));
      }
      output.hear(head, left, right);
      for (std::size_t i = 0; i < kQuantum; ++i) {
        const std::size_t n = q * kQuantum + i;
        double expected_left = 0, expected_right = 0;
        for (std::size_t d = 0; d < 2; ++d) {
          expected_left += direct(signals[d], head.head().response(d).left, n);
          expected_right += direct(signals[d], head.head().response(d).right, n);
        }
        ASSERT_NEAR(left[i], expected_left, 6e-6) << taps << " taps, frame " << n;
        ASSERT_NEAR(right[i], expected_right, 6e-6) << taps << " taps, frame " << n;
      }
    }
  }
}

TEST(HeadConvolution, AClearedInputRemembersNothing) {
  const HeadSpectra head(head_of(512));
  HeadInput input(head);
  HeadOutput output(head);
  std::array<float, kQuantum> tone;
  tone.fill(1);
  input.push(tone, head, output.work());
  input.clear();
  std::array<double, kQuantum> left, right;
  tone.fill(0);
  input.push(tone, head, output.work());
  output.clear();
  output.add(input, head.response(0));
  output.hear(head, left, right);
  for (std::size_t i = 0; i < kQuantum; ++i) {
    ASSERT_EQ(left[i], 0);
    ASSERT_EQ(right[i], 0);
  }
}

TEST(HeadConvolution, ForgetsExactlyAfterTheFramesItSays) {
  const HeadSpectra head(head_of(558));
  const auto quanta = static_cast<std::size_t>(HeadInput::memory_frames(head)) / kQuantum;
  const auto last_quantum = [&](float before) {
    HeadInput input(head);
    HeadOutput output(head);
    std::array<float, kQuantum> tone;
    tone.fill(before);
    input.push(tone, head, output.work());
    for (std::size_t q = 0; q <= quanta; ++q) {
      GaussianNoise(1, q).fill(0, std::span<float>(tone));
      input.push(tone, head, output.work());
    }
    std::array<double, kQuantum> left, right;
    output.clear();
    output.add(input, head.response(1));
    output.hear(head, left, right);
    return std::pair(left, right);
  };
  EXPECT_EQ(last_quantum(0), last_quantum(1));
}

TEST(HeadSpectra, AreSharedWhileInUse) {
  const auto head = head_of(300);
  const auto spectra = shared_head_spectra(head);
  EXPECT_EQ(shared_head_spectra(head), spectra);
  EXPECT_NE(shared_head_spectra(head_of(300)), spectra);
}

}  // namespace
}  // namespace bbplay::dsp
