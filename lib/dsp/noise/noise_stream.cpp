// SPDX-License-Identifier: MIT
#include "dsp/noise/noise_stream.h"

#include <algorithm>
#include <utility>

namespace bbplay::dsp {

NoiseStream::NoiseStream(std::shared_ptr<const NoiseFilter> filter, GaussianNoise white)
    : filter_(std::move(filter)),
      white_(white),
      spectra_(2 * kBlock * filter_->partitions()),
      sum_(2 * kBlock),
      white_blocks_(2 * kBlock),
      signal_(2 * kBlock),
      work_(filter_->fft().work_size()) {
  seek(0);
}

void NoiseStream::seek(std::int64_t block) noexcept {
  next_ = block;
  const std::int64_t first = block - static_cast<std::int64_t>(filter_->partitions()) + 1;
  fill_white(first - 1);
  for (std::int64_t b = first; b < block; ++b) transform(b);
}

std::span<float> NoiseStream::re(std::int64_t block) noexcept {
  const auto count = static_cast<std::int64_t>(filter_->partitions());
  const auto slot = static_cast<std::size_t>(((block % count) + count) % count);
  return std::span(spectra_).subspan(2 * slot * kBlock, kBlock);
}

std::span<float> NoiseStream::im(std::int64_t block) noexcept {
  return {re(block).data() + kBlock, kBlock};
}

void NoiseStream::fill_white(std::int64_t block) noexcept {
  white_.fill(block * static_cast<std::int64_t>(kBlock), std::span(white_blocks_).subspan(kBlock));
}

void NoiseStream::transform(std::int64_t block) noexcept {
  std::copy_n(white_blocks_.begin() + kBlock, kBlock, white_blocks_.begin());
  fill_white(block);
  filter_->fft().forward(white_blocks_, re(block), im(block), work_);
}

void NoiseStream::accumulate(std::size_t first_partition, std::size_t end) noexcept {
  const std::span<float> sum_re = std::span(sum_).first(kBlock);
  const std::span<float> sum_im = std::span(sum_).subspan(kBlock);
  for (std::size_t p = first_partition; p < end; ++p) {
    const std::int64_t block = next_ - static_cast<std::int64_t>(p);
    multiply_add_spectra(re(block), im(block), filter_->re(p), filter_->im(p), sum_re, sum_im);
  }
}

void NoiseStream::work(int part) noexcept {
  constexpr int kLast = kParts - 1;
  if (part == 0) {
    transform(next_);
    std::fill(sum_.begin(), sum_.end(), 0.0f);
  } else if (part < kLast) {
    const auto share = [&](int before) {
      return filter_->partitions() * static_cast<std::size_t>(before) / (kLast - 1);
    };
    accumulate(share(part - 1), share(part));
  } else {
    const auto sum = std::span<const float>(sum_);
    filter_->fft().inverse(sum.first(kBlock), sum.subspan(kBlock), signal_, work_);
    ++next_;
  }
}

}  // namespace bbplay::dsp
