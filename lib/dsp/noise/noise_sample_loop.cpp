// SPDX-License-Identifier: MIT
#include "dsp/noise/noise_sample_loop.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "bbplay/audio/frames.h"

namespace bbplay::dsp {
namespace {

constexpr double kSeamSeconds = 0.02;

}  // namespace

NoiseSampleLoop::NoiseSampleLoop(std::int64_t length, std::int64_t frames, int rate)
    : length_(length), frames_(frames), round_(length) {
  if (length == 0 || length >= frames) return;
  seam_ = std::min(frames_in(kSeamSeconds, rate), length / 2);
  round_ = length - seam_;
  for (std::int64_t i = 0; i < seam_; ++i) {
    const double way = (static_cast<double>(i) + 0.5) / static_cast<double>(seam_);
    fade_in_.push_back(static_cast<float>(std::sin(0.5 * std::numbers::pi * way)));
    fade_out_.push_back(static_cast<float>(std::cos(0.5 * std::numbers::pi * way)));
  }
}

void NoiseSampleLoop::read(std::int64_t first, std::span<float> out, const Fetch& fetch) const {
  std::vector<float> ending;
  for (std::size_t k = 0; k < out.size();) {
    const std::int64_t frame = first + static_cast<std::int64_t>(k);
    const auto left = static_cast<std::int64_t>(out.size() - k);
    if (length_ == 0 || frame >= frames_) {
      std::fill(out.begin() + static_cast<std::ptrdiff_t>(k), out.end(), 0.0f);
      return;
    }
    const std::int64_t at = frame % round_;
    const bool blends = frame >= round_ && at < seam_;
    const std::int64_t until = std::min({blends ? seam_ - at : round_ - at, left, frames_ - frame});
    const std::span<float> part = out.subspan(k, static_cast<std::size_t>(until));
    fetch(at, part);
    if (blends) {
      ending.resize(part.size());
      fetch(at + round_, ending);
      for (std::size_t i = 0; i < part.size(); ++i) {
        const std::size_t j = static_cast<std::size_t>(at) + i;
        part[i] = fade_in_[j] * part[i] + fade_out_[j] * ending[i];
      }
    }
    k += part.size();
  }
}

}  // namespace bbplay::dsp
