// SPDX-License-Identifier: MIT
#include "sinks/file/stereo_resampler.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>

namespace bbplay::sinks {
namespace {

constexpr std::size_t kGiven = 4096;  // frames of output at a time

}  // namespace

StereoResampler::StereoResampler(int in_rate, int out_rate, Take take)
    : converter_(in_rate, out_rate),
      take_(std::move(take)),
      ratio_(static_cast<double>(out_rate) / in_rate),
      first_(converter_.input_of(0, 1).first),
      waiting_(static_cast<std::size_t>(-first_)),  // silence before the beginning
      block_(kGiven) {
  for (auto& plane : in_) plane.resize(converter_.input_of(0, kGiven).frames + 1);
  for (auto& plane : out_) plane.resize(kGiven);
}

void StereoResampler::write(ConstStereoBlock block) {
  in_frames_ += static_cast<std::int64_t>(block.frames());
  while (block.frames() > 0) {
    const std::size_t frames = std::min(block.frames(), in_[0].size() - waiting_);
    const auto at = static_cast<std::ptrdiff_t>(waiting_);
    std::ranges::copy(block.left.first(frames), in_[0].begin() + at);
    std::ranges::copy(block.right.first(frames), in_[1].begin() + at);
    waiting_ += frames;
    block = block.dropping(frames);
    if (waiting_ == in_[0].size()) give(kGiven);
  }
}

void StereoResampler::finish() {
  const std::int64_t end = std::llround(static_cast<double>(in_frames_) * ratio_);
  while (out_frames_ < end) {
    for (auto& plane : in_) {
      std::fill(plane.begin() + static_cast<std::ptrdiff_t>(waiting_), plane.end(), 0.0f);
    }
    waiting_ = in_[0].size();
    give(static_cast<std::size_t>(std::min(end - out_frames_, static_cast<std::int64_t>(kGiven))));
  }
}

void StereoResampler::give(std::size_t frames) {
  const std::array in{std::span<const float>(in_[0]), std::span<const float>(in_[1])};
  const std::array out{std::span(out_[0]).first(frames), std::span(out_[1]).first(frames)};
  converter_.convert(in, out_frames_, out);
  const StereoBlock block = block_.block().first(frames);
  const auto to_float = [](double x) { return static_cast<float>(x); };
  std::ranges::transform(out[0], block.left.begin(), to_float);
  std::ranges::transform(out[1], block.right.begin(), to_float);
  out_frames_ += static_cast<std::int64_t>(frames);

  const std::int64_t needed = converter_.input_of(out_frames_, 1).first;
  const auto used =
      std::min(static_cast<std::ptrdiff_t>(needed - first_), static_cast<std::ptrdiff_t>(waiting_));
  for (auto& plane : in_) std::copy(plane.begin() + used, plane.end(), plane.begin());
  waiting_ -= static_cast<std::size_t>(used);
  first_ = needed;
  take_(block);
}

}  // namespace bbplay::sinks
