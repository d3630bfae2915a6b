// SPDX-License-Identifier: MIT
#include "dsp/spatial/head_convolution.h"

#include <algorithm>
#include <array>

namespace bbplay::dsp {

HeadInput::HeadInput(const HeadSpectra& head) : latest_(kQuantum), spectra_(head.ear_size()) {}

void HeadInput::push(std::span<const float, kQuantum> quantum, const HeadSpectra& head,
                     std::span<float> work) noexcept {
  const SpectrumBank<float> ring{spectra_, head.partitions()};
  newest_ = newest_ + 1 < ring.count ? newest_ + 1 : 0;
  head.fft().forward(latest_, quantum, ring[newest_], work);
  std::copy(quantum.begin(), quantum.end(), latest_.begin());
}

void HeadInput::clear() noexcept {
  std::fill(latest_.begin(), latest_.end(), 0.0f);
  std::fill(spectra_.begin(), spectra_.end(), 0.0f);
}

HeadOutput::HeadOutput(const HeadSpectra& head)
    : left_(SpectrumBank<float>::size(1, head.fft().bins())),
      right_(left_.size()),
      work_(head.fft().work_size()) {}

void HeadOutput::clear() noexcept {
  std::fill(left_.begin(), left_.end(), 0.0f);
  std::fill(right_.begin(), right_.end(), 0.0f);
}

void HeadOutput::add(const HeadInput& input, EarSpectra response) noexcept {
  add_products(input.with(response.left), {left_.data()});
  add_products(input.with(response.right), {right_.data()});
}

void HeadOutput::hear(const HeadSpectra& head, std::span<double, kQuantum> left,
                      std::span<double, kQuantum> right) noexcept {
  alignas(64) std::array<float, kQuantum> heard;
  head.fft().inverse({left_.data()}, heard, work_);
  std::copy(heard.begin(), heard.end(), left.begin());
  head.fft().inverse({right_.data()}, heard, work_);
  std::copy(heard.begin(), heard.end(), right.begin());
}

}  // namespace bbplay::dsp
