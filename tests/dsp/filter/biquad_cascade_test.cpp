// SPDX-License-Identifier: MIT
#include "dsp/filter/biquad_cascade.h"

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

#include <gtest/gtest.h>

#include "dsp/noise/random.h"

namespace bbplay::dsp {
namespace {

std::vector<StereoFrame> noise_frames(std::size_t count) {
  std::vector<double> left(count), right(count);
  GaussianNoise(1, 0).fill(0, left);
  GaussianNoise(1, 1).fill(0, right);
  std::vector<StereoFrame> frames(count);
  for (std::size_t i = 0; i < count; ++i) frames[i] = {left[i], right[i]};
  return frames;
}

/// The difference equation as it stands, one channel.
std::vector<double> by_definition(std::span<const Section> sections, std::vector<double> x) {
  for (const Section& c : sections) {
    std::vector<double> y(x.size());
    for (std::size_t n = 0; n < x.size(); ++n) {
      y[n] = c.b0 * x[n];
      if (n >= 1) y[n] += c.b1 * x[n - 1] - c.a1 * y[n - 1];
      if (n >= 2) y[n] += c.b2 * x[n - 2] - c.a2 * y[n - 2];
    }
    x = y;
  }
  return x;
}

class Sections : public testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(Orders, Sections, testing::Range(1, 9));

TEST_P(Sections, FollowTheDifferenceEquationInBothChannels) {
  const auto sections = butterworth_high_pass(GetParam(), 900, 48'000);
  const BiquadCascade cascade(sections);
  std::vector<StereoFrame> frames = noise_frames(1'000);
  std::vector<double> left, right;
  for (const StereoFrame& f : frames) {
    left.push_back(f.left);
    right.push_back(f.right);
  }
  left = by_definition(sections, left);
  right = by_definition(sections, right);
  CascadeState state;
  filter_forward(cascade, state, frames);
  for (std::size_t i = 0; i < frames.size(); ++i) {
    EXPECT_NEAR(frames[i].left, left[i], 1e-10);
    EXPECT_NEAR(frames[i].right, right[i], 1e-10);
  }
}

TEST_P(Sections, RunBackwardsAsForwardsOverTheReversedSignal) {
  const BiquadCascade cascade(butterworth_low_pass(GetParam(), 900, 48'000));
  std::vector<StereoFrame> back = noise_frames(333);
  std::vector<StereoFrame> forth(back.rbegin(), back.rend());
  CascadeState back_state, forth_state;
  filter_backward(cascade, back_state, back);
  filter_forward(cascade, forth_state, forth);
  std::reverse(forth.begin(), forth.end());
  EXPECT_EQ(back, forth);
  EXPECT_EQ(back_state, forth_state);
}

TEST_P(Sections, CutsBetweenCellsDoNotChangeOneBit) {
  constexpr std::size_t kCell = CascadeCell::kFrames, kFrames = 32 * kCell + 5;
  const BiquadCascade cascade(butterworth_low_pass(GetParam(), 900, 48'000));
  std::vector<StereoFrame> whole = noise_frames(kFrames);
  std::vector<StereoFrame> cut = whole, back = whole, back_cut = whole;
  CascadeState whole_state, cut_state;
  filter_forward(cascade, whole_state, whole);
  filter_forward(cascade, cut_state, std::span(cut).first(kCell));
  filter_forward(cascade, cut_state, std::span(cut).subspan(kCell, 11 * kCell));
  filter_forward(cascade, cut_state, std::span(cut).subspan(12 * kCell));
  EXPECT_EQ(whole, cut);
  EXPECT_EQ(whole_state, cut_state);

  CascadeState back_state, back_cut_state;
  filter_backward(cascade, back_state, back);
  filter_backward(cascade, back_cut_state, std::span(back_cut).last(20 * kCell));
  filter_backward(cascade, back_cut_state, std::span(back_cut).first(kFrames - 20 * kCell));
  EXPECT_EQ(back, back_cut);
  EXPECT_EQ(back_state, back_cut_state);
}

/// Short signals, whose ends are no whole cells.
TEST_P(Sections, FollowTheDifferenceEquationWhereverTheSignalEnds) {
  const auto sections = butterworth_high_pass(GetParam(), 900, 48'000);
  const BiquadCascade cascade(sections);
  for (std::size_t count = 0; count < 3 * CascadeCell::kFrames; ++count) {
    std::vector<StereoFrame> frames = noise_frames(count);
    std::vector<double> left;
    for (const StereoFrame& f : frames) left.push_back(f.left);
    left = by_definition(sections, left);
    CascadeState state;
    filter_forward(cascade, state, frames);
    for (std::size_t i = 0; i < count; ++i) EXPECT_NEAR(frames[i].left, left[i], 1e-12) << count;
  }
}

TEST_P(Sections, ListeningLeavesTheFramesAloneAndTheSameMemory) {
  const BiquadCascade cascade(butterworth_low_pass(GetParam(), 900, 48'000));
  const std::vector<StereoFrame> heard = noise_frames(100);
  std::vector<StereoFrame> filtered = heard;
  CascadeState listening, filtering;
  listen_forward(cascade, listening, heard);
  filter_forward(cascade, filtering, filtered);
  EXPECT_EQ(listening, filtering);
  filtered = heard;
  listen_backward(cascade, listening, heard);
  filter_backward(cascade, filtering, filtered);
  EXPECT_EQ(listening, filtering);
}

TEST_P(Sections, AtRestAConstantInputGivesAConstantOutput) {
  for (const bool low : {true, false}) {
    const auto sections = low ? butterworth_low_pass(GetParam(), 300, 44'100)
                              : butterworth_high_pass(GetParam(), 30, 44'100);
    const BiquadCascade cascade(sections);
    const StereoFrame constant{0.75, -2};
    CascadeState state(cascade, constant);
    std::vector<StereoFrame> frames(3'000, constant);
    filter_forward(cascade, state, frames);
    for (const StereoFrame& frame : frames) {
      EXPECT_NEAR(frame.left, low ? constant.left : 0, 2e-8);
      EXPECT_NEAR(frame.right, low ? constant.right : 0, 2e-8);
    }
  }
}

}  // namespace
}  // namespace bbplay::dsp
