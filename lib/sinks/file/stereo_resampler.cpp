// SPDX-License-Identifier: MIT
#include "sinks/file/stereo_resampler.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>

namespace bbplay::sinks {
namespace {

/// A converter is always given so many at a time.
constexpr std::size_t kChunk = 4096;

}  // namespace

StereoResampler::StereoResampler(int in_rate, int out_rate, Take take)
    : converter_(in_rate, out_rate, 2),
      take_(std::move(take)),
      ratio_(static_cast<double>(out_rate) / in_rate),
      block_(kChunk) {
  for (auto& plane : in_) plane.resize(kChunk);
  for (auto& plane : out_) plane.resize(kChunk);
}

void StereoResampler::write(ConstStereoBlock block) {
  in_frames_ += static_cast<std::int64_t>(block.frames());
  while (block.frames() > 0) {
    const std::size_t frames = std::min(block.frames(), kChunk - waiting_);
    const auto at = static_cast<std::ptrdiff_t>(waiting_);
    std::copy_n(block.left.begin(), frames, in_[0].begin() + at);
    std::copy_n(block.right.begin(), frames, in_[1].begin() + at);
    waiting_ += frames;
    block = block.dropping(frames);
    if (waiting_ == kChunk) convert();
  }
}

void StereoResampler::finish() {
  end_ = std::llround(static_cast<double>(in_frames_) * ratio_);
  // Silence behind the end lets the filter give what it holds.
  while (out_frames_ < end_) {
    for (auto& plane : in_) {
      std::fill(plane.begin() + static_cast<std::ptrdiff_t>(waiting_), plane.end(), 0.0);
    }
    convert();
  }
}

void StereoResampler::convert() {
  waiting_ = 0;
  std::size_t used = 0;
  dsp::RateConverter::Progress progress;
  do {
    const std::array from{std::span<const double>(in_[0]).subspan(used),
                          std::span<const double>(in_[1]).subspan(used)};
    const std::array to{std::span(out_[0]), std::span(out_[1])};
    progress = converter_.process(from, to);
    used += progress.used;
    give(progress.made);
  } while (used < kChunk || progress.made == kChunk);
}

void StereoResampler::give(std::size_t made) {
  const auto frames =
      static_cast<std::size_t>(std::min(end_ - out_frames_, static_cast<std::int64_t>(made)));
  if (frames == 0) return;
  const StereoBlock block = block_.block().first(frames);
  std::transform(out_[0].begin(), out_[0].begin() + static_cast<std::ptrdiff_t>(frames),
                 block.left.begin(), [](double x) { return static_cast<float>(x); });
  std::transform(out_[1].begin(), out_[1].begin() + static_cast<std::ptrdiff_t>(frames),
                 block.right.begin(), [](double x) { return static_cast<float>(x); });
  out_frames_ += static_cast<std::int64_t>(frames);
  take_(block);
}

}  // namespace bbplay::sinks
