// SPDX-License-Identifier: MIT
#include "voices/hrtf/crossfaded_hrtf.h"

#include <algorithm>
#include <array>
#include <utility>

#include "bbplay/dsp/block_ops.h"

namespace bbplay::voices {

CrossfadedHrtf::CrossfadedHrtf(SpatialAnglePath path, double gain,
                               std::shared_ptr<const dsp::HrirSet> head)
    : path_(std::move(path)),
      gain_(gain),
      spectra_(dsp::shared_head_spectra(std::move(head))),
      input_(*spectra_),
      output_(*spectra_) {
  for (Blend* blend : {&now_, &next_}) {
    blend->left.resize(spectra_->ear_size());
    blend->right.resize(spectra_->ear_size());
  }
}

void CrossfadedHrtf::reset() noexcept { input_.clear(); }

CrossfadedHrtf::Mix CrossfadedHrtf::mix_at(std::int64_t frame) const noexcept {
  const SpatialAnglePath::Blend azimuths = path_.azimuths_deg(std::min(frame, path_.frames() - 1));
  const dsp::HrirSet::Between from = head().around(azimuths.from_deg);
  const dsp::HrirSet::Between to = head().around(azimuths.to_deg);
  const double w = azimuths.weight;
  return {{from.first, from.second, to.first, to.second},
          {(1 - w) * (1 - from.fraction), (1 - w) * from.fraction, w * (1 - to.fraction),
           w * to.fraction}};
}

void CrossfadedHrtf::blend(std::int64_t frame, Blend& out) const noexcept {
  if (out.frame == frame) return;
  out.frame = frame;
  out.mix = mix_at(frame);
  std::fill(out.left.begin(), out.left.end(), 0.0f);
  std::fill(out.right.begin(), out.right.end(), 0.0f);
  for (std::size_t k = 0; k < 4; ++k) {
    if (out.mix.weight[k] == 0) continue;
    const auto weight = static_cast<float>(out.mix.weight[k]);
    const dsp::EarSpectra from = spectra_->response(out.mix.direction[k]);
    dsp::add_scaled(out.left, from.left.values, weight);
    dsp::add_scaled(out.right, from.right.values, weight);
  }
}

dsp::EarSpectra CrossfadedHrtf::spectra_of(const Blend& blend) const noexcept {
  return {{blend.left, spectra_->partitions()}, {blend.right, spectra_->partitions()}};
}

void CrossfadedHrtf::render(std::int64_t first, std::span<double> left,
                            std::span<double> right) noexcept {
  alignas(64) std::array<double, kQuantum> tone;
  alignas(64) std::array<float, kQuantum> source;
  path_.source(first, tone);
  for (std::size_t i = 0; i < kQuantum; ++i) source[i] = static_cast<float>(gain_ * tone[i]);
  input_.push(source, *spectra_, output_.work());

  std::swap(now_, next_);  // in a quantum that follows the one before
  blend(first, now_);
  blend(first + static_cast<std::int64_t>(kQuantum), next_);
  const auto hear = [&](const Blend& blend, std::span<double> ear, std::span<double> other) {
    output_.clear();
    output_.add(input_, spectra_of(blend));
    output_.hear(*spectra_, ear.first<kQuantum>(), other.first<kQuantum>());
  };
  hear(now_, left, right);
  if (now_.mix == next_.mix) return;
  alignas(64) std::array<double, kQuantum> next_left, next_right;
  hear(next_, next_left, next_right);
  for (std::size_t i = 0; i < kQuantum; ++i) {
    const double c = static_cast<double>(i) / static_cast<double>(kQuantum);
    left[i] += c * (next_left[i] - left[i]);
    right[i] += c * (next_right[i] - right[i]);
  }
}

}  // namespace bbplay::voices
