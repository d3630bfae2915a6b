// SPDX-License-Identifier: MIT
#include "dsp/noise/noise_sample_loop.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "bbplay/audio/frames.h"

namespace bbplay::dsp {
namespace {

constexpr double kSeamSeconds = 0.02;

}  // namespace

NoiseSampleLoop::NoiseSampleLoop(std::vector<float> samples, std::int64_t frames, int rate)
    : samples_(std::move(samples)), frames_(frames) {
  const auto length = static_cast<std::int64_t>(samples_.size());
  round_ = length;
  if (length == 0 || length >= frames) return;
  seam_ = std::min(frames_in(kSeamSeconds, rate), length / 2);
  round_ = length - seam_;
  for (std::int64_t i = 0; i < seam_; ++i) {
    const double way = (static_cast<double>(i) + 0.5) / static_cast<double>(seam_);
    fade_in_.push_back(static_cast<float>(std::sin(0.5 * std::numbers::pi * way)));
    fade_out_.push_back(static_cast<float>(std::cos(0.5 * std::numbers::pi * way)));
  }
}

void NoiseSampleLoop::read(std::int64_t first, std::span<float> out) const noexcept {
  const auto length = static_cast<std::int64_t>(samples_.size());
  for (std::size_t k = 0; k < out.size();) {
    const std::int64_t frame = first + static_cast<std::int64_t>(k);
    const auto left = static_cast<std::int64_t>(out.size() - k);
    if (length == 0 || frame < 0 || frame >= frames_) {
      const std::int64_t silent = frame < 0 && length > 0 ? std::min(left, -frame) : left;
      std::fill_n(out.begin() + static_cast<std::ptrdiff_t>(k), silent, 0.0f);
      k += static_cast<std::size_t>(silent);
      continue;
    }
    const std::int64_t at = frame % round_;
    const bool blends = frame >= round_ && at < seam_;
    const std::int64_t until = std::min({blends ? seam_ - at : round_ - at, left, frames_ - frame});
    for (std::int64_t i = 0; i < until; ++i, ++k) {
      const auto j = static_cast<std::size_t>(at + i);
      out[k] = samples_[j];
      if (blends) {
        out[k] =
            fade_in_[j] * out[k] + fade_out_[j] * samples_[j + static_cast<std::size_t>(round_)];
      }
    }
  }
}

}  // namespace bbplay::dsp
