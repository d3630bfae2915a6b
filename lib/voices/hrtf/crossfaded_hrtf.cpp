// SPDX-License-Identifier: MIT
#include "voices/hrtf/crossfaded_hrtf.h"

#include <algorithm>
#include <array>
#include <utility>

namespace bbplay::voices {

CrossfadedHrtf::CrossfadedHrtf(SpatialAnglePath path, double gain,
                               std::shared_ptr<const dsp::HrirSet> head)
    : path_(std::move(path)),
      gain_(gain),
      head_(std::move(head)),
      input_(head_->taps() - 1 + kQuantum),
      now_{std::vector<float>(head_->taps()), std::vector<float>(head_->taps())},
      next_(now_) {}

void CrossfadedHrtf::reset() noexcept { std::fill(input_.begin(), input_.end(), 0.0f); }

CrossfadedHrtf::Mix CrossfadedHrtf::mix_at(std::int64_t frame) const noexcept {
  const SpatialAnglePath::Blend azimuths = path_.azimuths_deg(std::min(frame, path_.frames() - 1));
  const dsp::HrirSet::Between from = head_->around(azimuths.from_deg);
  const dsp::HrirSet::Between to = head_->around(azimuths.to_deg);
  const double w = azimuths.weight;
  return {{from.first, from.second, to.first, to.second},
          {(1 - w) * (1 - from.fraction), (1 - w) * from.fraction, w * (1 - to.fraction),
           w * to.fraction}};
}

void CrossfadedHrtf::blend(const Mix& mix, Response& out) const noexcept {
  std::fill(out.left.begin(), out.left.end(), 0.0f);
  std::fill(out.right.begin(), out.right.end(), 0.0f);
  for (std::size_t k = 0; k < 4; ++k) {
    if (mix.weight[k] == 0) continue;
    const auto weight = static_cast<float>(mix.weight[k]);
    const dsp::EarPair from = head_->response(mix.direction[k]);
    for (std::size_t i = 0; i < out.left.size(); ++i) {
      out.left[i] += weight * from.left[i];
      out.right[i] += weight * from.right[i];
    }
  }
}

void CrossfadedHrtf::render(std::int64_t first, std::span<double> left,
                            std::span<double> right) noexcept {
  std::array<double, kQuantum> tone;
  path_.source(first, tone);
  const std::size_t past = head_->taps() - 1;
  for (std::size_t i = 0; i < kQuantum; ++i) {
    input_[past + i] = static_cast<float>(gain_ * tone[i]);
  }
  blend(mix_at(first), now_);
  blend(mix_at(first + static_cast<std::int64_t>(kQuantum)), next_);

  std::array<double, kQuantum> next_left{};
  std::array<double, kQuantum> next_right{};
  std::fill(left.begin(), left.end(), 0.0);
  std::fill(right.begin(), right.end(), 0.0);
  dsp::convolve_ears(input_, {now_.left, now_.right}, left, right);
  dsp::convolve_ears(input_, {next_.left, next_.right}, next_left, next_right);
  for (std::size_t i = 0; i < kQuantum; ++i) {
    const double c = static_cast<double>(i) / static_cast<double>(kQuantum);
    left[i] += c * (next_left[i] - left[i]);
    right[i] += c * (next_right[i] - right[i]);
  }
  std::copy(input_.begin() + static_cast<std::ptrdiff_t>(kQuantum), input_.end(), input_.begin());
}

}  // namespace bbplay::voices
