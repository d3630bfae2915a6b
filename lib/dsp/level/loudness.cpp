// SPDX-License-Identifier: MIT
#include "dsp/level/loudness.h"

#include <algorithm>
#include <cmath>

#include "bbplay/audio/frames.h"

namespace bbplay::dsp {
namespace {

constexpr double kNear = 1.42;  // a little over 3 dB

}  // namespace

StepLoudness::StepLoudness(std::int64_t frames, int rate, double threshold)
    : threshold_(threshold),
      window_(std::max<std::int64_t>(1, frames_in(0.05, rate))),
      skipped_((std::min(frames, window_) - 1) / 2),
      windows_(frames > 0 ? std::max(frames, window_) : 0),
      powers_(static_cast<std::size_t>(window_)),
      suffixes_(static_cast<std::size_t>(window_) + 1) {}

void StepLoudness::add(ConstStereoBlock block) noexcept {
  double powers[kQuantum];
  while (block.frames() > 0) {
    const std::size_t count = std::min({block.frames(), kQuantum, powers_.size() - place_});
    for (std::size_t i = 0; i < count; ++i) {
      const double left = block.left[i];
      const double right = block.right[i];
      powers[i] = (left * left + right * right) / 2;
    }
    add(powers, count);
    block = block.dropping(count);
  }
}

/// `count` frames that lie in one block, kQuantum at most.
void StepLoudness::add(const double* powers, std::size_t count) noexcept {
  std::copy_n(powers, count, powers_.data() + place_);
  double rms[kQuantum];
  double prefix = prefix_;
  for (std::size_t i = 0; i < count; ++i) rms[i] = prefix += powers[i];
  prefix_ = prefix;
  const double* const suffixes = suffixes_.data() + place_ + 1;
  const double share = 1 / static_cast<double>(window_);
  for (std::size_t i = 0; i < count; ++i) rms[i] = std::sqrt((rms[i] + suffixes[i]) * share);
  const std::int64_t index = position_ - skipped_;
  const auto begin = std::clamp<std::int64_t>(-index, 0, static_cast<std::int64_t>(count));
  const auto end = std::clamp<std::int64_t>(windows_ - index, 0, static_cast<std::int64_t>(count));
  double sum = sum_;
  std::int64_t over = 0, near_threshold = 0;
  const double below = threshold_ / kNear, above = threshold_ * kNear;
  for (std::int64_t i = begin; i < end; ++i) {
    const bool counts = rms[i] > threshold_;
    sum += counts ? rms[i] : 0.0;
    over += counts;
    near_threshold += (rms[i] > below) & (rms[i] < above);
  }
  sum_ = sum;
  counted_ += over;
  near_threshold_ += near_threshold;
  position_ += static_cast<std::int64_t>(count);
  place_ += count;
  if (place_ == powers_.size()) begin_block();
}

void StepLoudness::begin_block() noexcept {
  double suffix = 0;
  for (std::size_t i = powers_.size(); i-- > 0;) suffixes_[i] = suffix += powers_[i];
  prefix_ = 0;
  place_ = 0;
}

double StepLoudness::finish() noexcept {
  constexpr double kSilence = 0;
  while (position_ < windows_ + skipped_) add(&kSilence, 1);
  return counted_ > 0 ? sum_ / static_cast<double>(counted_) : 0;
}

}  // namespace bbplay::dsp
